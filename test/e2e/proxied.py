"""What a server behind a proxy must get right: no request is lost, doubled, or answered with what another asked for.

Each request has a tag of its own, which its answer says and both logs name: those of the proxy and of the sample `conformance
--role behind` are compared in the end.
"""
import collections
import concurrent.futures
import itertools
import json
import re

import wire
from harness import eventually, expect, expect_equal

LARGEST_BODY = 100_000  # as the sample has it
LEFT = "left"  # in place of a status: the client did not wait for one
SENT = re.compile(r"\{.*\}")


class Answer:
    """Status, fields (names in lower case) and body."""

    def __init__(self, stream, method="GET"):
        lines = read_line(stream), *iter(lambda: read_line(stream), "")
        self.status = int(lines[0].split()[1])
        self.fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        self.body = self._body(stream, method)

    def _body(self, stream, method):
        if method == "HEAD" or self.status in (101, 204, 304):
            return b""
        if self.fields.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(read_line(stream), 16):
                body += read_exactly(stream, size)
                read_line(stream)
            read_line(stream)
            return body
        if "content-length" in self.fields:
            return read_exactly(stream, int(self.fields["content-length"]))
        return stream.read()


def read_line(stream):
    line = stream.readline()
    expect(line.endswith(b"\r\n"), f"a line of an answer, not {line!r}")
    return line[:-2].decode()


def read_exactly(stream, size):
    data = stream.read(size)
    expect_equal(len(data), size, "bytes of a body")
    return data


class Talk:
    """One client's connection to the proxy, and the tags it has used."""

    _numbers = itertools.count()

    def __init__(self, proxy):
        self.proxy = proxy
        self.socket = proxy.connect()
        self.stream = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stream.close()
        self.socket.close()

    def request(self, method, path, body=None, fields=""):
        """A tag, and the bytes of a request that has it."""
        tag = f"t{next(Talk._numbers)}"
        head = f"{method} {path} HTTP/1.1\r\nHost: a\r\nX-Tag: {tag}\r\n{fields}"
        if body is not None:
            head += f"Content-Length: {len(body)}\r\n"
        return tag, head.encode() + b"\r\n" + (body or b"")

    def send(self, *arguments, **options):
        tag, data = self.request(*arguments, **options)
        self.socket.sendall(data)
        return tag

    def ask(self, method, path, body=None, fields="", status=200):
        tag = self.send(method, path, body, fields)
        answer = Answer(self.stream, method)
        expect_equal(answer.status, status, f"{method} {path} ({tag})")
        return tag, answer

    def echo(self, body):
        tag, answer = self.ask("POST", "/echo", body)
        expect_equal(answer.body, tag.encode() + b" " + body, f"the answer of {tag}")


def kept_alive(proxy):
    for size in (0, 1, 1000, 16_384, LARGEST_BODY):
        with Talk(proxy) as client:
            for i in range(10):
                client.echo(bytes([97 + i]) * size)


def pipelined(proxy):
    with Talk(proxy) as client:
        asked = [client.request(*("POST", "/echo", b"b" * i) if i % 2 else ("GET", "/echo")) for i in range(40)]
        client.socket.sendall(b"".join(data for _, data in asked))
        for i, (tag, _) in enumerate(asked):
            expect_equal(Answer(client.stream).body, f"{tag} {'b' * i if i % 2 else ''}".encode(), f"answer {i} of a pipeline")


def without_bodies(proxy):
    with Talk(proxy) as client:
        for _ in range(5):
            tag, answer = client.ask("HEAD", "/echo")
            expect_equal(answer.fields["content-length"], str(len(tag) + 1), "the length of what HEAD does not send")
            expect_equal(answer.fields["x-tag"], tag, "the tag of a HEAD")
            tag, answer = client.ask("GET", "/cached", fields='If-None-Match: "1"\r\n', status=304)
            expect_equal(answer.fields["x-tag"], tag, "the tag of a 304")
            tag, answer = client.ask("GET", "/cached")
            expect_equal((answer.body, answer.fields["x-tag"]), (b"kept", tag), "what follows a 304")


def refused(proxy):
    for _ in range(5):
        with Talk(proxy) as client:
            client.ask("GET", "/nowhere", status=404)
            client.ask("POST", "/echo", b"no gzip at all", "Content-Encoding: gzip\r\n", status=400)
        with Talk(proxy) as client:
            client.ask("POST", "/echo", b"x" * (LARGEST_BODY + 1), status=413)
        with Talk(proxy) as client:
            client.echo(b"after a refusal")


def upgraded(proxy):
    for _ in range(3):
        with Talk(proxy) as client:
            client.ask("GET", "/socket", fields="Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", status=101)
            for _ in range(20):
                client.socket.sendall(wire.text_frame(b"hi"))
                expect_equal(read_exactly(client.stream, 4), b"\x81\x02hi", "an echo")


def streamed(proxy):
    with Talk(proxy) as client:
        tag = client.send("GET", "/events")
        text = b""
        while text.count(b"data: " + tag.encode()) < 3:
            text += client.stream.readline()


def aborted(proxy, server):
    """Clients that leave while their handlers are at work."""
    for _ in range(5):
        with Talk(proxy) as client:
            tag = client.send("GET", "/slow")
            eventually(lambda: f"slow {tag}\n" in server.text(), "the handler is at work")
    with Talk(proxy) as client:
        client.echo(b"after those who left")


def crowd(proxy):
    """Many at a time, over few connections to the server."""
    def client(number):
        with Talk(proxy) as talk:
            for i in range(40):
                talk.echo(f"{number}/{i}".encode() * (1 + i * 37 % 400))

    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        for done in [pool.submit(client, number) for number in range(12)]:
            done.result()


def requests_of(server):
    """[(tag, status)] of what the server has logged."""
    lines = [json.loads(match[0]) for match in map(SENT.search, list(server.output)) if match]
    return [(line.get("headers", {}).get("X-Tag", "-"), line["status"]) for line in lines]


def compare(proxy, server):
    def differences():
        at_proxy, at_server = collections.Counter(proxy.requests()), collections.Counter(requests_of(server))
        # A server that reads an end cannot know that its client wants no answer: it may have lost it, or sent one.
        for tag, status in [seen for seen in at_server if (seen[0], LEFT) in at_proxy]:
            at_server[tag, LEFT] += at_server.pop((tag, status))
        return f"{len(at_proxy)} and {len(at_server)}; {dict(at_proxy - at_server)} and {dict(at_server - at_proxy)}"

    eventually(lambda: differences().endswith("; {} and {}"), "both logs tell of the same requests", seconds=10, state=differences)
    seen = collections.Counter(requests_of(server))
    expect(all(count == 1 for count in seen.values()), f"each was answered once: {seen}")
    print(f"{sum(seen.values())} requests, in both logs")


def check(proxy, server):
    """@param proxy  `connect()`, a socket; `requests()`, [(tag, status)] of what it has passed on and logged, `LEFT`
    where its client had left"""
    for scenario in (kept_alive, pipelined, without_bodies, refused, upgraded, streamed, crowd):
        scenario(proxy)
    aborted(proxy, server)
    compare(proxy, server)
