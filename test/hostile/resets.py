"""Peers that reset their connection after every byte of a handshake with a message behind it, of a request with a body, of an answer."""
from kit.arena import Hostile, main
from kit.crowd import RESET, Until
from kit.frames import TEXT, frame
from kit.talk import upgrade_request
from kit.verdict import Budget

KIB = 1024
SOCKET = upgrade_request("/echo", "127.0.0.1") + frame(TEXT, b"hello", fin=False) + frame(0, b"world")
BODY = b'{"id":"1","customer":"a","paid":true,"lines":[]}'
REQUEST = b"POST /orders HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
STREAM = b"GET /sse HTTP/1.1\r\nHost: a\r\n\r\n"
WAYS = [(text, size) for text in (SOCKET, REQUEST, STREAM) for size in range(len(text) + 1)]


class Next:
    """Every cut has its turn, whichever client makes it."""
    number = 0


def reset(peer):
    text, size = WAYS[Next.number % len(WAYS)]
    Next.number += 1
    yield text[:size]
    if size == len(text) and Next.number % 2:
        yield Until(b"\r\n\r\n")
    if Next.number >= len(WAYS):
        peer.met("cuts after all bytes were tried")
    yield RESET


RESETS = Hostile("resets", reset, peers=20, again_after=0.002, budget=Budget(each=64 * KIB), must_meet=("cuts after all bytes were tried",))

if __name__ == "__main__":
    main(RESETS)
