"""Where a message may fall into two requests."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_CUTS = 6
WORDS_BEFORE_ALSO = 3
KINDS = ("sentence", "also", "and", "comma")

_SEPARATOR = re.compile(
    r"""
    (?P<sentence> [.!?]+["')\]]*\s+ | \s*[;\n]+\s* | \s+[-–—]+\s+ )? # an end of a sentence, a line or an aside,
    (?P<comma> \s*,\s* )?                                            # or a comma,
    (?P<words> (?: \s*\b (?: oh|and|also|plus|then|besides|additionally|furthermore|as\ well\ as|by\ the\ way|btw
                     |secondly|lastly|finally|but|another\ thing|one\ more\ thing|while\ we're\ at\ it ) \b ,? \s* )+ )?
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Marks that belong to a number or an abbreviation.
_UNBREAKABLE = re.compile(
    r"""
    (?<=\d),(?=\d) | (?<=\d)\s+[-–—]+\s+(?=\d)                            # 1,000 and 10 - 20
    | \b(?:e\.g|i\.e|u\.s|u\.k|mr|mrs|ms|dr|prof|vs|approx|incl)\.\s       # "e.g. this", "pro vs. business"
    | \bn[or]\.\s+(?=\d)                                                  # "ticket no. 5"
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Where no mark begins at the first of these, none begins at the rest: passing them at once keeps long runs cheap.
_RUN = re.compile(r"\s+|[.!?]+|.", re.DOTALL)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Cut:
    """A place where a message may be cut: what stands from `start` to `end` belongs to neither side."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Span:
    """A stretch of a message, from `start` up to `end`."""

    start: int
    end: int


def find_cuts(text: str, most: int = MOST_CUTS) -> list[Cut]:
    """Places where `text` may be cut, in order; of more than `most`, the ones with the clearest marks."""
    cuts: list[Cut] = []
    position = 0
    while position < len(text):
        unbreakable = _UNBREAKABLE.match(text, position)
        match = _SEPARATOR.match(text, position)
        if unbreakable or match is None or match.end() == position or not _separates(text, match):
            passed = unbreakable or _RUN.match(text, position)
            position = passed.end() if passed else len(text)
            continue
        if not _is_inside_a_clause(text, cuts, match):
            cuts.append(Cut(match.start(), match.end(), _kind(match)))
        position = match.end()
    first, last = _room_for_cuts(text)
    cuts = [cut for cut in cuts if first < cut.start and cut.end <= last]
    clearest = sorted(cuts, key=lambda cut: KINDS.index(cut.kind))[:most]
    return sorted(clearest, key=lambda cut: cut.start)


def _separates(text: str, match: re.Match) -> bool:
    if not (match["sentence"] or match["comma"] or match["words"]):
        return False
    if match["words"] and not (match["sentence"] or match["comma"]):
        return match.start() == 0 or not text[match.start() - 1].isalnum() or text[match.start()].isspace()
    return True


def _is_inside_a_clause(text: str, cuts: list[Cut], match: re.Match) -> bool:
    """Whether a bare "also" stands between a clause's opening and its verb, as in "can you also"."""
    if match["sentence"] or match["comma"] or match["words"].strip().lower() != "also":
        return False
    opening = text[cuts[-1].end if cuts else 0 : match.start()]
    return len(opening.split()) < WORDS_BEFORE_ALSO


def _kind(match: re.Match) -> str:
    if match["sentence"]:
        return "sentence"
    words = (match["words"] or "").lower()
    if words.strip(" ,") in ("and", "but", "then"):
        return "and"
    return "also" if words else "comma"


def _room_for_cuts(text: str) -> tuple[int, int]:
    """The letter that the first word begins with and the one that the last word but one ends with.

    A cut between them leaves at least one word before it and two after it.
    """
    letters = [[place for place in range(*word.span()) if text[place].isalpha()] for word in _WORD.finditer(text)]
    words = [places for places in letters if places]
    return (words[0][0], words[-2][-1]) if len(words) > 1 else (len(text), -1)


def spans_between(text: str, cuts: list[Cut]) -> list[Span]:
    """The stretches of `text` that `cuts` leave, stripped of white space."""
    edges = [0, *(edge for cut in cuts for edge in (cut.start, cut.end)), len(text)]
    return [_stripped(text, start, end) for start, end in zip(edges[::2], edges[1::2])]


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
