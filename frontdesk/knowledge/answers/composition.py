"""Composes an answer from sections: the lead first, then steps whole and in order, each piece with its evidence."""

import re
from collections.abc import Sequence

from frontdesk.knowledge.answers.model import AnswerSentence, Evidence
from frontdesk.knowledge.model import Passage, Unit, UnitKind

_LINE_BREAKS = re.compile(r"\s*\n\s*")
_ARTICLE_LINK = re.compile(r"\[([^\]]+)\]\(article:[^)]+\)")


def compose(passages: Sequence[Passage]) -> tuple[str, tuple[AnswerSentence, ...]]:
    """The answer's Markdown and its sentences, in the order of `passages`.

    Paragraphs are joined by single line breaks, since chat channels split messages at empty lines.
    """
    lines: list[str] = []
    sentences: list[AnswerSentence] = []
    several = len({passage.article_id for passage in passages}) > 1
    for number, passage in enumerate(passages):
        if passage.heading:
            lines.append(f"**{passage.heading}**")
        elif number and several:
            lines.append(f"**{passage.title}**")
        lines.extend(_lines_of(passage.units))
        sentences.extend(_sentence(passage, unit) for unit in passage.units)
    return "\n".join(lines), tuple(sentences)


def _lines_of(units: Sequence[Unit]) -> list[str]:
    lines: list[str] = []
    running = False
    for unit in units:
        text = _spoken(unit)
        if unit.kind is UnitKind.SENTENCE and running:
            lines[-1] += f" {text}"
        else:
            lines.append(text)
        running = unit.kind is UnitKind.SENTENCE
    return lines


def _spoken(unit: Unit) -> str:
    """The unit as one line; links to other articles are left to the list of sources."""
    return _ARTICLE_LINK.sub(r"\1", _LINE_BREAKS.sub(" ", unit.text))


def _sentence(passage: Passage, unit: Unit) -> AnswerSentence:
    evidence = Evidence(passage.article_id, passage.anchor, unit.start, unit.end)
    return AnswerSentence(_spoken(unit), (evidence,))
