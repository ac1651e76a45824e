"""The ledger of proofs: one line of JSON for each run that was to show that a goal is met, whether it was or not.

  ledger.py            prints the table of docs/reliability.md
  ledger.py --check    fails unless that is the table of the ledger
  ledger.py record GOAL SECONDS met|missed NAME=FIGURE...

No figure of reliability is claimed anywhere without a line here. Programs that prove something call `record`.
"""
import json
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LEDGER = HERE / "ledger.jsonl"
PAGE = ROOT / "docs/reliability.md"
BEGIN, END = "<!-- ledger: begin -->\n", "<!-- ledger: end -->\n"
GOALS = {
    "C1": "fuzzing: no crash, hang, leak or broken promise",
    "E1": "soak: mixed load with churn, memory and descriptors stay",
}


def commit():
    said = subprocess.run(["git", "rev-parse", "--short=10", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    changed = subprocess.run(["git", "status", "--porcelain", "--untracked-files=no", "--", "lib", "include"], cwd=ROOT,
                             capture_output=True, text=True, check=False).stdout
    return (said.stdout.strip() or "unknown") + ("+" if changed else "")


def record(goal, seconds, passed, figure, compiler="clang 19"):
    """Appends a line. `figure`: what was measured, by name. A commit with a + had changes in the library."""
    line = {"goal": goal, "date": time.strftime("%Y-%m-%d"), "commit": commit(), "compiler": compiler,
            "seconds": round(seconds), "passed": passed, "figure": figure}
    with LEDGER.open("a", encoding="utf-8") as out:
        out.write(json.dumps(line) + "\n")


def lines():
    return [json.loads(line) for line in LEDGER.read_text(encoding="utf-8").splitlines() if line]


def shown(figure):
    return ", ".join(f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}" for name, value in figure.items())


def table():
    rows = ["| goal | when, on which commit | for | outcome | figures |", "|---|---|---|---|---|"]
    for line in lines():
        goal = line["goal"]
        seconds = line["seconds"]
        duration = f"{seconds / 60:.3g} min" if seconds >= 60 else f"{seconds} s"
        rows.append(f"| {goal}: {GOALS[goal]} | {line['date']}, `{line['commit']}`, {line['compiler']} | {duration} | "
                    f"{'met' if line['passed'] else 'missed'} | {shown(line['figure'])} |")
    return "\n".join(rows) + "\n"


def number(text):
    try:
        return int(text)
    except ValueError:
        return text


def main(arguments):
    if len(arguments) >= 4 and arguments[0] == "record" and arguments[1] in GOALS:
        figure = {name: number(value) for name, value in (pair.split("=", 1) for pair in arguments[4:])}
        record(arguments[1], int(arguments[2]), arguments[3] == "met", figure)
        return 0
    if arguments not in ([], ["--check"]):
        print(__doc__)
        return 2
    if not arguments:
        print(table(), end="")
        return 0
    page = PAGE.read_text(encoding="utf-8")
    written = page[page.index(BEGIN) + len(BEGIN):page.index(END)]
    if written == table():
        return 0
    print(f"the table in {PAGE.relative_to(ROOT)} is not that of the ledger: put there what test/reliability/ledger.py prints")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
