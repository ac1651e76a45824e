"""Mixed load with churn for minutes: does the server end as it began?

  soak.py PROGRAM [--minutes M] [--scale S] [--record]

PROGRAM is samples/conformance in release mode. The load is that of goal E1, times S (0.1 where nothing is said): 10,000
WebSocket clients, of whom one in five says something each second, 2,000 readers of events, 500 requests a second, and 100
clients a second that come and go. After a tenth of the time the memory of the process is looked at each second.

Fails when a client is closed that has done nothing wrong or is answered wrongly, when memory climbs by more than 1 % and 1 MiB
an hour (least squares, with what one step of the allocator is worth), when descriptors are left over, or when the 99.9th
percentile of round trips is above 50 ms. --record writes the result into the ledger.
"""
import argparse
import asyncio
import os
import random
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / part) for part in ("e2e", "hostile", "reliability")]
import ledger  # noqa: E402
from kit.frames import CLOSE, PING, PONG, TEXT  # noqa: E402
from kit.watched import MIB, Watched  # noqa: E402
from wire import frame  # noqa: E402

UPGRADE = ("GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").encode()
EVENTS = b"GET /sse HTTP/1.1\r\nHost: localhost\r\n\r\n"
REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def read_frame(reader):
    first, size = await reader.readexactly(2)
    if size == 126:
        size = struct.unpack("!H", await reader.readexactly(2))[0]
    return first & 0x0F, await reader.readexactly(size)


class Figures:
    def __init__(self):
        self.trips = []
        self.faults = []
        self.events = 0
        self.requests = 0
        self.visits = 0

    def fault(self, what):
        self.faults.append(what)


class Load:
    def __init__(self, port, figures):
        self.port = port
        self.figures = figures
        self.ending = asyncio.Event()

    async def connect(self):
        # Ports of one address are too few: each client comes from one of several.
        address = f"127.0.0.{random.randrange(2, 250)}"
        return await asyncio.open_connection("127.0.0.1", self.port, local_addr=(address, 0))

    async def guarded(self, name, work):
        try:
            await work
        except (asyncio.IncompleteReadError, ConnectionError, ValueError, TimeoutError) as fault:
            if not self.ending.is_set():
                self.figures.fault(f"{name}: {fault!r}")

    async def ended(self, seconds):
        """Waits so long, or for the end. Whether that has come."""
        try:
            await asyncio.wait_for(self.ending.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def open_socket(self):
        reader, writer = await self.connect()
        writer.write(UPGRADE)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 101"):
            raise ValueError(head.split(b"\r\n")[0].decode())
        return reader, writer

    async def say(self, reader, writer):
        payload = random.randbytes(random.randrange(1, 60)).hex().encode()
        started = time.monotonic()
        writer.write(frame(TEXT, payload))
        while True:
            opcode, answer = await read_frame(reader)
            if opcode == PING:
                writer.write(frame(PONG, answer))
                continue
            break
        if (opcode, answer) != (TEXT, payload):
            raise ValueError(f"an echo of {len(payload)} bytes came back as {opcode} with {len(answer)}")
        self.figures.trips.append(time.monotonic() - started)

    async def chat(self):
        reader, writer = await self.open_socket()
        await self.ended(random.random())
        while not await self.ended(1):
            await self.say(reader, writer)
        writer.close()

    async def listen(self):
        """An idle client: it answers pings, as every client does."""
        reader, writer = await self.open_socket()
        answering = asyncio.ensure_future(self.answer_pings(reader, writer))
        over = asyncio.ensure_future(self.ending.wait())
        await asyncio.wait((answering, over), return_when=asyncio.FIRST_COMPLETED)
        over.cancel()
        answering.cancel()
        writer.close()
        if answering.done() and not answering.cancelled():
            answering.result()

    @staticmethod
    async def answer_pings(reader, writer):
        while True:
            opcode, payload = await read_frame(reader)
            if opcode != PING:
                raise ValueError(f"an idle client got a frame {opcode}: {payload[:20]}")
            writer.write(frame(PONG, payload))

    async def read_events(self):
        reader, writer = await self.connect()
        writer.write(EVENTS)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise ValueError(head.split(b"\r\n")[0].decode())
        while not self.ending.is_set():
            piece = await reader.read(65536)
            if not piece:
                raise ConnectionError("a stream has ended")
            self.figures.events += piece.count(b"data: ")
        writer.close()

    async def request(self, rate):
        reader, writer = await self.connect()
        next_at = time.monotonic()
        while not self.ending.is_set():
            started = time.monotonic()
            writer.write(REQUEST)
            head = await reader.readuntil(b"\r\n\r\n")
            body = await reader.readexactly(13)
            if not head.startswith(b"HTTP/1.1 200") or body != b"Hello, World!":
                raise ValueError(f"a request was answered {head[:40]} {body}")
            self.figures.trips.append(time.monotonic() - started)
            self.figures.requests += 1
            if b"Connection: close" in head:
                writer.close()
                reader, writer = await self.connect()
            next_at += 1 / rate
            await self.ended(max(0, next_at - time.monotonic()))
        writer.close()

    async def publish(self):
        reader, writer = await self.connect()
        while not await self.ended(1):
            body = b"it is " + str(time.time()).encode()
            writer.write(b"POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 20"):
                raise ValueError(head.split(b"\r\n")[0].decode())
            for line in head.split(b"\r\n"):
                if line.lower().startswith(b"content-length:"):
                    await reader.readexactly(int(line.split(b":")[1]))
        writer.close()

    async def visit(self):
        """Comes, and goes in one of the ways that clients go."""
        kind = random.randrange(4)
        if kind == 0:
            reader, writer = await self.connect()
            writer.write(REQUEST)
            await reader.readuntil(b"\r\n\r\n")
            writer.close()
        elif kind == 3:
            reader, writer = await self.connect()
            writer.write(EVENTS[: random.randrange(len(EVENTS))])
            writer.transport.abort()
        else:
            reader, writer = await self.open_socket()
            await self.say(reader, writer)
            if kind == 1:
                writer.write(frame(CLOSE, struct.pack("!H", 1000)))
                await reader.read()
                writer.close()
            else:
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
        self.figures.visits += 1

    async def churn(self, rate):
        under_way = set()
        while not await self.ended(1 / rate):
            task = asyncio.ensure_future(self.guarded("a visitor", self.visit()))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
        if under_way:
            await asyncio.wait(under_way, timeout=30)


def slope(samples):
    """Of (seconds, bytes), in bytes an hour: least squares."""
    n = len(samples)
    if n < 2:
        return 0.0
    mean_x = sum(x for x, _ in samples) / n
    mean_y = sum(y for _, y in samples) / n
    spread = sum((x - mean_x) ** 2 for x, _ in samples)
    return 3600 * sum((x - mean_x) * (y - mean_y) for x, y in samples) / spread if spread else 0.0


async def wait_for(condition, seconds):
    latest = time.monotonic() + seconds
    while not condition() and time.monotonic() < latest:
        await asyncio.sleep(0.1)
    return condition()


async def soak(watched, port, options):
    figures = Figures()
    load = Load(port, figures)
    base = watched.descriptors()
    scale = options.scale
    sockets = max(5, round(10_000 * scale))
    readers = max(1, round(2_000 * scale))
    rate = max(5, 500 * scale)
    works = [("a chatting client", load.chat()) for _ in range(sockets // 5)]
    works += [("an idle client", load.listen()) for _ in range(sockets - sockets // 5)]
    works += [("a reader", load.read_events()) for _ in range(readers)]
    works += [("a client of requests", load.request(rate / 5)) for _ in range(5)]
    works += [("the publisher", load.publish())]
    tasks = [asyncio.ensure_future(load.churn(max(1, 100 * scale)))]
    for i, (name, work) in enumerate(works):
        tasks.append(asyncio.ensure_future(load.guarded(name, work)))
        if i % 50 == 49:
            await asyncio.sleep(0.05)

    duration = options.minutes * 60
    started = time.monotonic()
    samples = []
    while (elapsed := time.monotonic() - started) < duration:
        await asyncio.sleep(1)
        if elapsed > duration / 10:
            samples.append((elapsed, watched.resident()))
    load.ending.set()
    await asyncio.wait(tasks, timeout=60)
    came_back = await wait_for(lambda: watched.descriptors() <= base, 30)
    return figures, samples, base, came_back


def verdicts(figures, samples, base, came_back, watched):
    climb = slope(samples)
    mean = sum(y for _, y in samples) / max(1, len(samples))
    hours = (samples[-1][0] - samples[0][0]) / 3600 if len(samples) > 1 else 1
    step = 512 * 1024 / max(hours, 1 / 60)  # one step of the allocator, as if it were a climb
    trips = sorted(figures.trips)
    late = trips[min(len(trips) - 1, int(len(trips) * 0.999))] if trips else 0
    print(f"{len(trips)} round trips, {figures.requests} requests, {figures.events} events, {figures.visits} visitors")
    print(f"memory {mean / MIB:.1f} MiB, climbing by {climb / MIB:+.2f} MiB an hour; p99.9 of round trips {late * 1000:.1f} ms")
    failures = [f"{len(figures.faults)} faults, the first: {figures.faults[0]}"] if figures.faults else []
    if climb > max(0.01 * mean, MIB, step):
        failures.append(f"memory climbs by {climb / MIB:.2f} MiB an hour")
    if not came_back:
        failures.append(f"{watched.descriptors()} descriptors are left of {base} at the start")
    if late > 0.050:
        failures.append(f"the 99.9th percentile of round trips is {late * 1000:.1f} ms")
    if not trips or figures.events == 0 or figures.visits == 0:
        failures.append("a part of the load has done nothing")
    return failures, {"roundTrips": len(trips), "events": figures.events, "visitors": figures.visits,
                      "residentMiB": round(mean / MIB, 2), "climbMiBPerHour": round(climb / MIB, 2),
                      "p999Milliseconds": round(late * 1000, 1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    cores = sorted(os.sched_getaffinity(0))
    server = subprocess.Popen(["taskset", "-c", str(cores[0]), str(options.program), "--port", "0", "--role", "bench"],
                              stdout=subprocess.PIPE, text=True)
    os.sched_setaffinity(0, {cores[-1]})
    try:
        port = int(server.stdout.readline().rsplit(":", 1)[1])
        watched = Watched(server.pid)
        figures, samples, base, came_back = asyncio.run(soak(watched, port, options))
        failures, figure = verdicts(figures, samples, base, came_back, watched)
    finally:
        server.terminate()
        status = server.wait(40)
    if status != 0:
        failures.append(f"the server has ended with {status}")
    for failure in failures:
        print("failed: " + failure)
    if options.record:
        ledger.record(goal="E1", seconds=options.minutes * 60, passed=not failures, figure={"scale": options.scale, **figure})
    print("passed" if not failures else "failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
