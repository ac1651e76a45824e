"""Readers of an event stream who never read: what waits for each is bounded, then its stream is cut off."""
from kit.arena import Hostile, main
from kit.crowd import FOREVER, Until
from kit.verdict import Budget
from kit.watched import MIB

QUEUE = 1 * MIB  # SseModuleOptions::backpressure as it is by default
WRITE_STALL = 20
EVENT = b"x" * 30_000
PUBLISH = b"POST /publish HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(EVENT) + EVENT
PUBLISHERS = 1


def deaf(peer):
    if peer.number < PUBLISHERS:
        while True:
            yield PUBLISH
            yield Until(b"\r\n\r\n")
            peer.met("events")
            yield 0.04
    yield b"GET /sse HTTP/1.1\r\nHost: a\r\n\r\n"
    yield Until(b"\r\n\r\n")
    yield FOREVER


DEAF_STREAMS = Hostile("deaf_streams", deaf, peers=100, reads=False, receive_buffer=4096, budget=Budget(each=QUEUE * 11 // 10),
                       must_meet=("events",))

if __name__ == "__main__":
    main(DEAF_STREAMS)
