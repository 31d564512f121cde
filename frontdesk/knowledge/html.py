"""Turns an article's Markdown into HTML for the help pages. HTML in the Markdown is shown as text."""

from collections.abc import Callable
from itertools import chain
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from frontdesk.knowledge.links import SCHEME

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def to_html(markdown: str, article_url: Callable[[str], str]) -> Markup:
    """The HTML of a text; `article_url` gives the address of the article with an id."""
    return _render(_MARKDOWN.parse(markdown), article_url)


def heading_to_html(heading: str, article_url: Callable[[str], str]) -> Markup:
    """The HTML of a heading's words, without the heading's own tag."""
    return _render(_MARKDOWN.parseInline(heading), article_url)


def article_address(id: str, plan_id: str | None) -> str:
    """The help page of an article, for a plan when it is known."""
    address = f"/help/articles/{quote(id, safe='')}"
    return f"{address}?plan={quote(plan_id, safe='')}" if plan_id else address


def _render(tokens: list[Token], article_url: Callable[[str], str]) -> Markup:
    for token in chain.from_iterable(block.children or () for block in tokens):
        if token.type != "link_open":
            continue
        href = str(token.attrGet("href") or "")
        if href.startswith(SCHEME):
            token.attrSet("href", article_url(href.removeprefix(SCHEME)))
        elif not href.startswith("#"):
            token.attrSet("rel", "noopener")
    return Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
