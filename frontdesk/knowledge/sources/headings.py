"""Headings of Markdown from elsewhere, brought to the levels that an article's have."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_SECTION = 2
_DEEPEST = 6


@dataclass(frozen=True)
class _Heading:
    """A heading on the lines from `start` to before `end`."""

    level: int
    text: str
    start: int
    end: int


def first_heading(text: str) -> str:
    """The words of the first heading; empty when there is none."""
    return next((heading.text for heading in _headings(text)), "")


def level_headings(text: str, title: str) -> str:
    """`text` with its highest headings at the level of sections, without a heading that says the title at its top.

    An article answers by its lead: when the text begins with another heading, that becomes a bold line of the lead.
    """
    lines = text.split("\n")
    headings = list(_headings(text))
    if headings and _is_first(headings[0], lines):
        first = headings.pop(0)
        says_title = first.text.casefold() == title.casefold()
        _replace(lines, first, "" if says_title else f"**{first.text}**")
        if says_title:
            return level_headings("\n".join(lines), title)
    lift = min((heading.level for heading in headings), default=_SECTION) - _SECTION
    for heading in headings:
        _replace(lines, heading, f"{'#' * min(heading.level - lift, _DEEPEST)} {heading.text}")
    return "\n".join(lines)


def _replace(lines: list[str], heading: _Heading, written: str) -> None:
    """Put one line in the place of a heading, which may take several: their number stays."""
    lines[heading.start : heading.end] = [written] + [""] * (heading.end - heading.start - 1)


def _headings(text: str) -> Iterator[_Heading]:
    tokens = _MARKDOWN.parse(text)
    for token, inline in pairwise(tokens):
        if token.type == "heading_open" and token.level == 0 and token.map:
            words = " ".join(inline.content.split())
            if words:
                yield _Heading(int(token.tag[1]), words, token.map[0], token.map[1])


def _is_first(heading: _Heading, lines: list[str]) -> bool:
    return not any(line.strip() for line in lines[: heading.start])
