"""Closes a test run with one line, 'N passed, N failed', counted from meson's testlog.json.

A GoogleTest program counts with its cases, any other test as one. Exits 1 when nothing ran.
"""
import json
import re
import sys

PASSED_CASE = re.compile(r"^\[       OK \] ", re.M)
FAILED_CASE = re.compile(r"^\[  FAILED  \] .* \(\d+ ms\)$", re.M)


def count(test):
    """(passed, failed, skipped) of one line of the log."""
    if test["result"] == "SKIP":
        return 0, 0, 1
    ok = test["result"] in ("OK", "EXPECTEDFAIL")
    output = test.get("stdout") or ""
    passed = len(PASSED_CASE.findall(output))
    failed = len(FAILED_CASE.findall(output))
    if passed + failed == 0:
        return (1, 0, 0) if ok else (0, 1, 0)
    # A program that crashed, hung or leaked has failed, whatever its cases said before.
    return passed, failed if ok else max(failed, 1), 0


def main(path):
    with open(path, encoding="utf-8") as log:
        tests = [json.loads(line) for line in log]
    passed, failed, skipped = (sum(column) for column in zip(*map(count, tests))) if tests else (0, 0, 0)
    for test in tests:
        if test["result"] not in ("OK", "EXPECTEDFAIL"):
            print(f"{test['result'].lower()}: {test['name']}")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
