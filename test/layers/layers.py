"""Reads the table of areas in docs/architecture.md and fails on an include that points upward, or on Asio below the line.

  layers.py            checks include/, lib/ and test/ of this repository
  layers.py --root DIR checks another tree of the same shape
  layers.py --self-test

The table is the law: | `area` | what it holds | what it may include |. The third column names areas in backticks, or says
"all above"; a row in italics marks where the event loop starts: Asio is for the areas below that row.
"""
import argparse
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SOURCES = {".hpp", ".cpp"}
# Libraries that must not leak out of a body (docs/architecture.md, "Libraries").
ONLY_IN_BODIES = re.compile(r"^(llhttp|simdjson|zlib|brotli/|kainjow/|nlohmann/|openssl/|jwt\.h|hiredis)")
TESTING = "testing"


class Layers:
    """The table: which areas there are, in order, and what each may include."""

    def __init__(self, markdown):
        self.allowed = {}
        self.with_asio = set()
        above_line = False
        for row in re.findall(r"^\|(.+)\|\s*$", markdown, re.M):
            cells = [cell.strip() for cell in row.split("|")]
            if cells[0].startswith("*") and "event loop" in cells[0]:
                above_line = True
                continue
            area = re.fullmatch(r"`(\w+)`", cells[0])
            if not area or len(cells) < 3:
                continue
            name = area[1]
            self.allowed[name] = set(self.allowed) if "all above" in cells[2] else set(re.findall(r"`(\w+)`", cells[2]))
            self.allowed[name].add(name)
            if above_line:
                self.with_asio.add(name)
        unknown = {other for others in self.allowed.values() for other in others} - set(self.allowed)
        if unknown:
            raise SystemExit(f"the table names areas it does not have: {', '.join(sorted(unknown))}")
        if len(self.allowed) < 3 or not self.with_asio:
            raise SystemExit("no table of areas found")


def area_of(path, root):
    """The area that a source file belongs to, or None for what stands outside the table (umbrella headers)."""
    parts = path.relative_to(root).parts
    if parts[0] == "include":
        return parts[2] if len(parts) > 3 else None
    return parts[1] if len(parts) > 2 else None


def faults_of(path, root, layers):
    area = area_of(path, root)
    if area is None or (area not in layers.allowed and path.relative_to(root).parts[0] == "test"):
        return
    where = path.relative_to(root)
    if area not in layers.allowed:
        yield f"{where}: the area '{area}' is not in the table"
        return
    is_test = where.parts[0] == "test"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        target = match[2]
        if re.match(r"asio(\.hpp|/)", target) or target in ("serinus/asio.hpp", "serinus/serinus.hpp"):
            if area not in layers.with_asio:
                yield f"{where}:{number}: '{area}' lies below the event loop and must not see <{target}>"
            continue
        if ONLY_IN_BODIES.match(target) and path.suffix != ".cpp":
            yield f"{where}:{number}: <{target}> belongs in a .cpp file"
        other = target.removeprefix("serinus/").split("/")[0] if "/" in target else area
        if other not in layers.allowed:
            continue  # the standard library's folders and other people's
        if other not in layers.allowed[area] and not (is_test and other == TESTING and area in layers.with_asio):
            yield f"{where}:{number}: '{area}' must not include '{other}' (<{target}>)"


def check(root):
    layers = Layers((root / "docs/architecture.md").read_text(encoding="utf-8"))
    files = sorted(f for folder in ("include/serinus", "lib", "test") for f in (root / folder).rglob("*")
                   if f.suffix in SOURCES)
    return [fault for file in files for fault in faults_of(file, root, layers)], len(files)


GOOD_TABLE = """
| area | holds | may include |
|---|---|---|
| `base` | bytes | standard library |
| `ws` | frames | `base` |
| *— the event loop starts here —* | | |
| `runtime` | loops | `base`, Asio |
| `server` | connections | all above |
"""

# path → (text, what the check must say, or None)
SELF_TEST = {
    "include/serinus/base/bytes.hpp": ("#include <span>\n", None),
    "include/serinus/ws/frame.hpp": ("#include <serinus/base/bytes.hpp>\n", None),
    "include/serinus/serinus.hpp": ("#include <serinus/server/x.hpp>\n", None),
    "include/serinus/base/up.hpp": ("#include <serinus/ws/frame.hpp>\n", "'base' must not include 'ws'"),
    "include/serinus/ws/sideways.hpp": ("# include <serinus/runtime/loop.hpp>\n", "'ws' must not include 'runtime'"),
    "include/serinus/ws/leak.hpp": ("#include <llhttp.h>\n", "belongs in a .cpp file"),
    "lib/ws/private.cpp": ('#include "ws/private.hpp"\n#include <llhttp.h>\n', None),
    "lib/ws/socket.cpp": ("#include <asio/ip/tcp.hpp>\n", "'ws' lies below the event loop"),
    "lib/ws/whole.cpp": ("#include <asio.hpp>\n", "'ws' lies below the event loop"),
    "lib/ws/umbrella.cpp": ("#include <serinus/serinus.hpp>\n", "'ws' lies below the event loop"),
    "lib/runtime/loop.cpp": ("#include <asio/io_context.hpp>\n#include <sys/epoll.h>\n", None),
    "lib/runtime/up.cpp": ('#include "server/connection.hpp"\n', "'runtime' must not include 'server'"),
    "lib/server/connection.cpp": ('#include "ws/private.hpp"\n#include <serinus/runtime/loop.hpp>\n', None),
    "lib/novel/x.cpp": ("", "the area 'novel' is not in the table"),
    "test/ws/frame_test.cpp": ("#include <serinus/server/x.hpp>\n", "'ws' must not include 'server'"),
    "test/support/anything.hpp": ("#include <serinus/server/x.hpp>\n", None),
}


def self_test():
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, (text, _) in SELF_TEST.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        (root / "docs").mkdir()
        (root / "docs/architecture.md").write_text(GOOD_TABLE, encoding="utf-8")
        faults, _ = check(root)
        for name, (_, expected) in SELF_TEST.items():
            said = [fault for fault in faults if fault.startswith(name + ":")]
            if (len(said) != (expected is not None)) or (expected and expected not in said[0]):
                wrong.append(f"{name}: expected {expected!r}, got {said}")
    print("\n".join(wrong) or "layer check: self-test passed")
    return 1 if wrong else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=Path, default=ROOT)
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    if arguments.self_test:
        return self_test()
    faults, count = check(arguments.root.resolve())
    print("\n".join(faults + [f"layers: {count} files, {len(faults)} faults"]))
    return 1 if faults or not count else 0


if __name__ == "__main__":
    sys.exit(main())
