"""Reads a corpus and its queries, and makes passages of documents."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from frontdesk.knowledge.model import Passage
from frontdesk.knowledge.sections import split_sections
from frontdesk.knowledge.sentences import split_units

EVERYBODY = ("everybody",)
Row = TypeVar("Row")


class Document(NamedTuple):
    """A document of a corpus."""

    id: str
    title: str
    text: str


class Query(NamedTuple):
    """A question and the documents that answer it; none means that the corpus does not."""

    id: str
    text: str
    relevant: frozenset[str]


class CorpusError(Exception):
    """A file cannot be read; the message names the file and the line."""


def read_corpus(path: Path) -> list[Document]:
    """Documents of JSON lines ``{id, title, text}``. Raises CorpusError."""
    return _read(path, lambda row: Document(str(row["id"]), row.get("title") or "", row["text"]))


def read_queries(path: Path) -> list[Query]:
    """Queries of JSON lines ``{id, text, relevant: [ids]}``. Raises CorpusError."""
    return _read(path, lambda row: Query(str(row["id"]), row["text"], frozenset(map(str, row["relevant"]))))


def passages_of(document: Document) -> list[Passage]:
    """The document's sections, as the project cuts articles; one passage when it has no headings."""
    sections = split_sections(document.text)
    return [
        Passage(
            id=f"{document.id}#{position}",
            article_id=document.id,
            title=document.title,
            heading=section.heading,
            anchor=section.anchor,
            position=position,
            text=section.text,
            units=split_units(section.text, section.start),
            plans=EVERYBODY,
        )
        for position, section in enumerate((sections.lead, *sections.rest))
        if section.text
    ]


def _read(path: Path, row_of: Callable[[dict[str, Any]], Row]) -> list[Row]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}") from error
    rows = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                rows.append(row_of(json.loads(line)))
            except (ValueError, KeyError, TypeError) as error:
                raise CorpusError(f"{path}, line {number}: {error!r}") from error
    if not rows:
        raise CorpusError(f"{path} is empty")
    return rows
