"""Bodies of nearly a MiB that never end, half as much again as the process may use of memory: the patience with them gets short, who comes
then is told 503, and so the budget is kept. Who watches over the server is answered all the time.
"""
from kit.arena import Hostile, Service, main
from kit.crowd import Until
from kit.verdict import Budget
from kit.watched import MIB

BUDGET = 128 * MIB
SHORT = Service("attack", request=b"GET /health/live HTTP/1.1\r\nHost: honest\r\n\r\n", expected=b'{"status":"ok"}',
                more=("--memory-budget", str(BUDGET)))
BODY = 1_000_000
UNENDING = b"POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (BODY + 1) + b"x" * BODY
PEERS = BUDGET * 3 // 2 // BODY
COME_WITHIN = 5  # seconds: the server looks at its memory four times in each


def hoarder(peer):
    yield peer.number / PEERS * COME_WITHIN
    yield UNENDING
    answer = yield Until(b"\r\n\r\n")
    peer.met(f"status {answer[9:12].decode()}")


MEMORY_SHORTAGE = Hostile("memory_shortage", hoarder, peers=PEERS, service=SHORT, again_after=1.0,
                          # What the allocator keeps of bodies this large differs from wave to wave by some of them.
                          budget=Budget(each=0, base=BUDGET * 105 // 100, stays=BUDGET // 2, more=BUDGET // 2))

if __name__ == "__main__":
    main(MEMORY_SHORTAGE)
