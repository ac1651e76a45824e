"""SIGTERM while everything is at work: what was asked is answered, every client is told that it is over, and the process ends well.

A second SIGTERM ends it at once.
"""
import os
import signal
import socket
import threading
import time

from harness import eventually, expect, expect_equal, run
from sockets import Sockets

SOCKETS = 50
STREAMS = 50
ASKING = 20
WAITING = 20
DRAIN_SECONDS = 25
HANDLER_SECONDS = 2  # of /slow
STOPPING = (1001, 1012)


class Asking(threading.Thread):
    """Asks over and over, until it is told or shown that there will be no more answers."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.answers, self.fault, self.told = port, 0, None, False

    def run(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=30) as stream:
                while self._ask(stream):
                    self.answers += 1
        except OSError as fault:
            self.fault = f"{type(fault).__name__}: {fault}"

    def _ask(self, stream):
        stream.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        said = b""
        while not said.endswith(b"Hello, World!"):
            part = stream.recv(4096)
            if not part:
                # An idle connection was ended while the request was under way: that the client may send again.
                if said:
                    self.fault = f"an answer was cut off: {said!r}"
                return False
            said += part
        self.told = b"\r\nConnection: close\r\n" in said
        return not self.told


class Reader:
    """Of an event stream, to its end."""

    def __init__(self, port):
        self.stream = socket.create_connection(("127.0.0.1", port), timeout=60)
        self.stream.sendall(b"GET /sse HTTP/1.1\r\nHost: a\r\n\r\n")
        self.said = b""
        while b"\r\n\r\n" not in self.said:
            self.said += self.stream.recv(4096)

    def rest(self):
        with self.stream:
            while part := self.stream.recv(65536):
                self.said += part
        return self.said


def end(server):
    """The seconds that it took."""
    begun = time.monotonic()
    server.stop()
    return time.monotonic() - begun


def clients_of_all_kinds(programs, threads):
    with programs.conformance("bench", threads=threads) as server:
        asking = [Asking(server.port) for _ in range(ASKING)]
        readers = [Reader(server.port) for _ in range(STREAMS)]
        with Sockets(server.port, "/echo", SOCKETS, pause=0.05) as sockets:
            for thread in asking:
                thread.start()
            eventually(lambda: all(thread.answers > 10 for thread in asking), "everybody is answered")
            took = end(server)
            for thread in asking:
                thread.join(30)
            eventually(lambda: not sockets.open(), "every socket is closed")
            codes = [client.close_code for client in sockets.all]
            expect(all(code in STOPPING for code in codes), f"the codes of the Closes: {codes}")
            expect(all(client.ended == "end" for client in sockets.all), f"{[client.ended for client in sockets.all]}")
        faults = [thread.fault for thread in asking if thread.fault]
        expect(not faults, f"requests under SIGTERM: {faults}")
        for reader in readers:
            said = reader.rest()
            expect(b"retry: " in said, f"no stream ends without a time to come back: {said!r}")
            expect(said.endswith(b"\r\n0\r\n\r\n"), f"no stream is cut off: {said[-100:]!r}")
        retries = {reader.said.rpartition(b"retry: ")[2].split()[0] for reader in readers}
        expect(len(retries) > STREAMS // 10, f"not all come back at once: {retries}")
        expect(took < DRAIN_SECONDS, f"it took {took:.1f} s")
        print(f"{threads} threads: {sum(thread.answers for thread in asking)} answers, {sum(thread.told for thread in asking)} of {ASKING} "
              f"told that theirs was the last, {SOCKETS} sockets and {STREAMS} streams ended, in {took:.1f} s")


def waiting_requests(server):
    """Each in its handler."""
    streams = []
    for number in range(WAITING):
        stream = socket.create_connection(("127.0.0.1", server.port), timeout=30)
        stream.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\nX-Tag: %d\r\n\r\n" % number)
        streams.append(stream)
    eventually(lambda: server.text().count("slow ") >= WAITING, "every request is in its handler")
    return streams


def requests_that_take_time(programs):
    with programs.conformance("behind", kept=4000) as server:
        streams = waiting_requests(server)
        took = end(server)
        for stream in streams:
            with stream:
                said = b""
                while part := stream.recv(4096):
                    said += part
            expect(said.startswith(b"HTTP/1.1 200 ") and said.endswith(b"nobody waits for this"), f"what was asked is answered: {said!r}")
            expect(b"\r\nConnection: close\r\n" in said, f"and it is the last answer: {said!r}")
        expect(1 < took < DRAIN_SECONDS, f"the end waited for the answers, {took:.1f} s")


def second_signal(programs):
    server = programs.conformance("behind", kept=4000)
    try:
        streams = waiting_requests(server)
        begun = time.monotonic()
        os.kill(server.process.pid, signal.SIGTERM)
        eventually(lambda: not accepts(server.port), "the port is closed")
        os.kill(server.process.pid, signal.SIGTERM)
        expect_equal(server.process.wait(30), 1, "the exit code after the second signal")
        expect(time.monotonic() - begun < HANDLER_SECONDS - 0.5, "it ends at once, before the handlers do")
        for stream in streams:
            stream.close()
    finally:
        server.process.kill()
        server.process.wait()


def accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return True
    except OSError:
        return False


def main(programs):
    for threads in (1, 2):
        clients_of_all_kinds(programs, threads)
    requests_that_take_time(programs)
    second_signal(programs)


if __name__ == "__main__":
    run(main)
