"""The whole process is stopped for longer than any of its deadlines (SIGSTOP): nobody is blamed for the time in which nobody looked."""
import os
import signal
import socket
import time

from harness import eventually, expect, expect_equal, run
from sockets import Sockets

PAUSE = float(os.environ.get("PAUSE_SECONDS", 14))  # a client of the role is pinged after 7 s and has 5 s; a head has 10 s
AFTERWARDS = 9  # in which everybody is pinged once more
CLIENTS = 100


class HalfRequest:
    """Begun before the pause, ended in it."""

    def __init__(self, port, first, rest):
        self.stream, self.rest = socket.create_connection(("127.0.0.1", port), timeout=30), rest
        self.stream.sendall(first)

    def end(self):
        self.stream.sendall(self.rest)

    def answer(self):
        with self.stream:
            return self.stream.recv(4096).partition(b"\r\n")[0]


def main(programs):
    with programs.conformance("attack") as server, Sockets(server.port, "/echo", CLIENTS) as sockets:
        halves = [HalfRequest(server.port, b"POST /post HTTP/1.1\r\nHost: a\r\n", b"Content-Length: 5\r\n\r\nhello"),
                  HalfRequest(server.port, b"POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe", b"llo")]
        # Half of the time to the first ping: the pause is what makes them late, and nothing else.
        time.sleep(3.5)
        os.kill(server.process.pid, signal.SIGSTOP)
        time.sleep(PAUSE)
        for half in halves:
            half.end()
        os.kill(server.process.pid, signal.SIGCONT)
        for half in halves:
            expect_equal(half.answer(), b"HTTP/1.1 200 OK", "the answer to a request whose rest came in the pause")
        eventually(lambda: all(client.pings for client in sockets.open()), "everybody is pinged after the pause", AFTERWARDS)
        time.sleep(AFTERWARDS - 2)  # longer than they are given for their pongs
        expect_equal(len(sockets.open()), CLIENTS, "clients that outlived the pause")
        expect(all(client.close_code is None for client in sockets.all), "none of them was closed")


if __name__ == "__main__":
    run(main)
