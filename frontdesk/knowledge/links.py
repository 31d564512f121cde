"""Links from one article to another: `[text](article:find-a-recording)`."""

import re

SCHEME = "article:"
_LINK = re.compile(r"\]\(\s*article:([^)\s]*)")


def linked_articles(text: str, line: int) -> list[tuple[str, int]]:
    """The ids that `text` links to, each with its line; `text` begins on `line` of its file."""
    return [(match[1], line + text.count("\n", 0, match.start())) for match in _LINK.finditer(text)]
