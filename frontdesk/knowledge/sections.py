"""Joins the blocks that a reader gets and splits the result at its `##` headings."""

import re
from dataclasses import dataclass
from itertools import chain, count

from frontdesk.knowledge.markdown_lines import HEADING, LIST_ITEM, ends_in_list, outside_code
from frontdesk.knowledge.model import RenderedSection

_MARKUP = re.compile(r"[*_`]")
_NOT_IN_ANCHORS = re.compile(r"\W+")


@dataclass(frozen=True)
class Sections:
    """A rendered body: its whole text, and where the lead and the sections stand in it."""

    text: str
    lead: RenderedSection
    rest: tuple[RenderedSection, ...]


def join_blocks(texts: list[str]) -> str:
    """One Markdown text; a list goes on over the border of two blocks, everything else starts a paragraph."""
    joined = ""
    for text in texts:
        next_text = text.strip("\n")
        if not next_text.strip():
            continue
        if not joined:
            joined = next_text
            continue
        goes_on = ends_in_list(joined) and LIST_ITEM.match(next_text)
        joined = f"{joined.rstrip()}\n{next_text}" if goes_on else f"{joined.rstrip()}\n\n{next_text}"
    return _renumber(joined)


def split_sections(body: str) -> Sections:
    """The sections of `body`; one that has nothing under its heading is left out."""
    written: list[tuple[str, list[str]]] = [("", [])]
    for line, meaningful in outside_code(body.split("\n")):
        heading = HEADING.match(line) if meaningful else None
        if heading:
            written.append((heading["heading"], []))
        else:
            written[-1][1].append(line)
    text = ""
    anchors: set[str] = set()
    sections = []
    for position, (heading_text, lines) in enumerate(written):
        content = "\n".join(lines).strip("\n").rstrip()
        if position and not content:
            continue
        if position:
            text += ("\n\n" if text else "") + f"## {heading_text}\n\n"
        start = len(text)
        text += content
        anchor = _anchor(heading_text, anchors) if position else ""
        sections.append(RenderedSection(heading_text, anchor, content, start, len(text)))
    return Sections(text, sections[0], tuple(sections[1:]))


def _anchor(heading: str, taken: set[str]) -> str:
    words = _NOT_IN_ANCHORS.sub("-", _MARKUP.sub("", heading).casefold()).strip("-") or "section"
    numbered = (f"{words}-{number}" for number in count(2))
    anchor = next(candidate for candidate in chain([words], numbered) if candidate not in taken)
    taken.add(anchor)
    return anchor


def _renumber(text: str) -> str:
    """Number the steps of each list without gaps, for a step may have stood in a block that does not hold."""
    lines = []
    last = 0
    after_blank = True
    for line, meaningful in outside_code(text.split("\n")):
        item = LIST_ITEM.match(line) if meaningful else None
        if item and item["number"]:
            last = 1 if item["number"] == "1" else last + 1
            line = f"{last}{line[item.end('number') :]}"
        elif HEADING.match(line) or item or (after_blank and line.strip() and not line.startswith(" ")):
            last = 0
        after_blank = not line.strip()
        lines.append(line)
    return "\n".join(lines)
