"""What a WebSocket client sends, made once and sent often: every payload here is masked with zeros, which RFC 6455 does not forbid."""
import struct
import zlib

from kit.crowd import Until
from kit.talk import upgrade_request

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
DEFLATE = b"Sec-WebSocket-Extensions: permessage-deflate\r\n"


def frame(opcode, payload=b"", *, fin=True, compressed=False):
    first = (0x80 if fin else 0) | (0x40 if compressed else 0) | opcode
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", first, 0x80 | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", first, 0x80 | 127, size)
    return head + b"\0\0\0\0" + payload


def deflated(payload):
    """As permessage-deflate has it: without the end of a block (RFC 7692, 7.2.1)."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (deflate.compress(payload) + deflate.flush(zlib.Z_SYNC_FLUSH))[:-4]


def upgrade(peer, path="/echo", fields=b""):
    """Part of a script: `yield from upgrade(peer)`."""
    yield upgrade_request(path, "127.0.0.1")[:-2] + fields + b"\r\n"
    head = yield Until(b"\r\n\r\n")
    peer.met(f"status {head[9:12].decode()}")


def close_code(said):
    """Of the Close among unmasked frames, or None."""
    while len(said) >= 2:
        size, at = said[1] & 0x7F, 2
        if size == 126:
            size, at = struct.unpack_from("!H", said, 2)[0], 4
        elif size == 127:
            size, at = struct.unpack_from("!Q", said, 2)[0], 10
        if said[0] & 0x0F == CLOSE:
            return struct.unpack_from("!H", said, at)[0] if size >= 2 else 1005
        said = said[at + size:]
    return None


def meet_close(peer, said):
    code = close_code(said)
    peer.met(f"close {code}" if code else "no close")
