"""Compiles what must not compile, and finds the sentence that says why.

  refused.py COMPILER FLAG...

Each file of this folder is a program of its own. What is between `// REFUSED: sentence` and the next empty line is left out
once, when the rest must compile, and compiled alone with the rest, when the compiler must fail and say the sentence.
"""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "support"))
from precompiled import precompile  # noqa: E402

FIRST_INCLUDE = re.compile(r"^#include <(?P<header>serinus/[^>]+)>", re.M)
CASE = re.compile(r"^// REFUSED: (?P<sentence>.+)\n(?P<code>(?:.+\n)+)", re.M)


def compile_text(text, command):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "refused.cpp")
        file.write_text(text, encoding="utf-8")
        done = subprocess.run(command + ["-fsyntax-only", str(file)], capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr


def cases(command, folder):
    """(name, source, the sentence or None when it must compile, the command that compiles it)"""
    for file in sorted(HERE.glob("*.cpp")):
        text = file.read_text(encoding="utf-8")
        place = Path(folder, file.stem)
        place.mkdir()
        compile_it = command + precompile(command, FIRST_INCLUDE.search(text)["header"], place)
        found = list(CASE.finditer(text))
        without = CASE.sub("", text)
        yield f"{file.name}: without what is refused", without, None, compile_it
        for case in found:
            others = text[: case.start()] + case["code"] + text[case.end():]
            yield f"{file.name}: {case['sentence']}", CASE.sub("", others), case["sentence"], compile_it


def judge(case):
    name, text, sentence, command = case
    compiles, errors = compile_text(text, command)
    if sentence is None:
        return None if compiles else f"{name}: does not compile\n{errors}"
    if compiles:
        return f"{name}: compiles"
    # Compilers break no line inside a message.
    return None if sentence in errors else f"{name}: refused for another reason\n{errors}"


def main(command):
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        todo = list(cases(command, folder))
        faults = [fault for fault in pool.map(judge, todo) if fault]
    for fault in faults:
        print(fault)
    print(f"refused: {len(todo)} cases, {len(faults)} wrong")
    return 0 if len(todo) > 1 and not faults else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
