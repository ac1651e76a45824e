"""Slowloris: a request head that comes a field at a time and never ends. Each is answered 408 when its ten seconds are over."""
from kit.arena import Hostile, main
from kit.verdict import Budget

HEADER_SECONDS = 10
KIB = 1024


def slow_head(peer):
    yield b"GET / HTTP/1.1\r\nHost: a\r\n"
    yield peer.number % 10 / 10
    while True:
        yield b"X: y\r\n" if peer.number % 2 else b"X"
        yield 1.0


SLOW_HEADS = Hostile("slow_heads", slow_head, peers=1000, budget=Budget(each=20 * KIB), cut_within=HEADER_SECONDS)

if __name__ == "__main__":
    main(SLOW_HEADS)
