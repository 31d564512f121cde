"""Reads question sets; tests/questions/README.md says what a line holds."""

import json
from pathlib import Path
from typing import NamedTuple


class Expected(NamedTuple):
    """A conversation whose last turn is judged, and what its answer must and must not hold.

    Attributes:
        articles: groups of ids; from each group at least one has to be cited.
        facts: groups of wordings; from each group at least one has to stand in the answer.
        forbidden: wordings that must not stand in the answer.
        status: answered, clarify or no_answer.
    """

    id: str
    kind: str
    turns: tuple[str, ...]
    plan: str | None
    articles: tuple[tuple[str, ...], ...]
    facts: tuple[tuple[str, ...], ...]
    forbidden: tuple[str, ...]
    status: str


class QuestionSetError(Exception):
    """A file of questions cannot be read; the message names the file and the line."""


def read_questions(folder: Path) -> list[Expected]:
    """Every line of the JSON-lines files in `folder`. Raises QuestionSetError."""
    questions = []
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                questions.append(_expected(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise QuestionSetError(f"{path}, line {number}: {error!r}") from error
    if not questions:
        raise QuestionSetError(f"{folder} holds no questions (*.jsonl)")
    return questions


def _expected(row: dict) -> Expected:
    return Expected(
        id=row["id"],
        kind=row["kind"],
        turns=tuple(row["turns"]),
        plan=row["plan"],
        articles=tuple(map(tuple, row["articles"])),
        facts=tuple(map(tuple, row["facts"])),
        forbidden=tuple(row["forbidden"]),
        status=row["status"],
    )
