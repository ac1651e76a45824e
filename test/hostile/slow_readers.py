"""Ask for five megabytes, many times over, and read nothing: one answer at a time is made, and the connection is cut off in 20 s."""
from kit.arena import Hostile, Service, main
from kit.crowd import FOREVER
from kit.verdict import Budget
from kit.watched import MIB

LARGE = Service("tls", request=b"GET /who HTTP/1.1\r\nHost: honest\r\n\r\n", expected=b"nobody")  # without a certificate: plain
WRITE_STALL = 20
BEGINS_WITHIN = 2
PEERS = 60
ASKED = 10


def reader(peer):
    yield peer.number / PEERS * BEGINS_WITHIN  # the memory of each answer is filled by its handler: not all at once
    yield b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n" * ASKED
    yield FOREVER


SLOW_READERS = Hostile("slow_readers", reader, peers=PEERS, service=LARGE, reads=False, receive_buffer=1024,
                       cut_within=BEGINS_WITHIN + WRITE_STALL, budget=Budget(each=11 * MIB // 2))

if __name__ == "__main__":
    main(SLOW_READERS)
