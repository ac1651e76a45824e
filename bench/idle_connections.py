"""What an idle WebSocket connection costs the server: resident memory before and after, divided by the connections.

  idle_connections.py CONFORMANCE [CONNECTIONS] [ROLE] [PATH] [OFFER]

Starts `conformance --role ROLE` (bench by default), opens CONNECTIONS (5,000 by default) on PATH (/echo), has each echo one message, and
prints one line of JSON. OFFER is what the clients offer as Sec-WebSocket-Extensions: with `permessage-deflate` the answers come compressed. Everything is on loopback and ends by itself.
"""
import json
import re
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


def open_one(port, path, fields):
    stream = connect(port, path, fields)
    stream.sendall(text_frame(b"hello " * 10))
    first, size = receive_exactly(stream, 2)
    if fields and not first & 0x40:
        raise ConnectionError("the answer is not compressed")
    receive_exactly(stream, size)
    return stream


def main(program, connections=5000, role="bench", path="/echo", offer=""):
    fields = f"Sec-WebSocket-Extensions: {offer}\r\n" if offer else ""
    server = subprocess.Popen([program, "--port", "0", "--role", role], stdout=subprocess.PIPE, text=True)
    try:
        port = int(server.stdout.readline().rsplit(":", 1)[1])
        warm = [open_one(port, path, fields) for _ in range(100)]
        before = resident(server.pid)
        streams = [open_one(port, path, fields) for _ in range(int(connections))]
        time.sleep(1)  # blocks that were lent go back to the system's pools; nothing waits for this
        after = resident(server.pid)
        print(json.dumps({"connections": len(streams), "bytesPerConnection": round((after - before) / len(streams))}))
        for stream in warm + streams:
            stream.close()
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
