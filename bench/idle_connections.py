"""What an idle connection costs the server: private memory before and after, divided by the connections.

  idle_connections.py CONFORMANCE [--kind websocket|events|http] [--connections N] [--role ROLE] [--path PATH] [--offer EXTENSIONS]

Starts `conformance --role ROLE` (bench by default) for each kind, or one, opens N connections (5,000 by default), has each do what it is
for once (echo a message, begin an event stream, answer a GET), and prints one line of JSON. With `--offer permessage-deflate` the echoes
come compressed. Everything is on loopback and ends by itself.
"""
import argparse
import json
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "test/e2e"))
from wire import connect, receive_exactly, text_frame  # noqa: E402


def resident(pid):
    """Bytes of private memory: what the process alone has touched."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return sum(int(kib) for kib in re.findall(r"^Private_\w+:\s+(\d+) kB", text, re.M)) * 1024


def open_websocket(port, path, offer):
    stream = connect(port, path, f"Sec-WebSocket-Extensions: {offer}\r\n" if offer else "")
    stream.sendall(text_frame(b"hello " * 10))
    first, size = receive_exactly(stream, 2)
    if offer and not first & 0x40:
        raise ConnectionError("the answer is not compressed")
    receive_exactly(stream, size)
    return stream


def open_plain(port, path, accept, last):
    """Asks for `path` and reads until `last` has come."""
    stream = socket.create_connection(("127.0.0.1", port), timeout=30)
    stream.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {accept}\r\n\r\n".encode())
    received = b""
    while last not in received:
        more = stream.recv(4096)
        if not more:
            raise ConnectionError(f"the server has ended: {received[:100]!r}")
        received += more
    return stream


KINDS = {
    "websocket": ("/echo", open_websocket),
    "events": ("/sse", lambda port, path, _: open_plain(port, path, "text/event-stream", b"\r\n\r\n")),
    "http": ("/", lambda port, path, _: open_plain(port, path, "*/*", b"Hello, World!")),
}


def measure(kind, options):
    path, open_one = KINDS[kind]
    path = options.path or path
    server = subprocess.Popen([options.program, "--port", "0", "--role", options.role], stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline().rsplit(":", 1)[1])
        warm = [open_one(port, path, options.offer) for _ in range(100)]
        before = resident(server.pid)
        streams = [open_one(port, path, options.offer) for _ in range(options.connections)]
        time.sleep(1)  # blocks that were lent go back to the system's pools; nothing waits for this
        after = resident(server.pid)
        for stream in warm + streams:
            stream.close()
        return {"kind": kind, "connections": len(streams), "bytesPerConnection": round((after - before) / len(streams))}
    finally:
        server.terminate()
        server.wait(30)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", metavar="CONFORMANCE")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--connections", type=int, default=5000)
    parser.add_argument("--role", default="bench")
    parser.add_argument("--path")
    parser.add_argument("--offer", default="")
    options = parser.parse_args()
    for kind in [options.kind] if options.kind else KINDS:
        print(json.dumps(measure(kind, options)), flush=True)


if __name__ == "__main__":
    main()
