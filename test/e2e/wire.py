"""A WebSocket client of a few lines over a plain socket: exactly one send for a message, and nothing of its own."""
import base64
import os
import socket
import struct


def connect(port, path="/", fields=""):
    """A connected socket, past the handshake. `fields`: further lines of the request, each with its CRLF."""
    stream = socket.create_connection(("127.0.0.1", port), timeout=60)
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    key = base64.b64encode(os.urandom(16)).decode()
    stream.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n{fields}\r\n").encode())
    head = receive_head(stream)
    if not head.startswith(b"HTTP/1.1 101 "):
        raise ConnectionError(f"no upgrade: {head!r}")
    if not head.endswith(b"\r\n\r\n"):
        raise ConnectionError(f"bytes behind the handshake: {head!r}")
    return stream


def receive_head(stream):
    """The head of a response, and what came with it."""
    head = b""
    while b"\r\n\r\n" not in head:
        part = stream.recv(4096)
        if not part:
            raise ConnectionError(f"closed during the handshake after {head!r}")
        head += part
    return head


def frame(opcode, payload=b"", *, fin=True, rsv=0, masked=True, length=None, announced=None):
    """A frame of a client's (RFC 6455, 5.2), or one that no client may send.

    `length`: how many bytes spell the length; `announced`: what they say instead of the truth."""
    size = len(payload) if announced is None else announced
    length = length if length is not None else 0 if size < 126 else 2 if size < 65536 else 8
    marker = {0: size, 2: 126, 8: 127}[length]
    head = struct.pack("!BB", (0x80 if fin else 0) | rsv << 4 | opcode, (0x80 if masked else 0) | marker)
    head += {0: b"", 2: struct.pack("!H", size & 0xFFFF), 8: struct.pack("!Q", size)}[length]
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


def text_frame(payload):
    return frame(1, payload)


def receive_exactly(stream, count):
    data = b""
    while len(data) < count:
        part = stream.recv(count - len(data))
        if not part:
            raise ConnectionError(f"closed after {len(data)} of {count} bytes")
        data += part
    return data
