"""More is let wait for clients than the process may use of memory: new ones are refused and those who cost the most are ended. Who watches
over the server is answered, and so is who had come before.
"""
from kit.arena import Hostile, Service, main
from kit.crowd import FOREVER
from kit.frames import BINARY, frame, upgrade
from kit.verdict import Budget
from kit.watched import MIB

BUDGET = 256 * MIB
SHORT = Service("attack", request=b"GET /health/live HTTP/1.1\r\nHost: honest\r\n\r\n", expected=b'{"status":"ok"}',
                more=("--memory-budget", str(BUDGET)))
MESSAGE = frame(BINARY, b"x" * 60_000)
LETS_WAIT = 1 * MIB  # Backpressure::close() as it is by default
PEERS = BUDGET * 3 // 2 // LETS_WAIT * 2  # each has, on average, half of that


def hoarder(peer):
    yield from upgrade(peer)
    for _ in range(400):
        yield MESSAGE
        yield 0.02
    yield FOREVER


MEMORY_SHORTAGE = Hostile("memory_shortage", hoarder, peers=PEERS, service=SHORT, reads=False, receive_buffer=4096,
                          budget=Budget(each=0, base=BUDGET * 105 // 100), must_meet=("status 101",))

if __name__ == "__main__":
    main(MEMORY_SHORTAGE)
