"""How many instructions of user space one message takes, held against a budget.

  instructions.py BUILD [--write | --server COMMAND] [LOAD]...

BUILD is a release build with -Dbench=enabled and -Dsamples=enabled, as `./dev bench` makes it. `conformance --role bench` runs in
callgrind, so the counts depend on the compiler and its options, not on the machine and on what else it does. The budget is
bench/instructions.json, of clang 19 with link-time optimization on Debian 12; a load that takes 3 % more than it fails, and one that
takes 3 % less asks for a new budget, which --write makes; `bench/figures.py --write` then shows it in docs/performance.md. --server counts
another server, which says `listening on 127.0.0.1:PORT` and serves the same paths.

What a load takes beyond its messages - connections that are opened, say - is the same for a long run and a short one: the difference
of two is looked at. Prints a table in Markdown.
"""
import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from side_by_side import announced, bench_server, load_command

HERE = Path(__file__).resolve().parent
BUDGET = HERE / "instructions.json"
TOLERANCE = 0.03
ATTEMPTS = 3  # how messages come together is chance, a little
SECONDS = (1, 4)
FEW = ["--connections", "100"]  # in callgrind a thousand take their time to open
COUNTED = {"http": [], "http-16": [], "echo": [], "echo-16": [], "fanout": FEW, "sse": FEW}  # with what is other than in LOADS


def since_last(pid, counts):
    """Instructions of a server in callgrind since this was asked before."""
    subprocess.run(["callgrind_control", "--dump", str(pid)], check=True, capture_output=True, timeout=60)
    dumps = sorted(counts.parent.glob("counts.*"), key=lambda path: int(path.suffix[1:]))
    total = re.search(r"^(?:summary|totals): (\d+)", dumps[-1].read_text(encoding="utf-8", errors="replace"), re.M)
    return int(total.group(1))


def messages(build, load, port, seconds):
    command = [*load_command(build, load, port), *COUNTED[load], "--warmup", "0", "--time", str(seconds)]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout)
    if told["errors"]:
        raise RuntimeError(f"{load}: {told['errors']} errors")
    return told["messages"]


def count(command, build, load):
    with tempfile.TemporaryDirectory() as directory:
        counts = Path(directory, "counts")
        callgrind = ["valgrind", "--quiet", "--tool=callgrind", "--separate-threads=no", f"--callgrind-out-file={counts}"]
        with announced([*callgrind, *command]) as (pid, port):
            messages(build, load, port, SECONDS[0])  # what is made once
            since_last(pid, counts)
            runs = [(messages(build, load, port, seconds), since_last(pid, counts)) for seconds in SECONDS]
    (few, start), (many, end) = runs
    return round((end - start) / (many - few))


def judge(command, build, load, budget):
    """The least of a few attempts, until one is within the budget."""
    counts = []
    for _ in range(ATTEMPTS):
        counts.append(count(command, build, load))
        if budget is None or min(counts) <= budget * (1 + TOLERANCE):
            break
    return min(counts)


def compare(taken, budget):
    if budget is None:
        return ""
    if taken > budget * (1 + TOLERANCE):
        return "over"
    return "kept" if taken >= budget * (1 - TOLERANCE) else "less: write a new budget"


def main():
    parser = argparse.ArgumentParser(description=__doc__.replace("%", "%%"), formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--server", type=str.split)
    parser.add_argument("load", nargs="*")
    options = parser.parse_intermixed_args()
    for load in options.load:
        if load not in COUNTED:
            parser.error(f"no load called '{load}': {', '.join(COUNTED)}")

    budgets = {} if options.write or options.server else json.loads(BUDGET.read_text(encoding="ascii"))
    counted, failed = {}, 0
    print("| load | instructions | budget | |\n|---|---|---|---|", flush=True)
    for load in options.load or COUNTED:
        budget = budgets.get(load)
        taken = judge(options.server or bench_server(options.build), options.build, load, budget)
        verdict = compare(taken, budget)
        failed += verdict == "over"
        print(f"| {load} | {taken:,} | {'–' if budget is None else format(budget, ',')} | {verdict} |", flush=True)
        counted[load] = taken
    if options.write:
        BUDGET.write_text(json.dumps(counted, indent=2) + "\n", encoding="ascii")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
