"""Pings without end from clients that read no pong: one pong at most waits, and who sends more than the rate allows is closed with 1008."""
from kit.arena import Hostile, main
from kit.crowd import END, FOREVER
from kit.frames import PING, frame, meet_close, upgrade
from kit.verdict import Budget

PINGS = frame(PING, b"x" * 125) * 500
KIB = 1024


def flood(peer):
    yield from upgrade(peer)
    if peer.number % 2:
        for _ in range(20):
            yield PINGS
        yield FOREVER
    yield PINGS[:len(PINGS) // 4]  # 125 pings, 100 are allowed at once
    meet_close(peer, (yield END))


PING_FLOOD = Hostile("ping_flood", flood, peers=100, reads=False, receive_buffer=1024, budget=Budget(each=64 * KIB),
                     must_meet=("close 1008",))

if __name__ == "__main__":
    main(PING_FLOOD)
