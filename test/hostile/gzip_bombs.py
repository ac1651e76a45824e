"""Compressed bodies of 64 MiB in 65 KiB: what is inflated ends at the limit of a body, and is answered 413."""
import gzip

from kit.arena import Hostile, main
from kit.crowd import END
from kit.verdict import Budget
from kit.watched import MIB

BODY = 1 * MIB  # http::Limits::maxBody
ZEROS = gzip.compress(bytes(64 * MIB), 9)
HEAD = b"POST /orders HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n"


def bomb(peer):
    if peer.number % 2:
        yield HEAD + b"Content-Length: %d\r\n\r\n" % len(ZEROS) + ZEROS
    else:
        yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(ZEROS) + ZEROS
    said = yield END
    peer.met(f"status {said[9:12].decode()}" if said else "nothing said")


GZIP_BOMBS = Hostile("gzip_bombs", bomb, peers=20, budget=Budget(each=BODY * 5 // 2), must_meet=("status 413",))

if __name__ == "__main__":
    main(GZIP_BOMBS)
