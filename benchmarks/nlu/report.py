"""Writes tables into a document, between the marks that stand there for each; everything else stays as it is."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

Row = Sequence[str]


class ReportError(Exception):
    """A table has no place in the document; the message names both."""


def write_table(document: Path, name: str, heading: Row, rows: Iterable[Row], order: Sequence[str] = ()) -> None:
    """Replace the table between ``<!-- table: name -->`` and ``<!-- end: name -->`` of `document`.

    Args:
        heading: names of the columns.
        rows: their first cells say what they are about.
        order: first cells of the table's rows from top to bottom, by which `rows` stand if it is given. A row of
            the table that stands there and has no successor in `rows` is kept.

    Raises:
        ReportError: `document` has no such marks.
    """
    text = document.read_text(encoding="utf-8")
    marks = re.compile(rf"(<!-- table: {re.escape(name)} -->\n)(.*?)(<!-- end: {re.escape(name)} -->)", re.DOTALL)
    found = marks.search(text)
    if found is None:
        raise ReportError(f"{document} has no place for the table {name}")
    rows = list(rows)
    if order:
        known = {row[0]: row for row in [*_rows(found[2]), *rows]}
        rows = [known[first] for first in order if first in known]
    table = _as_markdown(heading, rows)
    document.write_text(marks.sub(lambda match: match[1] + table + match[3], text), encoding="utf-8")


def _rows(table: str) -> list[list[str]]:
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _as_markdown(heading: Row, rows: list[Row]) -> str:
    lines = [heading, ["---"] * len(heading), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def percent(share: float | None) -> str:
    """A share as a table shows it, in per cent."""
    return "-" if share is None else f"{100 * share:.1f}"
