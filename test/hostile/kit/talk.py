"""One honest connection: it asks, knows what must be answered, and asks again over the same connection or over a new one."""
import os
import re
import ssl
import sys
from pathlib import Path

from kit.addresses import open_from

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "e2e"))
from wire import text_frame  # noqa: E402

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
UPGRADE = ("GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")


class Unexpected(Exception):
    """What an honest client must never meet."""


def answer_in(said):
    """(status, size of the whole answer), or None while more must come. Every answer here has a length."""
    end = said.find(b"\r\n\r\n")
    if end < 0:
        return None
    status = int(said[9:12])
    length = LENGTH.search(said, 0, end + 2)
    if status != 101 and not length:
        raise Unexpected(f"an answer without a length: {bytes(said[:end])!r}")
    size = end + 4 + (int(length[1]) if length else 0)
    return (status, size) if len(said) >= size else None


class HttpQuestion:
    """A request; `expected` is the body of its answer."""

    def __init__(self, request, expected):
        self.request, self.expected = request, expected

    def complete(self, said):
        """The bytes of the answer, or 0 while more must come."""
        answer = answer_in(said)
        if answer is None:
            return 0
        status, size = answer
        if status != 200 or not said[:size].endswith(self.expected):
            raise Unexpected(f"asked {self.request[:40]!r}, was answered {bytes(said[:size])!r}")
        return size


class EchoQuestion:
    """A WebSocket message that must come back as it is."""

    def __init__(self):
        payload = os.urandom(12).hex().encode()
        self.request, self.expected = text_frame(payload), bytes([0x81, len(payload)]) + payload

    def complete(self, said):
        if not self.expected.startswith(said[:len(self.expected)]):
            raise Unexpected(f"an echo came back as {bytes(said)!r}")
        return len(self.expected) if len(said) >= len(self.expected) else 0


class Talk:
    """A connection that does not block. `once`: each question goes over a connection of its own."""

    def __init__(self, address, port, question, tls=None, upgrade=None, once=False):
        self.address, self.port, self.tls, self.upgrade, self.once = address, port, tls, upgrade, once
        self.question = question
        self.stream = None
        self.asked_at = self.due = None
        self.said = bytearray()

    def connect(self):
        self.said.clear()
        self.stream = open_from(self.address, self.port)
        self.shaking, self.upgraded, self.sent = self.tls is not None, self.upgrade is None, False
        if self.tls is not None:
            # The handshake is done by hand, when the connection is there.
            self.stream = self.tls.wrap_socket(self.stream, do_handshake_on_connect=False)

    def ask(self, now):
        """Begins a round, and goes on as `advance` does."""
        self.asked_at, self.sent = now, False
        if self.stream is None:
            self.connect()
        return self.advance()

    def advance(self):
        """Goes on as far as it goes; True once the answer is there."""
        try:
            return self._advance()
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False

    def _advance(self):
        if self.shaking:
            self.stream.do_handshake()
            self.shaking = False
        if not self.upgraded:
            return self._upgrade()
        if not self.sent:
            if self.stream.send(self.question.request) != len(self.question.request):
                raise Unexpected("a small request does not fit into the socket")
            self.sent = True
        while True:
            size = self.question.complete(self.said)
            if size:
                del self.said[:size]
                if self.said:
                    raise Unexpected(f"bytes behind an answer: {bytes(self.said)!r}")
                return True
            self._receive()

    def _upgrade(self):
        if not self.sent:
            self.stream.send(self.upgrade)
            self.sent = True
        while answer_in(self.said) is None:
            self._receive()
        status, _ = answer_in(self.said)
        if status != 101:
            raise Unexpected(f"no upgrade: {bytes(self.said)!r}")
        self.said.clear()
        self.upgraded, self.sent = True, False
        return self._advance()

    def _receive(self):
        part = self.stream.recv(65536)
        if not part:
            raise Unexpected(f"closed by the server, after {bytes(self.said)!r}")
        self.said += part

    def wants_writing(self):
        """Not connected yet, or in the middle of a handshake."""
        return not self.sent

    def close(self):
        if self.stream is not None:
            self.stream.close()
            self.stream = None


def upgrade_request(path, host):
    return UPGRADE.format(path=path, host=host).encode()
