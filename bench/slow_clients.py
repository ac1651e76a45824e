"""What slow clients cost the server and the others, over real sockets.

  slow_clients.py CONFORMANCE [MEMBERS] [READERS] [SILENT]

Starts `conformance --role attack`, whose gateway /fanout sends each message to every client of it, and prints one line of JSON for each part:

  broadcast  1 MiB to MEMBERS (10,000) that do not read: by how much the server's own memory rises. 16 MiB at most.
  silent     1.5 MiB in 24 messages to READERS (2,000), alone and with SILENT (1,000) others that never read: how long until the last
             reader has all of it, and by how much the server's memory rises. Who does not read is closed at 1 MiB.

Fewer are taken where the limit of open files is low. Everything is on loopback and ends by itself, within a minute.
"""
import json
import resource
import select
import struct
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "test/e2e"))
from idle_connections import resident  # noqa: E402
from wire import connect, receive_exactly  # noqa: E402

MIB = 1 << 20


def binary_frame(payload):
    """Masked by zeros."""
    return struct.pack("!BBQ", 0x82, 0xFF, len(payload)) + bytes(4) + payload


def frame_size(size):
    return size + (2 if size < 126 else 4 if size < 65536 else 10)


class Server:
    def __init__(self, program):
        self.process = subprocess.Popen([program, "--port", "0", "--role", "attack"], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)

    def join(self, count):
        return [connect(self.port, "/fanout") for _ in range(count)]

    def rise(self, before, seconds):
        """The most that the memory has risen within so many seconds."""
        most, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            most = max(most, resident(self.process.pid) - before)
            time.sleep(0.05)
        return most


def broadcast(program, members):
    with Server(program) as server:
        crowd = server.join(members)
        sender = crowd[0]
        before = resident(server.process.pid)
        sender.sendall(binary_frame(bytes(MIB)))
        rise = server.rise(before, 5)
        for stream in crowd[:: max(1, members // 50)]:
            receive_exactly(stream, frame_size(MIB))
        for stream in crowd:
            stream.close()
    return {"members": members, "risenMiB": round(rise / MIB, 1), "limitMiB": 16}, rise <= 16 * MIB


def read_all(readers, size):
    """Reads so many bytes of each; the seconds that it took."""
    begin = time.monotonic()
    left = {stream.fileno(): size for stream in readers}
    by_number = {stream.fileno(): stream for stream in readers}
    poll, buffer = select.epoll(), bytearray(MIB)
    for number in left:
        poll.register(number, select.EPOLLIN)
    while left:
        events = poll.poll(20)
        if not events:
            raise TimeoutError(f"{len(left)} readers still wait for {max(left.values())} bytes")
        for number, _ in events:
            count = by_number[number].recv_into(buffer, min(left[number], len(buffer)))
            if count == 0:
                raise ConnectionError("a reader was closed")
            left[number] -= count
            if left[number] == 0:
                poll.unregister(number)
                del left[number]
    return time.monotonic() - begin


def deliver(program, reader_count, silent_count):
    with Server(program) as server:
        readers = server.join(reader_count)
        silent = server.join(silent_count)
        before = resident(server.process.pid)
        readers[0].sendall(binary_frame(bytes(MIB // 16)) * 24)
        seconds = read_all(readers, 24 * frame_size(MIB // 16))
        rise = resident(server.process.pid) - before
        for stream in readers + silent:
            stream.close()
    return seconds, rise


def main(program, members=10_000, readers=2_000, silent=1_000):
    most = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 1 << 20)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    members, readers, silent = (min(int(n), (most - 200) // 2) for n in (members, readers, silent))
    result, fits = broadcast(program, members)
    print("broadcast", json.dumps(result), flush=True)
    alone, _ = deliver(program, readers, 0)
    seconds, rise = deliver(program, readers, silent)
    print("silent", json.dumps({"readers": readers, "silent": silent, "secondsAlone": round(alone, 2), "seconds": round(seconds, 2),
                                "risenMiB": round(rise / MIB, 1), "limitMiB": silent + 16}))
    return 0 if fits and rise <= (silent + 16) * MIB else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    raise SystemExit(main(*sys.argv[1:]))
