"""Messages in fragments that never end: empty ones, ones of a byte, and slow ones. None is kept beyond its limits, all are closed with 1008."""
from kit.arena import Hostile, main
from kit.crowd import END
from kit.frames import CONTINUATION, TEXT, frame, meet_close, upgrade
from kit.verdict import Budget

MOST_FRAGMENTS = 1024  # max(1024, maxMessage / 64) for 65,536 bytes
KIB = 1024
EMPTY = frame(CONTINUATION, fin=False) * (MOST_FRAGMENTS + 1)
BYTES = frame(CONTINUATION, b"x", fin=False) * (MOST_FRAGMENTS + 1)
LARGE = frame(CONTINUATION, b"x" * 50, fin=False)


def flood(peer):
    yield from upgrade(peer)
    kind = peer.number % 3
    yield frame(TEXT, b"x", fin=False)
    if kind == 2:
        for _ in range(MOST_FRAGMENTS - 10):
            yield LARGE
            yield 0.02
    yield BYTES if kind else EMPTY
    meet_close(peer, (yield END))


FRAGMENT_FLOOD = Hostile("fragment_flood", flood, peers=100, budget=Budget(each=192 * KIB), must_meet=("close 1008",))

if __name__ == "__main__":
    main(FRAGMENT_FLOOD)
