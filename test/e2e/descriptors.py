"""Out of descriptors: who is there is served as before, the processor has rest, and who comes is let in once there is room.

Once at the limit that the server gives itself, and once where another part of the process has taken the descriptors (EMFILE).
"""
import os
import resource
import socket
import time
from pathlib import Path

from harness import eventually, expect, expect_equal, need_program, run
from sockets import Sockets

FEW = 128
COMING = 400
STARVED_SECONDS = 3
MOST_CPU = 0.3  # of a core, echoes of SOCKETS clients included
SOCKETS = 10
TICKS = os.sysconf("SC_CLK_TCK")


def cpu(pid):
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def ask(port, seconds):
    """Whether a newcomer is answered within so many seconds."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=seconds) as stream:
            stream.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            return stream.recv(4096).startswith(b"HTTP/1.1 200 ")
    except OSError:
        return False


def crowd(port):
    """Connections that are begun, whatever becomes of them."""
    streams = []
    for _ in range(COMING):
        stream = socket.socket()
        stream.setblocking(False)
        stream.connect_ex(("127.0.0.1", port))
        streams.append(stream)
    return streams


def starve(server, full, free):
    """`full` and `free` begin and end the want."""
    pid = server.process.pid
    with Sockets(server.port, "/echo", SOCKETS, pause=0.1) as sockets:
        calm = descriptors(pid)
        full(pid)
        streams = crowd(server.port)
        time.sleep(1)  # until everybody has been let in, or turned away
        before, echoes = cpu(pid), [client.texts for client in sockets.all]
        time.sleep(STARVED_SECONDS)
        used = (cpu(pid) - before) / STARVED_SECONDS
        expect(used < MOST_CPU, f"out of descriptors the server takes {used:.0%} of a core")
        for client, count in zip(sockets.all, echoes):
            expect(client.texts - count >= STARVED_SECONDS * 2, f"a client has {client.texts - count} echoes in {STARVED_SECONDS} s")
        for stream in streams:
            stream.close()
        free(pid)
        eventually(lambda: ask(server.port, 1), "a newcomer is answered", 10)
        eventually(lambda: descriptors(pid) <= calm, "all descriptors are given back", 15, lambda: f"{descriptors(pid)} of {calm}")
        expect_equal(len(sockets.open()), SOCKETS, "clients that are still there")
    print(f"{used:.1%} of a core while {COMING} wanted to come in")


def at_its_own_limit(programs):
    def full(_):
        pass

    with programs.conformance("bench", wrapper=["prlimit", f"--nofile={FEW}"]) as server:
        starve(server, full, full)


# UBSan opens a pipe to see whether an object may be looked at, and takes a refusal for a fault of the object's: it may neither end the
# process nor be heard. What AddressSanitizer finds still ends it.
UNHEARD = {"wrapper": ["sh", "-c", 'exec "$@" 2>/dev/null', "unheard"],
           "environment": {"UBSAN_OPTIONS": "halt_on_error=0:print_stacktrace=0:symbolize=0"}}


def with_none_left(programs):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]

    def full(pid):
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (descriptors(pid) + 8, hard))

    def free(pid):
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (hard, hard))

    for threads in (1, 2):
        with programs.conformance("bench", threads=threads, **UNHEARD) as server:
            starve(server, full, free)


def main(programs):
    need_program("prlimit")
    at_its_own_limit(programs)
    with_none_left(programs)


if __name__ == "__main__":
    run(main)
