"""What one message costs each of several servers, measured in one run.

  side_by_side.py BUILD [--rounds N] [--seconds S] [--load NAME]... [--peer NAME=COMMAND[;LOAD,LOAD]]... [--output FILE]

BUILD is a build directory that was configured with -Dbench=enabled and -Dsamples=enabled. Our server is
`conformance --role bench`, with the options that a program has that configures nothing. Beside it run `limit`, a server on epoll
without a framework, and those of nginx and Node with `ws` that are installed. A further peer is any command that prints
`listening on 127.0.0.1:PORT` and answers `GET /` with 13 bytes, echoes at /echo, sends to all at /fanout, streams events at /sse and
takes them at `POST /publish`; or as much of that as the loads need that are named behind its command.

Servers run on one core and the load on another, one after the other in each round. The figure is the processor time of the server
for each message, in microseconds: the median of the rounds, and the median of the ratios to `limit` in the same round with the
smallest and the largest. Prints a table in Markdown; FILE gets every measurement as a line of JSON.
"""
import argparse
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
YARDSTICK = "limit"
ORDER = {"id": "0123456789abcdef", "customer": "Ada Lovelace", "paid": True, "lines": [
    {"article": 1000 + i, "name": "a thing with a name of some length", "price": i + 1.25, "count": i} for i in range(11)]}
LOADS = {
    "http": "http",
    "http-16": "http --depth 16",
    "http-steps": "http --path /steps",
    "http-json": "http --path /orders",
    "echo": "echo --path /echo",
    "echo-16": "echo --path /echo --depth 16",
    "echo-1k": "echo --path /echo --size 1024",
    "echo-1k-16": "echo --path /echo --size 1024 --depth 16",
    "echo-64k": "echo --path /echo --size 65536",
    "echo-1000": "echo --path /echo --connections 1000",
    "join": "join --path /echo",
    "visit": "visit",
    "fanout": "fanout --path /fanout --size 64 --connections 1000",
    "fanout-16": "fanout --path /fanout --size 64 --connections 1000 --depth 16",
    "sse": "sse --path /sse --size 64 --connections 1000",
}
NGINX = """
daemon off; master_process off; pid {directory}/pid; error_log /dev/null;
events {{ worker_connections 4096; }}
http {{
  access_log off; keepalive_requests 1000000000; default_type text/plain;
  client_body_temp_path {directory}/a; proxy_temp_path {directory}/b; fastcgi_temp_path {directory}/c;
  uwsgi_temp_path {directory}/d; scgi_temp_path {directory}/e;
  server {{ listen 127.0.0.1:{port}; location = / {{ return 200 "Hello, World!"; }} }}
}}
"""


@contextlib.contextmanager
def announced(command):
    """A server that says its port itself, on core 0."""
    server = subprocess.Popen(["taskset", "-c", "0", *command], stdout=subprocess.PIPE, text=True)
    try:
        yield server.pid, int(server.stdout.readline().rsplit(":", 1)[1])
    finally:
        server.terminate()
        server.wait(30)


@contextlib.contextmanager
def nginx():
    with tempfile.TemporaryDirectory() as directory, contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        Path(directory, "conf").write_text(NGINX.format(directory=directory, port=port), encoding="ascii")
        server = subprocess.Popen(["taskset", "-c", "0", "nginx", "-c", f"{directory}/conf"], stderr=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield server.pid, port
        finally:
            server.terminate()
            server.wait(30)


def wait_for(port):
    late = time.monotonic() + 10
    while time.monotonic() < late:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        os.sched_yield()
    raise TimeoutError(f"nothing listens on {port}")


def bench_server(build):
    """The command of our server, with a port of the system's choice."""
    return [str(build / "samples/conformance/conformance"), "--port", "0", "--role", "bench"]


def load_command(build, load, port):
    """The command of a load; an option that is named again behind it counts."""
    command = [str(build / "bench/load/load"), *LOADS[load].split(), "--port", str(port)]
    return command + (["--body", json.dumps(ORDER, separators=(",", ":"))] if load == "http-json" else [])


def measure(load, start, options):
    with start() as (pid, port):
        command = ["taskset", "-c", "1", *load_command(options.build, load, port), "--pid", str(pid), "--time", str(options.seconds)]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout)


def servers(options):
    found = {YARDSTICK: lambda: announced([str(options.build / "bench/limit/limit")]), "serinus": lambda: announced(bench_server(options.build))}
    for peer in options.peer:
        name, command, _ = read_peer(peer)
        found[name] = lambda command=command: announced(command.split())
    if shutil.which("nginx"):
        found["nginx"] = nginx
    if shutil.which("node") and (HERE.parent / "test/e2e/node_modules/ws").exists():
        found["node-ws"] = lambda: announced(["node", str(HERE / "peers/node.mjs")])
    return found


def read_peer(text):
    """Its name, its command, and the loads that it is for, or none for all."""
    name, rest = text.split("=", 1)
    command, _, loads = rest.partition(";")
    return name, command, loads.split(",") if loads else None


def able(load, names, peers):
    """Those that can be asked for it: steps and typed bodies are ours alone."""
    if load in ("http-steps", "http-json"):
        return ["serinus"]
    unable = {name for name, _, loads in map(read_peer, peers) if loads and load not in loads}
    return [name for name in names if name not in unable and (name != "nginx" or load.startswith("http") or load == "visit")]


def row(load, names, figures):
    cells = []
    for name in names:
        own = figures.get(name)
        if not own:
            cells.append("–")
            continue
        cell = f"{statistics.median(own):.3g}"
        if YARDSTICK in figures:
            ratios = [a / b for a, b in zip(own, figures[YARDSTICK])]
            cell += f" ({statistics.median(ratios):.2f}; {min(ratios):.2f}–{max(ratios):.2f})"
        cells.append(cell)
    return f"| {load} | " + " | ".join(cells) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--load", action="append", choices=LOADS)
    parser.add_argument("--peer", action="append", default=[])
    parser.add_argument("--output", type=Path)
    options = parser.parse_args()
    found = servers(options)
    print("| load | " + " | ".join(found) + " |\n|---|" + "---|" * len(found))
    for load in options.load or LOADS:
        figures = {}
        for _ in range(options.rounds):
            for name, start in found.items():
                if name not in able(load, found, options.peer):
                    continue
                result = measure(load, start, options)
                figures.setdefault(name, []).append(result["serverMicroseconds"])
                if options.output:
                    with options.output.open("a", encoding="ascii") as out:
                        out.write(json.dumps({"load": load, "server": name, **result}) + "\n")
        print(row(load, found, figures), flush=True)


if __name__ == "__main__":
    sys.exit(main())
