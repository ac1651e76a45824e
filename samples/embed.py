"""Turns files into a C++ header of string views: embed.py OUTPUT NAMESPACE FILE...

`page/app.js` becomes `inline constexpr std::string_view appJs`. The bytes are kept as they are.
"""
import re
import sys
from pathlib import Path

CHUNK = 4000  # compilers need not take a longer literal; adjacent ones are joined
DELIMITER = "embedded"


def name_of(path):
    words = re.split(r"[^a-zA-Z0-9]+", path.name)
    return words[0] + "".join(word.capitalize() for word in words[1:])


def literal_of(text):
    if f"){DELIMITER}\"" in text or "\r" in text:
        raise SystemExit("a file holds what a raw string cannot: the delimiter or a carriage return")
    chunks = [text[i:i + CHUNK] for i in range(0, len(text), CHUNK)] or [""]
    return "\n    ".join(f'R"{DELIMITER}({chunk}){DELIMITER}"' for chunk in chunks)


def main(output, namespace, *files):
    parts = ["#pragma once", "", "#include <string_view>", "", f"namespace {namespace} {{", ""]
    for file in map(Path, files):
        parts += [f"inline constexpr std::string_view {name_of(file)} =", f"    {literal_of(file.read_text('utf-8'))};", ""]
    parts += [f"}}  // namespace {namespace}", ""]
    Path(output).write_text("\n".join(parts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
