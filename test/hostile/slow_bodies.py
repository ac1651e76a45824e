"""R.U.D.Y.: a body of which 100 bytes come in a second. Each is answered 408 once it is behind the least rate, 240 bytes a second after 5 s."""
from kit.arena import Hostile, main
from kit.verdict import Budget

ANNOUNCED = 100_000
RATE, LEAST_RATE, GRACE = 100, 240, 5  # bytes a second, and seconds
BEGINS_WITHIN, STEP = 0.5, 0.5  # seconds
# What comes at RATE is behind what may be expected, GRACE later, at this time of the body.
CUT_WITHIN = BEGINS_WITHIN + GRACE / (1 - RATE / LEAST_RATE) + STEP
KIB = 1024


def slow_body(peer):
    yield peer.number % 10 / 10 * BEGINS_WITHIN
    chunked = peer.number % 2
    yield (b"POST /orders HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
           + (b"Transfer-Encoding: chunked\r\n\r\n" if chunked else b"Content-Length: %d\r\n\r\n" % ANNOUNCED))
    while True:
        yield b"5\r\n     \r\n" * (RATE // 10) if chunked else b" " * (RATE // 2)
        yield STEP


SLOW_BODIES = Hostile("slow_bodies", slow_body, peers=1000, budget=Budget(each=20 * KIB), cut_within=CUT_WITHIN)

if __name__ == "__main__":
    main(SLOW_BODIES)
