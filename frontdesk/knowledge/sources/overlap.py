"""Tells rows that were read before from new ones.

A query for what changed since a moment must begin at that very moment, or it would lose what changed in the same second
after it was read. So it gives some rows again: those that were read before, word for word, are left out.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

Row = Mapping[str, Any]


def seen_rows(rows: Iterable[Row], id_field: str) -> dict[str, str]:
    """What to remember of `rows`: by id, a digest of the whole row."""
    return {str(row[id_field]): _digest(row) for row in rows}


def without_seen(rows: Iterable[Row], id_field: str, seen: Mapping[str, str]) -> list[Row]:
    """The rows that are not remembered in `seen` just as they are."""
    return [row for row in rows if seen.get(str(row[id_field])) != _digest(row)]


def _digest(row: Row) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:16]
