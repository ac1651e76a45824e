"""What a message costs in system calls: 10,000 echoes, one after the other, counted by `strace -c`.

One read and one write for each message, and nothing said to epoll about it.
"""
import re
import tempfile
from pathlib import Path

from harness import Failed, eventually, expect, need_program, run
from wire import connect, receive_exactly, text_frame

MESSAGES = 10_000
MOST = 1.05  # calls for each message: the rest is start-up, handshake and end
READS = {"read", "readv", "recv", "recvfrom", "recvmsg", "recvmmsg"}
WRITES = {"write", "writev", "send", "sendto", "sendmsg", "sendmmsg"}
PAYLOAD = b"sixteen bytes it"
# '% time seconds usecs/call calls [errors] syscall'
ROW = re.compile(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(?P<calls>\d+)\s+(?:\d+\s+)?(?P<name>\w+)$", re.M)


def echo(port):
    with connect(port, "/echo") as stream:
        answer = bytes([0x81, len(PAYLOAD)]) + PAYLOAD
        for _ in range(MESSAGES):
            stream.sendall(text_frame(PAYLOAD))
            if receive_exactly(stream, len(answer)) != answer:
                raise Failed("an echo came back changed")


def child_of(pid):
    """strace's only child: the server, which is the one to stop."""
    return eventually(lambda: Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split(), "the traced server")[0]


def count(programs):
    """Calls by name of a server that answered MESSAGES echoes."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "strace")
        wrapper = ["strace", "-f", "-c", "-o", str(report)]
        # LeakSanitizer cannot work under ptrace; leaks are found by the other tests.
        environment = {"ASAN_OPTIONS": "detect_leaks=0"}
        with programs.conformance("echo", wrapper=wrapper, environment=environment) as server:
            echo(server.port)
            server.stop(pid=int(child_of(server.process.pid)))
        text = report.read_text(encoding="utf-8")
    calls = {match["name"]: int(match["calls"]) for match in ROW.finditer(text)}
    calls.pop("total", None)
    expect(calls, f"no table in strace's report:\n{text}")
    return calls


def main(programs):
    need_program("strace")
    calls = count(programs)
    reads = sum(calls.get(name, 0) for name in READS)
    writes = sum(calls.get(name, 0) for name in WRITES)
    epoll = calls.get("epoll_ctl", 0)
    print(f"{MESSAGES} echoes: {reads} reads, {writes} writes, {epoll} epoll_ctl; all: {calls}")
    expect(MESSAGES <= reads <= MOST * MESSAGES, f"{reads / MESSAGES:.3f} reads a message")
    expect(MESSAGES <= writes <= MOST * MESSAGES, f"{writes / MESSAGES:.3f} writes a message")
    expect(epoll <= 0.01 * MESSAGES, f"{epoll / MESSAGES:.3f} epoll_ctl a message")


if __name__ == "__main__":
    run(main)
