"""Finds the coroutine expressions that g++ 12 compiles wrongly without a word (docs/compilers.md).

  coroutines.py BUILD_DIR     checks what was built there of lib/, samples/, test/ and bench/; exits 1 on a finding
  coroutines.py --self-test   proves on good.cpp and bad.cpp beside this file that the patterns still match
"""
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CHECKED = ("lib", "samples", "test", "bench")
FILES_AT_ONCE = 4  # clang-query holds every tree of one call in memory: some 300 MB a file

# A temporary aggregate, a capturing lambda, a braced list or a choice that makes temporaries in one expression with
# co_await or co_yield is destroyed twice. A lambda that merely *contains* a coroutine is none of these.
TEMPORARY = """
match exprWithCleanups(hasDescendant(expr(anyOf(coawaitExpr(), coyieldExpr()))),
  unless(hasDescendant(lambdaExpr(hasDescendant(coawaitExpr())))),
  forEachDescendant(expr(anyOf(
    lambdaExpr(hasDescendant(cxxConstructExpr())),
    conditionalOperator(hasType(hasUnqualifiedDesugaredType(recordType())), hasDescendant(cxxBindTemporaryExpr())),
    initListExpr(hasType(qualType(hasDeclaration(cxxRecordDecl())))),
    cxxStdInitializerListExpr())).bind("name-this-temporary-first")))
"""

# co_await inside a condition, in a coroutine without local variables, is compiled to wrong code.
CONDITION = """
match stmt(anyOf(
  ifStmt(hasCondition(expr(anyOf(coawaitExpr(), hasDescendant(coawaitExpr()))).bind("name-what-you-await"))),
  whileStmt(hasCondition(expr(anyOf(coawaitExpr(), hasDescendant(coawaitExpr()))).bind("name-what-you-await"))),
  switchStmt(hasCondition(expr(anyOf(coawaitExpr(), hasDescendant(coawaitExpr()))).bind("name-what-you-await"))),
  forStmt(hasCondition(expr(anyOf(coawaitExpr(), hasDescendant(coawaitExpr()))).bind("name-what-you-await")))),
  unless(hasDescendant(lambdaExpr(hasDescendant(coawaitExpr())))))
"""

FINDING = re.compile(r'^(?P<file>[^\s:]+):(?P<line>\d+):(?P<column>\d+): note: "(?P<what>[a-z-]+)" binds here', re.M)

AWAITS = re.compile(r"\bco_(await|yield)\b")
COMMENT = re.compile(r"//[^\n]*")
INCLUDED = re.compile(r"^#include<([^>]+\.cpp)>", re.M)  # as meson writes it in a unit of several sources


class QueryFailed(Exception):
    pass


def query(build_dir, files):
    """{(file, line, advice)} of the findings in `files` and in the project's headers they include."""
    tool = shutil.which("clang-query-19") or shutil.which("clang-query")
    if not tool:
        raise QueryFailed("clang-query-19 is not installed (package clang-tools-19)")
    command = [tool, "-p", str(build_dir), "-c", "set bind-root false"]
    for pattern in (TEMPORARY, CONDITION):
        command += ["-c", " ".join(pattern.split())]
    done = subprocess.run(command + [str(f) for f in files], capture_output=True, text=True, cwd=build_dir, check=False)
    answers = re.findall(r"^\d+ match(?:es)?\.$", done.stdout, re.M)
    if done.returncode != 0 or len(answers) != 2 or re.search(r"\berror\b.*:|Error while processing", done.stderr):
        raise QueryFailed(f"clang-query could not read {' '.join(map(str, files))}:\n{done.stdout}{done.stderr}")
    bound = done.stdout.count('" binds here')
    findings = [(os.path.normpath(Path(build_dir, m["file"])), int(m["line"]), m["what"]) for m in FINDING.finditer(done.stdout)]
    if len(findings) != bound:
        raise QueryFailed(f"{bound} findings, of which {len(findings)} were understood:\n{done.stdout}")
    return set(findings)


def in_parts(path, parts):
    return any(Path(path).is_relative_to(ROOT / part) for part in parts)


def in_project(path):
    return in_parts(path, CHECKED + ("include",))


def sources_of(unit, build_dir):
    """What is compiled in this translation unit: itself, or, of one that meson has made of several, these."""
    if not unit.is_relative_to(build_dir):
        return [unit]
    return [Path(os.path.normpath(name)) for name in INCLUDED.findall(unit.read_text(encoding="utf-8"))]


def translation_units(build_dir):
    """{translation unit: the project's sources in it}"""
    entries = json.loads((build_dir / "compile_commands.json").read_text(encoding="utf-8"))
    files = {Path(os.path.normpath(Path(e["directory"]) / e["file"])) for e in entries}
    units = {f: sources_of(f, build_dir) for f in sorted(files) if f.suffix == ".cpp" and f.exists()}
    return {unit: sources for unit, sources in units.items()
            if sources and all(in_parts(source, CHECKED) and HERE not in source.parents for source in sources)}


def says_await(path):
    """Whether the text of a file, comments aside, waits or yields."""
    return AWAITS.search(COMMENT.sub("", path.read_text(encoding="utf-8"))) is not None


def headers_of(units, build_dir):
    """{translation unit: the project's headers that it includes}, as ninja wrote it down when it built them."""
    answer = subprocess.run(["ninja", "-C", str(build_dir), "-t", "deps"], capture_output=True, text=True, check=True)
    included = {}
    for block in answer.stdout.split("\n\n"):
        paths = [Path(os.path.normpath(build_dir / line.strip())) for line in block.splitlines()[1:]]
        unit = next((path for path in paths if path in units), None)
        if unit:
            included.setdefault(unit, set()).update(p for p in paths if p.suffix == ".hpp" and in_project(p))
    return included


def worth_reading(units, build_dir):
    """Those of the units of which a source waits, and for each header that does, one that includes it.

    Reading one costs seconds. A form that is wrong stands in one full expression with a co_await or co_yield, so in a
    file that says so."""
    included = headers_of(units, build_dir)
    missing = [unit for unit in units if unit not in included]
    if missing:
        raise QueryFailed(f"not built yet: {', '.join(os.path.relpath(unit, ROOT) for unit in missing[:5])}")
    chosen = {unit for unit, sources in units.items() if any(map(says_await, sources))}
    headers = set().union(*included.values())
    for header in sorted(filter(says_await, headers)):
        if not any(header in included[unit] for unit in chosen):
            chosen.add(next(unit for unit in units if header in included[unit]))
    return sorted(chosen)


def check(build_dir):
    units = translation_units(build_dir)
    if not units:
        print("no file to check: is the build directory configured?")
        return 1
    files = worth_reading(units, build_dir)
    batches = [files[i:i + FILES_AT_ONCE] for i in range(0, len(files), FILES_AT_ONCE)]
    findings = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(lambda batch: query(build_dir, batch), batches):
            findings |= {f for f in found if in_project(f[0])}
    for file, line, advice in sorted(findings):
        print(f"{os.path.relpath(file, ROOT)}:{line}: {advice.replace('-', ' ')}")
    count = sum(map(len, units.values()))
    print(f"coroutine forms: {len(files)} of {len(units)} units of {count} files wait or yield, {len(findings)} findings")
    return 1 if findings else 0


def self_test():
    """Every line of bad.cpp that says `// found` is found, none else; good.cpp gives nothing."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        sources = [HERE / "good.cpp", HERE / "bad.cpp"]
        Path(folder, "compile_commands.json").write_text(json.dumps([
            {"directory": folder, "file": name, "arguments": ["clang++-19", "-std=c++20", "-c", name]}
            for name in (os.path.relpath(source, folder) for source in sources)]), encoding="utf-8")  # as meson writes it
        for source in sources:
            text = source.read_text(encoding="utf-8").splitlines()
            expected = {n for n, line in enumerate(text, 1) if "// found" in line}
            actual = {line for file, line, _ in query(folder, [source]) if file == str(source)}
            for line in sorted(expected ^ actual):
                wrong += 1
                print(f"{source.name}:{line}: {'not found' if line in expected else 'found, though it is right'}")
            if (source.name == "bad.cpp") != bool(expected):
                wrong += 1
                print(f"{source.name} marks {len(expected)} lines")
    print("coroutine lint: self-test " + ("failed" if wrong else "passed"))
    return 1 if wrong else 0


def main(arguments):
    if len(arguments) != 1:
        print(__doc__)
        return 2
    try:
        return self_test() if arguments[0] == "--self-test" else check(Path(arguments[0]).resolve())
    except QueryFailed as failure:
        print(failure)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
