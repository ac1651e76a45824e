"""How long a message takes when a server has half the work that it can do.

  latency.py BUILD [--connections N] [--seconds S] [--rounds N] [--load echo|http] [--peer NAME=COMMAND]...

BUILD is a release build with -Dbench=enabled and -Dsamples=enabled. What a server can do is measured first: each connection sends as soon
as it is answered. Then they send in turn, at half of that rate, and a message's time begins when it is due. Servers run on one core and
the load on another, in turn in each round. The figures are the medians of the rounds; the goal is a p99.9 of three times the median.
Prints a table in Markdown, in microseconds.
"""
import argparse
import json
import statistics
import subprocess
from pathlib import Path

from side_by_side import announced, bench_server, load_command


def load(options, port, *more):
    command = ["taskset", "-c", "1", *load_command(options.build, options.load, port),
               "--connections", str(options.connections), "--time", str(options.seconds), *more]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout)
    if told["errors"]:
        raise RuntimeError(f"{told['errors']} errors")
    return told


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--connections", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--load", choices=["echo", "http"], default="echo")
    parser.add_argument("--peer", action="append", default=[])
    options = parser.parse_args()

    servers = {"limit": [str(options.build / "bench/limit/limit")],
               "serinus": bench_server(options.build)}
    servers |= {name: command.split() for name, command in (peer.split("=", 1) for peer in options.peer)}
    found = {name: [] for name in servers}
    for _ in range(options.rounds):
        for name, command in servers.items():
            with announced(command) as (_, port):
                most = load(options, port)
                rate = most["messages"] / most["seconds"] / 2
                told = load(options, port, "--rate", str(rate))["latency"]
                found[name].append((rate, told["p50"], told["p99"], told["p99.9"], told["p99.9"] / told["p50"]))
    print("| server | messages a second | p50 | p99 | p99.9 | p99.9 to p50 |\n|---|---|---|---|---|---|")
    for name, rounds in found.items():
        rate, *times, ratio = (statistics.median(column) for column in zip(*rounds))
        print(f"| {name} | {rate:,.0f} | " + " | ".join(f"{time:.0f}" for time in times) + f" | {ratio:.1f} |")


if __name__ == "__main__":
    main()
