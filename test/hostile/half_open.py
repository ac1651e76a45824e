"""Peers of whom nothing more is heard: silent from the start, in a head, in a body, behind an upgrade, with their side closed or not."""
from kit.arena import COMPRESSED, Hostile, main
from kit.crowd import FOREVER, HALF
from kit.frames import TEXT, frame, upgrade
from kit.verdict import Budget

KIB = 1024
BEGINS_WITHIN = 1
# The longest: a WebSocket client that answers no ping, pinged after 7 s and given 5 s; the rest has 10 s.
LOST_WITHIN = BEGINS_WITHIN + 12


def silent(peer):
    kind, half = peer.number % 5, peer.number % 2
    yield peer.number % 50 / 50 * BEGINS_WITHIN
    if kind == 1:
        yield b"GET / HTTP/1.1\r\nHost: a\r\n"
    elif kind == 2:
        yield b"POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhello"
    elif kind == 3:
        yield from upgrade(peer)
    elif kind == 4:
        yield from upgrade(peer)
        yield frame(TEXT, b"x" * 100, fin=False)[:50]
    if half:
        yield HALF
    yield FOREVER


HALF_OPEN = Hostile("half_open", silent, peers=500, service=COMPRESSED, reads=False, cut_within=LOST_WITHIN, budget=Budget(each=80 * KIB),
                    must_meet=("status 101",))

if __name__ == "__main__":
    main(HALF_OPEN)
