"""Compiles every ```cpp block of README.md and docs/ (syntax and types; nothing is linked or run).

  snippets.py [--root DIR] COMPILER FLAG...
  snippets.py --self-test COMPILER FLAG...

A block is a file of its own that sees <serinus/serinus.hpp> and, when it does not say so itself, `using namespace serinus`.
An HTML comment on the line before the block says otherwise; parts are joined by commas:

  <!-- snippet: in function -->      the body of a function
  <!-- snippet: in coroutine -->     the body of a Task<>
  <!-- snippet: in generator -->     the body of an SseStream
  <!-- snippet: context NAME -->     after test/docs/contexts/NAME.hpp, which declares what the example speaks of
  <!-- snippet: wrong -->            shows what not to write: not compiled
"""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.append(str(HERE.parent / "support"))
from precompiled import precompile  # noqa: E402

BLOCK = re.compile(r"(?:^<!-- snippet: (?P<how>[^>]*?) -->\n+)?^```cpp[^\n]*\n(?P<code>.*?)^```$", re.M | re.S)
OPENINGS = {
    "in function": "[[maybe_unused]] void example() {",
    "in coroutine": "[[maybe_unused]] Task<> example() {",
    "in generator": "[[maybe_unused]] SseStream example() {",
}
PREAMBLE = "#include <serinus/serinus.hpp>\n"
USING = "using namespace serinus;\nusing namespace std::chrono_literals;\n"


class Snippet:
    def __init__(self, document, line, how, code):
        self.document, self.line, self.code = document, line, code
        self.how = [part.strip() for part in how.split(",")] if how else []

    @property
    def where(self):
        return f"{self.document}:{self.line}"

    @property
    def wrong(self):
        return "wrong" in self.how

    def source(self):
        """The whole translation unit, with #line so that errors name the document."""
        opening = closing = contexts = ""
        for part in self.how:
            if part in OPENINGS:
                opening, closing = OPENINGS[part] + "\n", "co_return;\n}\n" if part == "in coroutine" else "}\n"
            elif part.startswith("context "):
                contexts += f'#include "{HERE}/contexts/{part.removeprefix("context ")}.hpp"\n'
            else:
                raise SystemExit(f"{self.where}: no such kind of snippet: '{part}'")
        using = "" if "using namespace serinus" in self.code else USING
        return (f"{PREAMBLE}{contexts}{using}{opening}#line {self.line} \"{self.document}\"\n{self.code}"
                f"#line 1 \"after the snippet\"\n{closing}")


def documents(root):
    return [root / "README.md"] + sorted((root / "docs").rglob("*.md"))


def snippets(root):
    for document in documents(root):
        text = document.read_text(encoding="utf-8")
        name = str(document.relative_to(root))
        found = 0
        for match in BLOCK.finditer(text):
            found += 1
            yield Snippet(name, text.count("\n", 0, match.start("code")) + 1, match["how"], match["code"])
        if found != len(re.findall(r"^```cpp", text, re.M)):
            raise SystemExit(f"{name}: a ```cpp block is not closed")


def compile_one(snippet, command):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "snippet.cpp")
        file.write_text(snippet.source(), encoding="utf-8")
        done = subprocess.run(command + ["-fsyntax-only", str(file)], capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr


def check(root, command):
    todo = [s for s in snippets(root) if not s.wrong]
    failed = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        command = command + precompile(command, "serinus/serinus.hpp", folder)
        for snippet, (good, errors) in zip(todo, pool.map(lambda s: compile_one(s, command), todo)):
            if not good:
                failed += 1
                print(f"{snippet.where}: does not compile\n{errors}")
    print(f"snippets: {len(todo)} compiled, {failed} refused")
    return 0 if todo and not failed else 1


def self_test(command):
    """A tree with a good and a bad block of each kind: exactly the bad ones are refused."""
    global PREAMBLE, USING  # the tree of the self-test has no Serinus
    PREAMBLE, USING = "", ""
    blocks = [
        (True, "", "int f();\n"), (False, "", "int f()\n"),
        (True, "in function", "int x = 1;\nstatic_cast<void>(x);\n"), (False, "in function", "nothing();\n"),
        (True, "wrong", "this is not C++\n"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "docs").mkdir()
        (root / "README.md").write_text("# Nothing\n", encoding="utf-8")
        (root / "docs/page.md").write_text("".join(
            (f"<!-- snippet: {how} -->\n" if how else "") + f"```cpp\n{code}```\n\n" for _, how, code in blocks), "utf-8")
        results = [s.wrong or compile_one(s, command)[0] for s in snippets(root)]
    good = results == [expected for expected, _, _ in blocks]
    print("snippets: self-test " + ("passed" if good else f"failed: {results}"))
    return 0 if good else 1


def main(arguments):
    if arguments[:1] == ["--self-test"]:
        return self_test(arguments[1:])
    root = ROOT
    if arguments[:1] == ["--root"]:
        root, arguments = Path(arguments[1]).resolve(), arguments[2:]
    return check(root, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
