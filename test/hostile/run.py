"""Every attack, one after the other, each on a server of its own: `run.py PROGRAM [NAME...] [-- OPTION...]`, with options of the attacks.

As a test of meson's the program comes as `conformance=PATH`.
"""
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
NO_ATTACKS = {"run", "verdict_test"}


def attacks():
    return sorted(file.stem for file in HERE.glob("*.py") if file.stem not in NO_ATTACKS)


def main(arguments):
    options = arguments[arguments.index("--") + 1:] if "--" in arguments else []
    program, *names = arguments[:len(arguments) - len(options) - bool(options)]
    for name in names:
        if name not in attacks():
            sys.exit(f"no attack called '{name}': {', '.join(attacks())}")
    survived, begun = {}, time.monotonic()
    for name in names or attacks():
        command = [sys.executable, str(HERE / f"{name}.py"), "--program", program.rpartition("=")[2], *options]
        survived[name] = subprocess.run(command, check=False).returncode == 0
    lost = [name for name, well in survived.items() if not well]
    print(f"{len(survived) - len(lost)} of {len(survived)} attacks survived in {time.monotonic() - begun:.0f} s"
          + (f"; not {', '.join(lost)}" if lost else ""))
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    sys.stdout.reconfigure(line_buffering=True)
    main(sys.argv[1:])
