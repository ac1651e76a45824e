"""WebSocket clients that send and read nothing: what waits for each is bounded, then the client is closed, and cut off."""
from kit.arena import Hostile, main
from kit.crowd import FOREVER
from kit.frames import BINARY, frame, upgrade
from kit.verdict import Budget
from kit.watched import MIB

MESSAGE = frame(BINARY, b"x" * 60_000)
QUEUE = 1 * MIB  # Backpressure::close() as it is by default
WRITE_STALL = 20


def deaf(peer):
    yield from upgrade(peer)
    for _ in range(400):
        yield MESSAGE
        yield 0.01
    yield FOREVER


DEAF_SOCKETS = Hostile("deaf_sockets", deaf, peers=100, reads=False, receive_buffer=4096, cut_within=WRITE_STALL + 6,
                       budget=Budget(each=QUEUE * 11 // 10 + 64 * 1024), must_meet=("status 101",))

if __name__ == "__main__":
    main(DEAF_SOCKETS)
