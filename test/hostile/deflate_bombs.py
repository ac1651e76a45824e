"""Compressed messages of 64 MiB in 65 KiB: what is inflated ends at the limit of a message, and the client is closed with 1009."""
from kit.arena import COMPRESSED, Hostile, main
from kit.crowd import END
from kit.frames import BINARY, CONTINUATION, DEFLATE, deflated, frame, meet_close, upgrade
from kit.verdict import Budget
from kit.watched import MIB

MESSAGE = 1 * MIB  # of the role
ZEROS = deflated(bytes(64 * MIB))
WHOLE = frame(BINARY, ZEROS, compressed=True)
IN_FRAGMENTS = b"".join(frame(CONTINUATION if at else BINARY, ZEROS[at:at + 100], fin=False, compressed=not at)
                        for at in range(0, len(ZEROS), 100))


def bomb(peer):
    yield from upgrade(peer, fields=DEFLATE)
    yield IN_FRAGMENTS if peer.number % 2 else WHOLE
    meet_close(peer, (yield END))


DEFLATE_BOMBS = Hostile("deflate_bombs", bomb, peers=20, service=COMPRESSED, budget=Budget(each=MESSAGE * 5 // 2),
                        must_meet=("close 1009",))

if __name__ == "__main__":
    main(DEFLATE_BOMBS)
