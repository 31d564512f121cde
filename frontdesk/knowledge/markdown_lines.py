"""What a line of Markdown is, as far as blocks, sections and lists need to know."""

import re
from collections.abc import Iterable, Iterator

HEADING = re.compile(r" {0,3}##[ \t]+(?P<heading>.*?)(?:[ \t]+#+)?[ \t]*$")
LIST_ITEM = re.compile(r"(?P<marker>(?:[-*+]|(?P<number>\d{1,9})[.)])[ \t]+)")
_FENCE = re.compile(r" {0,3}(?P<fence>`{3,}|~{3,})")


def outside_code(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it stands outside fenced code, where headings and markers mean something."""
    fence = ""
    for line in lines:
        match = _FENCE.match(line)
        if not fence:
            fence = match["fence"] if match else ""
            yield line, not fence
            continue
        if match and match["fence"].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        yield line, False


def ends_in_list(text: str) -> bool:
    """Whether the last line of `text` belongs to a list."""
    for line in reversed(text.split("\n")):
        if LIST_ITEM.match(line):
            return True
        if not line.strip() or HEADING.match(line):
            return False
    return False
