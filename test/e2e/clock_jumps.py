"""The wall clock is set by days, forwards and back: nobody is judged late for it, and `Date` follows."""
import calendar
import os
import socket
import struct
import tempfile
import time
from pathlib import Path

from harness import eventually, expect, expect_equal, run
from sockets import Sockets
from wire import receive_head

DAY = 86_400
JUMPS = (2, -3, 40, 0)  # days from the true time; the last one is back where it was
CLIENTS = 20
PINGED_WITHIN = 9  # seconds: a client of the role is pinged after 7


class WallClock:
    """What a process takes for the time, apart from its steady clock: wall_clock.c, with its offset in a file."""

    def __init__(self, library, folder):
        self.library, self.path = library, Path(folder, "offset")
        self.path.write_bytes(bytes(8))
        self.file = self.path.open("r+b", buffering=0)

    def set(self, days):
        os.pwrite(self.file.fileno(), struct.pack("=q", days * DAY), 0)

    def environment(self):
        return {"LD_PRELOAD": self.library, "WALL_CLOCK_OFFSET": str(self.path)}


class Visitor:
    """A client that keeps its connection."""

    def __init__(self, port):
        self.stream = socket.create_connection(("127.0.0.1", port), timeout=30)

    def date(self):
        """What the server takes for the time, in seconds."""
        self.stream.sendall(b"POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
        answer = receive_head(self.stream)
        expect(answer.startswith(b"HTTP/1.1 200 "), f"answered with {answer!r}")
        fields = dict(line.split(b": ", 1) for line in answer.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:])
        return calendar.timegm(time.strptime(fields[b"Date"].decode(), "%a, %d %b %Y %H:%M:%S GMT"))


def main(programs):
    with tempfile.TemporaryDirectory() as folder:
        clock = WallClock(programs.paths["wall_clock"], folder)
        with programs.conformance("attack", environment=clock.environment()) as server, \
                Sockets(server.port, "/echo", CLIENTS, pause=0.2) as talking, Sockets(server.port, "/echo", CLIENTS) as silent:
            visitor = Visitor(server.port)
            for days in JUMPS:
                clock.set(days)
                said = visitor.date()
                expect(abs(said - time.time() - days * DAY) < 60, f"Date {days} days away: {said - time.time():.0f} s")
                expect(all(client.pings == 0 for client in silent.all), "nobody is pinged before its time")
            eventually(lambda: all(client.pings for client in silent.open()), "everybody is pinged in time", PINGED_WITHIN)
            clock.set(-1)
            visitor.date()
            eventually(lambda: all(client.pings > 1 for client in silent.open()), "and once more", PINGED_WITHIN)
            expect_equal((len(talking.open()), len(silent.open())), (CLIENTS, CLIENTS), "clients that are still there")
            expect(all(client.close_code is None for client in talking.all + silent.all), "none of them was closed")


if __name__ == "__main__":
    run(main)
