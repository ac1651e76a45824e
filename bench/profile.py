"""Makes lib/serinus.profdata anew: how often each part of the library runs under the loads of the comparison.

  profile.py BUILD...

Each BUILD is a release build with -Dbench=enabled, -Dsamples=enabled and -Dprofile=false, in which clang has each function count
(-fprofile-generate), as `./dev profile` makes them. `conformance --role bench` takes each load for a while; what ran seldom is left
out, so that clang treats it as it treats what it knows nothing about. One build is not enough where sources are compiled together in
one and alone in the other: what clang has inlined before it counts differs.
"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from side_by_side import LOADS, announced, bench_server, load_command

OUTPUT = Path(__file__).resolve().parent.parent / "lib/serinus.profdata"
TOOL = "llvm-profdata-19"
SECONDS = 2
SELDOM = 1000  # once a connection, say, and less


def train(build, counts):
    os.environ["LLVM_PROFILE_FILE"] = str(counts)
    environment = os.environ | {"LLVM_PROFILE_FILE": os.devnull}  # of the loads
    with announced(bench_server(build)) as (_, port):
        for load in LOADS:
            command = [*load_command(build, load, port), "--time", str(SECONDS)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment, timeout=120)


def often(record):
    counters = re.search(r"^# Counter Values:\n((?:\d+\n)+)", record + "\n", re.M)
    return counters is not None and max(map(int, counters.group(1).split())) >= SELDOM


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as directory:
        raw = [Path(directory, f"{i}.profraw") for i in range(len(sys.argv) - 1)]
        for build, counts in zip(sys.argv[1:], raw):
            train(Path(build), counts)
        text = Path(directory, "text")
        subprocess.run([TOOL, "merge", "--sparse", "--text", "-o", text, *raw], check=True)
        head, *records = re.split(r"\n(?=[^\n]+\n# Func Hash:)", text.read_text(encoding="utf-8"))
        kept = list(filter(often, records))
        text.write_text("\n".join([head, *kept, ""]), encoding="utf-8")
        subprocess.run([TOOL, "merge", "--sparse", "-o", OUTPUT, text], check=True)
    print(f"{OUTPUT.name}: {len(kept)} of {len(records)} functions, {OUTPUT.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
