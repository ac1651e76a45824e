"""A WebSocket client of a few lines over a plain socket: exactly one send for a message, and nothing of its own."""
import base64
import os
import socket
import struct


def connect(port, path="/"):
    """A connected socket, past the handshake."""
    stream = socket.create_connection(("127.0.0.1", port), timeout=60)
    stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    key = base64.b64encode(os.urandom(16)).decode()
    stream.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
    head = b""
    while b"\r\n\r\n" not in head:
        part = stream.recv(4096)
        if not part:
            raise ConnectionError(f"closed during the handshake after {head!r}")
        head += part
    if not head.startswith(b"HTTP/1.1 101 "):
        raise ConnectionError(f"no upgrade: {head!r}")
    if not head.endswith(b"\r\n\r\n"):
        raise ConnectionError(f"bytes behind the handshake: {head!r}")
    return stream


def text_frame(payload):
    """A masked text frame of at most 125 bytes (RFC 6455, 5.2)."""
    mask = os.urandom(4)
    return struct.pack("!BB", 0x81, 0x80 | len(payload)) + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


def receive_exactly(stream, count):
    data = b""
    while len(data) < count:
        part = stream.recv(count - len(data))
        if not part:
            raise ConnectionError(f"closed after {len(data)} of {count} bytes")
        data += part
    return data
