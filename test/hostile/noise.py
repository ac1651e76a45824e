"""Random bytes, zeros, a TLS handshake where there is none, and noise behind a good handshake: nothing of it is taken for anything."""
import os

from kit.arena import Hostile, main
from kit.crowd import END, RESET
from kit.frames import upgrade
from kit.verdict import Budget

KIB = 1024
CLIENT_HELLO = bytes.fromhex("16030100f8010000f40303") + bytes(237)


def noise(peer):
    kind = peer.number % 6
    if kind == 0:
        yield os.urandom(4 * KIB)
    elif kind == 1:
        yield bytes(64 * KIB)
    elif kind == 2:
        yield CLIENT_HELLO
    elif kind == 3:
        yield from upgrade(peer)
        yield os.urandom(4 * KIB)
    elif kind == 4:
        yield b"GET /" + os.urandom(100) + b" HTTP/1.1\r\nHost: a\r\n\r\n"
    else:
        yield b"POST /orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + os.urandom(KIB)
        yield RESET
    yield END


NOISE = Hostile("noise", noise, peers=120, budget=Budget(each=64 * KIB), must_meet=("ended by the server",))

if __name__ == "__main__":
    main(NOISE)
