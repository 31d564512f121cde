"""Shows a report as a table."""

from typing import Any

from benchmarks.turns.figures import Figure

TITLES = {
    "system": "training, start, memory",
    "at_1": "1 conversation at once",
    "at_20": "20 conversations at once",
}


def as_table(report: dict[str, Any]) -> str:
    """The report of `measure`, a figure a line: ours, default's, and ours over default's."""
    lines = [
        f"{report['turns']} turns on {report['cores']} cores, load average before: {report['load_average']}; "
        f"answered in the same words: {report['alike']:.0%}",
        _line("", "ours", "default", "ours/default"),
    ]
    for part, title in TITLES.items():
        lines += ["", title]
        for name, ours in report["ours"][part].items():
            lines.append(_line(name, ours, report["default"][part][name], report["ratios"][part][name]))
    return "\n".join(lines)


def _line(name: str, *cells: Figure | str) -> str:
    return f"{name:24}" + "".join(f"{'-' if cell is None else cell!s:>14}" for cell in cells)
