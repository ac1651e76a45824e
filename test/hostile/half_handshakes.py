"""TLS handshakes that stop half way: nothing, half a ClientHello, a whole one, one with noise behind it. Each is cut off in its time."""
import os
import ssl

from kit.arena import Hostile, Service, main
from kit.crowd import FOREVER, Until
from kit.verdict import Budget

KIB = 1024
HANDSHAKE_SECONDS = 2  # of the role
SECURE = Service("tls", request=b"GET /who HTTP/1.1\r\nHost: honest\r\n\r\n", expected=b"nobody", tls=True)
HANDSHAKE_RECORD = b"\x16\x03"


def client_hello():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    outgoing = ssl.MemoryBIO()
    try:
        context.wrap_bio(ssl.MemoryBIO(), outgoing).do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


HELLO = client_hello()


def half_handshake(peer):
    kind = peer.number % 5
    if kind == 1:
        yield HELLO[:len(HELLO) // 2]
    elif kind == 2:  # the server pays for a signature, and hears nothing more
        yield peer.number % 100 / 100
        yield HELLO
        yield Until(HANDSHAKE_RECORD)
        peer.met("answers to a ClientHello")
    elif kind == 3:
        yield 0.5 + peer.number % 100 / 100
        yield HELLO + os.urandom(100)
    elif kind == 4:
        for at in range(0, len(HELLO), 20):
            yield HELLO[at:at + 20]
            yield 0.3
    yield FOREVER


HALF_HANDSHAKES = Hostile("half_handshakes", half_handshake, peers=500, service=SECURE, budget=Budget(each=72 * KIB),
                          cut_within=HANDSHAKE_SECONDS, must_meet=("answers to a ClientHello", "ended by the server"))

if __name__ == "__main__":
    main(HALF_HANDSHAKES)
