"""WebSocket clients in one thread that do what browsers do without being asked: they answer pings, and remember how they were closed."""
import selectors
import struct
import threading
import time

from wire import connect, frame

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Socket:
    def __init__(self, stream):
        self.stream, self.said = stream, bytearray()
        self.close_code = None  # of the server's Close
        self.pings, self.texts, self.ended = 0, 0, None

    def take(self):
        """False when the connection is over."""
        try:
            part = self.stream.recv(65536)
        except OSError as fault:
            self.ended = type(fault).__name__
            return False
        if not part:
            self.ended = "end"
            return False
        self.said += part
        while len(self.said) >= 2:
            size = self.said[1] & 0x7F
            at = 4 if size == 126 else 2
            if size == 126:
                if len(self.said) < 4:
                    return True
                size = struct.unpack_from("!H", self.said, 2)[0]
            if len(self.said) < at + size:
                return True
            self._frame(self.said[0] & 0x0F, bytes(self.said[at:at + size]))
            del self.said[:at + size]
        return True

    def _frame(self, opcode, payload):
        if opcode == PING:
            self.pings += 1
            self.stream.sendall(frame(PONG, payload))
        elif opcode == CLOSE:
            self.close_code = struct.unpack_from("!H", payload)[0] if payload else 1005
            self.stream.sendall(frame(CLOSE, payload[:2]))
        elif opcode == TEXT:
            self.texts += 1


class Sockets:
    """`count` clients of `path`; each sends a text every `pause` seconds, or none."""

    def __init__(self, port, path, count, pause=None):
        self.all = [Socket(connect(port, path)) for _ in range(count)]
        self._selector, self._pause, self._over = selectors.DefaultSelector(), pause, False
        for client in self.all:
            self._selector.register(client.stream, selectors.EVENT_READ, client)
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()

    def _live(self):
        due = time.monotonic()
        while not self._over:
            for key, _ in self._selector.select(0.05):
                if not key.data.take():
                    self._selector.unregister(key.data.stream)
            if self._pause is None or time.monotonic() < due:
                continue
            due = time.monotonic() + self._pause
            for client in self.all:
                if client.ended is None and client.close_code is None:
                    try:
                        client.stream.sendall(frame(TEXT, b"hello"))
                    except OSError:
                        pass  # it is over, and the read tells how

    def open(self):
        return [client for client in self.all if client.ended is None]

    def close(self):
        self._over = True
        self._thread.join()
        for client in self.all:
            client.stream.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
