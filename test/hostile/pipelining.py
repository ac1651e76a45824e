"""A thousand requests in one write, from clients that read and from clients that do not: one at a time is answered, the rest is not read."""
from kit.arena import Hostile, main
from kit.crowd import FOREVER
from kit.verdict import Budget

KIB = 1024
REQUESTS = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 1000


def pipeline(peer):
    for _ in range(9):  # 10,000 are the most that a connection is given
        yield REQUESTS
        yield 0.05
    yield FOREVER


READING = Hostile("pipelining", pipeline, peers=20, budget=Budget(each=256 * KIB))
DEAF = Hostile("pipelining, unread", pipeline, peers=100, reads=False, receive_buffer=1024, budget=Budget(each=256 * KIB))

if __name__ == "__main__":
    main(READING, DEAF)
