"""Compares the tables of docs/reference/options.md with the options in the public headers, and those of the guides with the same.

  options.py [--root DIR]
  options.py --self-test

Every struct that is called …Options, …Limits or Timeouts, and those of ALSO, has a section of its name, with a table that has a row
for each field and begins with its default. Read as defaults are: a number with its unit (`64 KiB`, `10,000`, `2 h`), `none`, `no limit`,
text, flags, enumerators and lists as code, and a link to the section of another struct. What follows `:` or `;` is for people.
The column `counted`, the words "counted as" and the table "What was reached" of the guide name each enumerator of Limit.
"""
import re
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = "docs/reference/options.md"

ALSO = {"DeflateMemory", "JwtPlaces", "JwtRules", "Recovery", "Timeouts", "TlsCertificate", "TlsClients"}
# Values that are built step by step: which of their members are options, and what these are called.
BUILT = {
    "Backpressure": {"maxBytes_": "maxBytes", "maxMessages_": "maxMessages", "high_": "watermarks(high, …)",
                     "low_": "watermarks(…, low)"},
    "Deflate": {"kind_": "kind", "threshold_": "threshold", "level_": "level"},
    "History": {"count_": "count", "age_": "age", "bytes_": "bytes"},
}
GUIDES = {"docs/guide/limits.md": {
    "ApplicationOptions::connections": "ConnectionLimits", "ApplicationOptions::timeouts": "Timeouts",
    "WebSocketGatewayOptions::limits": "WebSocketLimits", "SseModuleOptions": "SseModuleOptions",
    "ApplicationOptions::limits": "Limits", "Rates": "RateLimitGuardOptions",
}, "docs/guide/tls.md": {"Rules": "TlsOptions"}}

MILLISECONDS = {"ms": 1, "milliseconds": 1, "s": 1000, "seconds": 1000, "min": 60_000, "minutes": 60_000, "h": 3_600_000,
                "hours": 3_600_000}
BYTES = {"KiB": 1024, "MiB": 1024 ** 2}
QUANTITY = r"(\d[\d,]*)(?: ?(KiB|MiB|ms|min|s|h)\b)?"


# ---- Headers

def uncommented(text):
    return re.sub(r'("(?:[^"\\\n]|\\.)*")|//[^\n]*', lambda match: match[1] or "", text)


def statements(body):
    """Those of a struct that end with a semicolon, at its own level."""
    depth, start, quoted, i = 0, 0, False, 0
    while i < len(body):
        c = body[i]
        if quoted:
            i += c == "\\"
            quoted = c != '"'
        elif c == '"':
            quoted = True
        elif c in "({":
            depth += 1
        elif c in ")}":
            depth -= 1
            if c == "}" and depth == 0 and not re.match(r"\s*[;,*+]", body[i + 1:]):
                start = i + 1  # the end of a function
        elif c == ";" and depth == 0:
            yield " ".join(body[start:i].split())
            start = i + 1
        i += 1


FIELD = re.compile(r"(?P<type>[\w:]+(?:<.*>)?(?: const)?\*?) (?P<name>\w+)(?: = (?P<value>.+)|(?P<braces>\{.*\}))?")


def fields(body):
    found = {}
    for statement in statements(body):
        statement = re.sub(r"^((public|private|protected): )+", "", statement)
        if re.match(r"(static|friend|using|enum|struct|class|template|explicit|constexpr|\[\[)\b", statement):
            continue
        if match := FIELD.fullmatch(statement):
            found[match["name"]] = default(match["type"], match["value"] or match["braces"] or "{}")
    return found


def body_behind(text, brace):
    depth = 0
    for i in range(brace, len(text)):
        depth += (text[i] == "{") - (text[i] == "}")
        if depth == 0:
            return text[brace + 1:i]
    raise SystemExit("a struct is not closed")


def option_structs(root):
    """Their fields with their defaults, by name."""
    found = {}
    for header in sorted((root / "include").rglob("*.hpp")):
        text = uncommented(header.read_text(encoding="utf-8"))
        for match in re.finditer(r"^(struct|class) (\w+)(?: final)? \{", text, re.M):
            kind, name = match[1], match[2]
            if name in BUILT:
                members = fields(body_behind(text, match.end() - 1))
                found[name] = {called: members.get(member) for member, called in BUILT[name].items()}
            elif kind == "struct" and (name in ALSO or re.search(r"(\wOptions|Limits)$", name)):
                if name in found:
                    raise SystemExit(f"two structs are called {name}")
                found[name] = fields(body_behind(text, match.end() - 1))
    return found


def constants(root):
    """Numbers that headers name, by `Class::name` as well as by `name`."""
    found = {}
    for header in sorted((root / "include").rglob("*.hpp")):
        text = uncommented(header.read_text(encoding="utf-8"))
        for match in re.finditer(r"constexpr std::u?(?:size|int64)_t (\w+) = ([^;]+);", text):
            owners = re.findall(r"^class (\w+)", text[:match.start()], re.M)
            is_member = text[text.rfind("\n", 0, match.start()) + 1] == " "
            name = f"{owners[-1]}::{match[1]}" if is_member and owners else match[1]
            number = number_of(match[2])
            if number is not None:
                found[name] = number
    return found


def counters(root):
    """The enumerators of Limit."""
    for header in sorted((root / "include").rglob("*.hpp")):
        match = re.search(r"^enum class Limit : [\w:]+ \{(.*?)\};", uncommented(header.read_text(encoding="utf-8")), re.M | re.S)
        if match:
            return re.findall(r"\w+", match[1])
    return []


# ---- Defaults, as values that can be compared

def number_of(text):
    text = re.sub(r"std::u?(?:size|int\d+)_t\{(\w[\w']*)\}", r"\1", text).replace("'", "")
    if not re.fullmatch(r"[\d\s*+]+", text):
        return None
    return eval(text)  # digits, * and + alone


def default(kind, text):
    is_empty = text in ("{}", "std::nullopt", "nullptr")
    inner = re.sub(r"^std::optional<(.*)>$", r"\1", kind)
    if inner in ("Duration", "std::chrono::seconds", "std::chrono::milliseconds"):
        if is_empty:
            return None if inner != kind else 0
        if text == "Duration::zero()":
            return 0
        if match := re.fullmatch(r"\{(\d+)\}", text):
            return int(match[1]) * MILLISECONDS[inner.rpartition(":")[2]]
        match = re.fullmatch(r"std::chrono::(\w+)\((\d+)\)", text)
        return int(match[2]) * MILLISECONDS[match[1]]
    if inner in ("std::string", "std::string_view"):
        return None if inner != kind and is_empty else text.replace("{}", '""') if is_empty else text
    if inner.startswith("std::vector"):
        return None if is_empty else re.findall(r'"(\w[^"]*)"', text)
    if is_empty:
        # A struct with a section of its own; any other value without arguments is none.
        name = inner.rpartition("::")[2]
        return None if inner != kind or not is_section(name) else ("section", name)
    if "numeric_limits" in text:
        return "no limit"
    if match := re.fullmatch(r"RateLimit::per(\w+)\((\d+)\)\.burst\((\d+)\)", text):
        return f"{match[2]} a {match[1].lower()}, {match[3]} at once"
    number = number_of(text)
    if number is not None:
        return number
    return text if text == "Clock::now" else text.rpartition("::")[2]


def is_section(name):
    return name in ALSO or name in BUILT or re.search(r"(\wOptions|Limits)$", name) is not None


def quantities(cell):
    return [int(number.replace(",", "")) * MILLISECONDS.get(unit, BYTES.get(unit, 1))
            for number, unit in re.findall(QUANTITY, cell)]


def said_default(cell):
    said = re.match(r"(?:`[^`]*`|[^`:;]|:(?!\s))*", cell)[0].strip()
    if said == "none":
        return None
    if match := re.fullmatch(r"\[(?:\w+::)?(\w+)\]\(#(\w+)\)", said):
        return "section", match[1]
    codes = re.findall(r"`([^`]*)`", said)
    if codes and re.fullmatch(r"(`[^`]*`(, )?)+", said):
        if len(codes) > 1:
            return codes
        number = number_of(codes[0])
        return codes[0] if number is None else number
    if re.fullmatch(QUANTITY, said):
        return quantities(said)[0]
    return said


def agree(expected, said):
    return expected == said or (isinstance(expected, list) and expected == [said])


# ---- Pages

def tables(text):
    """Each heading with the cells of the rows below it whose first cell begins with code."""
    heading, found, before = "", {"": []}, ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ").strip()
            found.setdefault(heading, [])
        elif line.startswith("|---") and before.startswith("| `"):
            found[heading].pop()  # the head of the table
        elif line.startswith("| `"):
            found[heading].append([cell.strip() for cell in line.strip("|").split(" | ")])
        before = line
    return found


def check_page(structs, text):
    faults, sections = [], tables(text)
    by_name = {re.sub(r"^(\w+::)+", "", heading): rows for heading, rows in sections.items()}
    for name, members in structs.items():
        if name not in by_name:
            faults.append(f"{name} has no section")
            continue
        said = {}
        for row in by_name[name]:
            called = row[0].strip("` ")
            if called in said:
                faults.append(f"{name}::{called} has two rows")
            said[called] = said_default(row[1])
        faults += [f"{name}::{field} has no row" for field in members if field not in said]
        faults += [f"{name}::{row} is not there: it has a row" for row in said if row not in members]
        faults += [f"{name}::{field} is {members[field]!r} by default: the page says {said[field]!r}"
                   for field in members if field in said and not agree(members[field], said[field])]
        if sorted(said) == sorted(members) and list(said) != list(members):  # by which designated initializers go
            faults.append(f"{name} has rows in another order than fields")
    for heading in by_name:
        if is_section(heading) and heading not in structs:
            faults.append(f"{heading} is not there: it has a section")
    return faults


def check_constants(known, text):
    faults = []
    for row in tables(text).get("What is fixed", []):
        name = row[0].strip("` ")
        if known.get(name) != said_default(row[1]):
            faults.append(f"{name} is {known.get(name)!r}: the page says {said_default(row[1])!r}")
    return faults


def check_counters(known, text):
    """What the columns `counted` name, and what is said to be counted as something, is each counter and nothing else."""
    said, column = set(), False
    for line in text.splitlines():
        if not line.startswith("|"):
            column = False
        elif line.rstrip("| ").endswith("| counted"):
            column = True
        elif column:
            said.update(re.findall(r"`(\w+)`", line.rstrip("|").rpartition(" | ")[2]))
        said.update(name for names in re.findall(r"counted as ((?:`\w+`(?:, )?)+)", line) for name in re.findall(r"\w+", names))
    return ([f"{name} is counted: the page does not say what as" for name in known if name not in said] +
            [f"nothing is counted as {name}" for name in sorted(said - set(known))])


def check_reached(known, text):
    """The same of a guide's table of all counters."""
    rows = re.findall(r"^\|.*\| *(.+) \|$", text.partition("\n## What was reached\n")[2], re.M)
    said = set(re.findall(r"`(\w+)`", " ".join(rows)))
    return [f"What was reached: {name}" for name in sorted(said ^ set(known))]


def check_guide(structs, sections, text):
    """Rows of a guide name fields that are there; the numbers that stand there are their defaults, in the same order."""
    faults, checked = [], 0
    for heading, rows in tables(text).items():
        of = next((structs[name] for part, name in sections.items()
                   if heading == part or heading.endswith(f"`{part}`")), None)
        for row in rows if of is not None else []:
            names = [name for name in re.findall(r"`(\w+)`", row[0]) if name in of]
            if not names and re.fullmatch(r"`[a-z]\w+`", row[0]):
                faults.append(f"{heading}: there is no option {row[0]}")
            numbers = [of[name] for name in names if isinstance(of[name], int)]
            checked += len(numbers)
            if quantities(row[1])[:len(numbers)] != numbers:
                faults.append(f"{heading}: {', '.join(names)} is {numbers} by default: the guide says {row[1]}")
    return faults, checked


def check(root):
    structs = option_structs(root)
    text = (root / PAGE).read_text(encoding="utf-8")
    found = check_page(structs, text) + check_constants(constants(root), text) + check_counters(counters(root), text)
    faults = [f"{PAGE}: {fault}" for fault in found]
    for guide, sections in GUIDES.items():
        if (root / guide).exists():
            told = (root / guide).read_text(encoding="utf-8")
            found, checked = check_guide(structs, sections, told)
            if "\n## What was reached\n" in told:
                found += check_reached(counters(root), told)
            faults += [f"{guide}: {fault}" for fault in found]
            if checked == 0:
                faults.append(f"{guide}: no table of options was found")
    for fault in faults:
        print(fault)
    count = sum(len(members) for members in structs.values())
    print(f"options: {count} of {len(structs)} structs, {len(faults)} faults")
    return faults


# ---- Self-test

HEADER = """
struct ThingLimits {
  /// A comment; with `maxDream = 5`.
  std::size_t maxSize = std::size_t{64} * 1024;  // bytes
  std::uint64_t most = 10'000;
  Duration patience = std::chrono::seconds(30);
  Duration off = {};
  std::string url = "http://a; b";
  std::vector<std::string> names = {"a", "b-c"};
  std::function<void(int, int)> told{};
  Kind kind = Kind::soft;
  bool on = true;
  [[nodiscard]] bool isOn() const noexcept { return on; }
  int last = 7;
};
struct ThingOptions {
  http::ThingLimits limits = {};
};
class History {
public:
  History& age(Duration most) & noexcept {
    age_ = most;
    return *this;
  }
private:
  std::size_t count_ = 1000;
  Duration age_ = std::chrono::minutes(2);
  std::size_t bytes_ = std::size_t{1024} * 1024;
};
class Table {
public:
  static constexpr std::size_t most = 16;
};
enum class Limit : std::uint8_t {
  size,  ///< that of a `Thing`
  time,
};
"""
GOOD = """
### ThingLimits
| option | default | counted |
|---|---|---|
| `maxSize` | 64 KiB | `size` |
| `most` | 10,000 | |
| `patience` | 30 s | |
| `off` | 0: off | |
| `url` | `"http://a; b"` | |
| `names` | `a`, `b-c` | |
| `told` | none | |
| `kind` | `soft` | |
| `on` | `true`; or not | |
| `last` | `7` | |
### ThingOptions
| `limits` | [http::ThingLimits](#thinglimits) | |
### History
| `count` | 1,000 | |
| `age` | 2 min | |
| `bytes` | 1 MiB | |
## What is fixed
| `Table::most` | 16 | closed; counted as `time` |
"""
BROKEN = {  # what is put in place of what, and the fault that must be found
    "a row is missing": ("| `last` | `7` | |\n", "", "ThingLimits::last has no row"),
    "a row too many": ("| `last`", "| `lost` | `7` | |\n| `last`", "ThingLimits::lost is not there: it has a row"),
    "a row twice": ("| `last`", "| `on` | `true` | |\n| `last`", "ThingLimits::on has two rows"),
    "another order": ("| `on` | `true`; or not | |\n| `last` | `7` | |", "| `last` | `7` | |\n| `on` | `true` | |",
                      "ThingLimits has rows in another order than fields"),
    "a section is missing": ("### ThingOptions\n", "### Things\n", "ThingOptions has no section"),
    "a section too many": ("### History\n", "### LostOptions\n### History\n", "LostOptions is not there: it has a section"),
    "another size": ("64 KiB", "64 MiB", "ThingLimits::maxSize is 65536 by default: the page says 67108864"),
    "another number": ("10,000", "10,001", "ThingLimits::most is 10000 by default: the page says 10001"),
    "another time": ("30 s", "30 min", "ThingLimits::patience is 30000 by default: the page says 1800000"),
    "another text": ("a; b", "a; c", "ThingLimits::url is '\"http://a; b\"' by default: the page says '\"http://a; c\"'"),
    "another list": ("`b-c`", "`b`", "ThingLimits::names is ['a', 'b-c'] by default: the page says ['a', 'b']"),
    "another enumerator": ("`soft`", "`hard`", "ThingLimits::kind is 'soft' by default: the page says 'hard'"),
    "another flag": ("`true`", "`false`", "ThingLimits::on is 'true' by default: the page says 'false'"),
    "another struct": ("[http::ThingLimits]", "[Limits]",
                       "ThingOptions::limits is ('section', 'ThingLimits') by default: the page says ('section', 'Limits')"),
    "another age": ("2 min", "3 min", "History::age is 120000 by default: the page says 180000"),
    "another constant": ("| 16 |", "| 17 |", "Table::most is 16: the page says 17"),
    "a counter is missing": ("`size`", "", "size is counted: the page does not say what as"),
    "another counter": ("counted as `time`", "counted as `tome`", "nothing is counted as tome"),
}
REACHED = "\n## What was reached\n\n| of what | counted |\n|---|---|\n| a | `size` |\n| b | `time`, at last |\n"
BROKEN_REACHED = {
    "a counter too many": (", at", ", `at`", "What was reached: at"),
    "another counter": ("`time`", "`tome`", "What was reached: time"),
}
GUIDE = "## Sizes\n| `maxSize` | 65,536 bytes | |\n| `most`, `patience` | 10,000 of them, 30 s | |\n"
BROKEN_GUIDE = {
    "another number": ("65,536", "65,537", "Sizes: maxSize is [65536] by default: the guide says 65,537 bytes"),
    "another time": ("30 s", "3 s", "Sizes: most, patience is [10000, 30000] by default: the guide says 10,000 of them, 3 s"),
    "no such option": ("| `maxSize`", "| `maxsize`", "Sizes: there is no option `maxsize`"),
}


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "include").mkdir()
        (root / "include/thing.hpp").write_text(HEADER, "utf-8")
        structs, known, counted = option_structs(root), constants(root), counters(root)

    def page(text):
        return check_page(structs, text) + check_constants(known, text) + check_counters(counted, text)

    def reached(text):
        return check_reached(counted, text)

    def guide(text):
        return check_guide(structs, {"Sizes": "ThingLimits"}, text)[0]

    wrong = [f"nothing is wrong: {fault}" for fault in page(GOOD) + guide(GUIDE) + reached(REACHED)]
    for judge, good, rows in ((page, GOOD, BROKEN), (guide, GUIDE, BROKEN_GUIDE), (reached, REACHED, BROKEN_REACHED)):
        for name, (old, new, fault) in rows.items():
            assert old in good
            found = judge(good.replace(old, new, 1))
            if fault not in found:
                wrong.append(f"{name}: found {found}")
    for line in wrong:
        print(line)
    print("options: self-test " + ("failed" if wrong else "passed"))
    return wrong


def main(arguments):
    if arguments[:1] == ["--self-test"]:
        return 1 if self_test() else 0
    root = Path(arguments[1]).resolve() if arguments[:1] == ["--root"] else ROOT
    return 1 if check(root) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
