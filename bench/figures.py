"""What `./dev compare --output bench/figures.jsonl` has measured, as the table and the chart of docs/performance.md, and the budget of
`./dev instructions` as a table there.

  figures.py --write   puts both there
  figures.py --check   fails unless they are those of the figures

A figure is the median of the rounds; a ratio is the median of the ratios within each round, for what the machine does beside it moves
both sides of one.
"""
import json
import statistics
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE / "figures.jsonl"
PAGE = HERE.parent / "docs/performance.md"
CHART = HERE.parent / "docs/performance.svg"
BUDGET = HERE / "instructions.json"
YARDSTICK = "limit"
WIDEST = 4.0  # ratio; whoever costs more is cut off, with the ratio said
COLOURS = {"serinus": "#c2410c", "uWebSockets": "#334155", "nginx": "#15803d", "node-ws": "#a16207"}


def read(lines):
    """{load: {server: [microseconds of each round]}}, in the order of their coming."""
    figures = {}
    for line in lines:
        entry = json.loads(line)
        if entry["errors"]:
            raise SystemExit(f"{entry['server']} made errors under {entry['load']}: what it cost means nothing")
        figures.setdefault(entry["load"], {}).setdefault(entry["server"], []).append(entry["serverMicroseconds"])
    return figures


def ratios(of, to):
    return [a / b for a, b in zip(of, to, strict=True)]


def servers(figures):
    return list(dict.fromkeys(server for load in figures.values() for server in load))


def cell(load, server):
    own = load.get(server)
    if own is None:
        return "–"
    text = f"{statistics.median(own):.3g}"
    if YARDSTICK in load and server != YARDSTICK:
        text += f" ({statistics.median(ratios(own, load[YARDSTICK])):.2f})"
    return text


def beside(load, peer):
    if peer not in load or "serinus" not in load:
        return "–"
    all_ratios = ratios(load["serinus"], load[peer])
    return f"{statistics.median(all_ratios):.2f} ({min(all_ratios):.2f}–{max(all_ratios):.2f})"


def table(figures):
    names = servers(figures)
    peer = "uWebSockets"
    lines = ["| load | " + " | ".join(names) + f" | serinus to {peer} |", "|---|" + "---|" * (len(names) + 1)]
    for name, load in figures.items():
        lines.append(f"| {name} | " + " | ".join(cell(load, server) for server in names) + f" | {beside(load, peer)} |")
    return "\n".join(lines) + "\n"


def chart(figures):
    """Horizontal bars of the ratios to the yardstick, a group for each load."""
    shown = [name for name in servers(figures) if name != YARDSTICK]
    left, right, bar, gap, top = 110, 60, 12, 12, 58
    scale = (760 - left - right) / WIDEST
    parts, y = [], top
    for name, load in figures.items():
        if YARDSTICK not in load:
            continue
        own = [server for server in shown if server in load]
        parts.append(f'<text x="{left - 8}" y="{y + len(own) * bar / 2 + 4:.0f}" text-anchor="end">{name}</text>')
        for server in own:
            ratio = statistics.median(ratios(load[server], load[YARDSTICK]))
            width = min(ratio, WIDEST) * scale
            parts.append(f'<rect x="{left}" y="{y}" width="{width:.1f}" height="{bar - 2}" fill="{COLOURS.get(server, "#6b7280")}"/>')
            parts.append(f'<text x="{left + width + 5:.1f}" y="{y + bar - 3}" class="small">{ratio:.2f}</text>')
            y += bar
        y += gap
    line = left + scale
    legend, x = [], left
    for server in shown:
        legend.append(f'<rect x="{x}" y="10" width="10" height="10" fill="{COLOURS.get(server, "#6b7280")}"/>')
        legend.append(f'<text x="{x + 15}" y="19">{server}</text>')
        x += 30 + 8 * len(server)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {y}" font-family="sans-serif" font-size="13">',
        "<title>Processor time of the server for each message, as a multiple of what a server without a framework takes</title>",
        "<style>.small{font-size:10px} text{fill:#111827}</style>",
        f'<rect width="760" height="{y}" fill="#ffffff"/>',
        *legend,
        f'<line x1="{line:.1f}" x2="{line:.1f}" y1="{top - 14}" y2="{y - gap}" stroke="#111827" stroke-dasharray="3 3"/>',
        f'<text x="{line:.1f}" y="{top - 17}" text-anchor="middle" class="small">limit</text>',
        *parts, "</svg>"]) + "\n"


def budget_table(budget):
    return "| load | instructions |\n|---|---|\n" + "".join(f"| {load} | {count:,} |\n" for load, count in budget.items())


def between(text, mark, wanted):
    """The text with what is wanted between its marks."""
    begin, end = f"<!-- {mark}: begin -->\n", f"<!-- {mark}: end -->\n"
    before, rest = text.split(begin)
    return before + begin + wanted + end + rest.split(end)[1]


def page(text, figures):
    budget = json.loads(BUDGET.read_text(encoding="ascii"))
    return between(between(text, "figures", table(figures)), "instructions", budget_table(budget))


def main():
    figures = read(DATA.read_text(encoding="ascii").splitlines())
    text = PAGE.read_text(encoding="utf-8")
    wanted = page(text, figures), chart(figures)
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(wanted[0], encoding="utf-8")
        CHART.write_text(wanted[1], encoding="utf-8")
    elif sys.argv[1:] == ["--check"]:
        if wanted != (text, CHART.read_text(encoding="utf-8")):
            raise SystemExit("docs/performance is not what bench/figures.jsonl says: python3 bench/figures.py --write")
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main()
