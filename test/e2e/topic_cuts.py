"""Cuts connections that follow a topic at any byte, thousands of times, and comes back with the cursor of the last whole event.

A publisher counts all the time: event n carries n, has offset n and a text that follows from n. So each reader can tell by
itself: what is behind its cursor comes next, once, in order, as it was published; and a reset tells no lie, for the history did
not reach back to its cursor. A reader has seen an event when it arrived whole: in a stream its empty line, on a socket its frame.

By hand: topic_cuts.py conformance=PATH [--seed N] [--cuts N] [--readers N]
"""
import argparse
import collections
import concurrent.futures
import json
import random
import socket
import struct
import sys
import threading
import time

from harness import expect, run

SILENCE = 20  # seconds; the publisher never rests as long. Heartbeats are no news
RESET_ON_CLOSE = struct.pack("ii", 1, 0)

Notice = collections.namedtuple("Notice", "kind offset epoch data")


def text_of(n):
    """What the publisher makes of n: `textOf` in samples/conformance/topics.cpp."""
    return f"{n}\n{chr(ord('a') + n % 26) * (n % 241)}"


def notice(kind, cursor, data):
    epoch, _, offset = cursor.partition(":")
    return Notice(kind, int(offset), epoch, data)


class Reader:
    """What a connection has said so far, cut anywhere."""

    def __init__(self):
        self.raw, self.head = b"", None

    def has_head(self, data, status):
        """Takes what has come. Whether the response's head is among it, which must have this status; `raw` is what follows."""
        self.raw += data
        if self.head is None:
            head, end, rest = self.raw.partition(b"\r\n\r\n")
            if not end:
                return False
            expect(head.startswith(b"HTTP/1.1 %d " % status), f"a response began with {head!r}, not with {status}")
            self.head, self.raw = head, rest
        return True


class StreamReader(Reader):
    """Of an event stream, with or without chunks."""

    def __init__(self):
        super().__init__()
        self.text = b""
        self.left = 0  # of a chunk, with its line break

    def feed(self, data):
        if not self.has_head(data, 200):
            return
        self._unwrap()
        *events, self.text = self.text.split(b"\n\n")
        yield from filter(None, map(self._event, events))

    def _unwrap(self):
        """The bytes of a chunk count as they come."""
        if b"chunked" not in self.head:
            self.text, self.raw = self.text + self.raw, b""
        while self.raw:
            if self.left == 0:
                size, end, rest = self.raw.partition(b"\r\n")
                if not end:
                    return
                self.left, self.raw = int(size, 16) + 2, rest
            part, self.raw = self.raw[:self.left], self.raw[self.left:]
            self.text += part[:max(0, self.left - 2)]
            self.left -= len(part)

    @staticmethod
    def _event(text):
        fields = collections.defaultdict(list)
        for line in text.decode().split("\n"):
            name, _, value = line.partition(": ")
            fields[name].append(value)
        if "id" not in fields:
            return None  # a heartbeat
        kind, data = "".join(fields["event"]) or "event", "\n".join(fields["data"])
        return notice(kind, fields["id"][0], data if kind == "event" else json.loads(data))


class SocketReader(Reader):
    """Of a WebSocket and its handshake."""

    def feed(self, data):
        if not self.has_head(data, 101):
            return
        while (payload := self._frame()) is not None:
            if payload:
                said = json.loads(payload)
                kind = said["event"] if said["event"] in ("subscribed", "reset") else "event"
                yield notice(kind, said["cursor"], said["data"])

    def _frame(self):
        if len(self.raw) < 4:
            return None
        expect(self.raw[0] in (0x81, 0x89) and self.raw[1] < 127, f"a frame began with {self.raw[:2]!r}")
        begin, size = (4, int.from_bytes(self.raw[2:4], "big")) if self.raw[1] == 126 else (2, self.raw[1])
        if len(self.raw) < begin + size:
            return None
        payload, self.raw, opcode = self.raw[begin:begin + size], self.raw[begin + size:], self.raw[0] & 15
        return payload if opcode == 1 else b""


def stream_request(topic, cursor, dice):
    version = dice.choice(["1.0", "1.1"])  # without chunks and with them
    by_query = f"?lastEventId={cursor}" if cursor and dice.random() < 0.3 else ""
    by_header = f"Last-Event-ID: {cursor}\r\n" if cursor and not by_query else ""
    return f"GET /stream/{topic}{by_query} HTTP/{version}\r\nHost: a\r\n{by_header}\r\n".encode(), StreamReader()


def socket_request(topic, cursor, _dice):
    return (f"GET /socket?topic={topic}&cursor={cursor} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n").encode(), SocketReader()


class Reader:
    """Somebody who loses its connection all the time, and knows where it was."""

    newest = 0  # that any of them has seen

    def __init__(self, port, phase, dice):
        self.port, self.phase, self.dice = port, phase, dice
        self.epoch, self.seen = "", None
        self.asked_for, self.greeted, self.heard = None, False, 0  # of the connection that it has now
        self.counts = collections.Counter()

    def cut(self):
        """Comes back, reads some bytes, and is gone."""
        catches_up = self.dice.random() < 0.1  # else it would be ever further behind
        self._visit(Reader.newest if catches_up else 0, self.dice.randrange(self.dice.choice([400, 1200, 5000])))
        self.counts["cuts"] += 1
        time.sleep(self.dice.uniform(0, self.phase.pause))

    def finish(self):
        """Comes back for good: what was published meanwhile is there, and goes on."""
        self._visit(Reader.newest + 20, 0)
        self.counts["finished"] += 1

    def _visit(self, until, further):
        """Reads up to an event, and so many bytes."""
        cursor = "" if self.seen is None else f"{self.epoch}:{self.seen}"
        request, reader = self.dice.choice(self.phase.transports)(self.phase.topic, cursor, self.dice)
        self.asked_for, self.greeted, self.heard = self.seen, False, time.monotonic()
        if until == 0 and self.dice.random() < 0.02:
            request, further = request[:self.dice.randrange(len(request))], 0
        with socket.create_connection(("127.0.0.1", self.port), timeout=SILENCE) as stream:
            stream.sendall(request)
            while (self.seen or 0) < until:
                self._read(stream, reader, 65536)
            while further > 0:
                further -= self._read(stream, reader, min(further, self.dice.choice([50, 500, 4096])))
            if self.dice.random() < 0.5:
                stream.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)

    def _read(self, stream, reader, most):
        data = stream.recv(most)
        expect(data, f"{self}: the server ended the connection")
        for said in reader.feed(data):
            self._take(said)
            self.heard = time.monotonic()
        expect(time.monotonic() - self.heard < SILENCE, f"{self}: heard nothing more for {SILENCE} s")
        return len(data)

    def _take(self, said):
        if not self.greeted:
            self._begin(said)
        elif said.kind == "reset":
            self._reset(said)
        else:
            expect((said.kind, said.offset) == ("event", self.seen + 1), f"{self}: then came {said}")
            expect(said.data == text_of(said.offset), f"{self}: nobody published {said}")
            self.counts["events"] += 1
        expect(said.epoch == self.epoch, f"{self}: another epoch in {said}")
        self.seen = said.offset
        Reader.newest = max(Reader.newest, said.offset)

    def _begin(self, said):
        self.greeted, self.epoch = True, self.epoch or said.epoch
        if self.asked_for is None:
            wanted = {"recovered": False}
        elif said.offset == self.asked_for:
            wanted = {"recovered": True}
            self.counts["recovered"] += 1
        else:
            wanted = {"recovered": False, "reason": "expired"}
            self._lost(said)
        expect((said.kind, said.data) == ("subscribed", wanted), f"{self}: it began with {said}")

    def _reset(self, said):
        """It says again what the beginning has said, or that this reader was slower than the history lasts."""
        if said.data == {"reason": "gap"}:
            self._lost(said)
        else:
            expect((said.data, said.offset) == ({"reason": "expired"}, self.seen), f"{self}: then came {said}")

    def _lost(self, said):
        self.counts["reset"] += 1
        expect(said.offset - self.seen > self.phase.kept, f"{self}: reset though the history reached back: {said}")

    def __str__(self):
        return f"{self.phase.name}: asked for what is behind {self.asked_for}, has seen {self.seen}"


Phase = collections.namedtuple("Phase", "name transports topic kept pause share")
PHASES = [
    Phase("streams", [stream_request], "numbers", 1_000_000, 0, 0.3),
    Phase("sockets", [socket_request], "numbers", 1_000_000, 0, 0.3),
    Phase("both in turn", [stream_request, socket_request], "numbers", 1_000_000, 0, 0.3),
    Phase("a short history", [stream_request, socket_request], "few", 16, 0.1, 0.1),
]


def suffer(reader, cuts, failed):
    try:
        for _ in range(cuts):
            if failed.is_set():
                return reader.counts
            reader.cut()
        reader.finish()
    except Exception:
        failed.set()
        raise
    return reader.counts


def check(port, phase, options):
    began, failed, counts = time.monotonic(), threading.Event(), collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(options.readers) as pool:
        ends = [pool.submit(suffer, Reader(port, phase, random.Random(f"{options.seed} {phase.name} {i}")),
                            round(options.cuts * phase.share / options.readers), failed) for i in range(options.readers)]
    for end in ends:
        counts += end.result()
    print(f"{phase.name}: {time.monotonic() - began:.1f} s, {dict(counts)}", flush=True)
    expect(counts["finished"] == options.readers, f"{phase.name}: some readers did not come to their end")
    expect((counts["reset"] > 0) == (phase.topic == "few"), f"{phase.name}: {counts['reset']} resets")
    expect(counts["recovered"] > 0, f"{phase.name}: nobody recovered")


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--cuts", type=int, default=10_000)
    parser.add_argument("--readers", type=int, default=10)
    options, sys.argv[1:] = parser.parse_known_args()
    print(f"--seed {options.seed} --cuts {options.cuts} --readers {options.readers}", flush=True)
    return options


def main(programs):
    with programs.conformance("topics", threads=2) as server:
        for phase in PHASES:
            check(server.port, phase, OPTIONS)


OPTIONS = arguments()
run(main)
