"""A hundred connections from each address, which may have 32: those beyond are answered 503 with `Retry-After`, or closed unheard."""
from kit.arena import Hostile, Service, main
from kit.crowd import FOREVER, Until
from kit.verdict import Budget

PER_ADDRESS = 32
KIB = 1024
LIMITED = Service("bench", more=("--per-address", str(PER_ADDRESS)))


def connection(peer):
    yield b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    head = yield Until(b"\r\n\r\n")
    status = head[9:12].decode()
    peer.met(f"status {status}")
    if status == "503":
        peer.met("told when to come back" if b"\r\nRetry-After: " in head else "not told when to come back")
        yield 0.2
        return
    yield FOREVER


CONNECTION_FLOOD = Hostile("connection_flood", connection, peers=3000, service=LIMITED,
                           budget=Budget(each=8 * KIB), must_meet=("status 200", "status 503", "told when to come back"))

if __name__ == "__main__":
    main(CONNECTION_FLOOD)
