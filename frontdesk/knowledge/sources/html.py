"""Turns the HTML of other systems into the Markdown that articles are written in."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from markdownify import ATX, MarkdownConverter

# Elements whose text is no text of the document.
_NO_TEXT = ("script", "style", "noscript", "template", "iframe", "object", "form")
_SAFE_SCHEMES = frozenset({"http", "https", "mailto", "tel"})


class UnreadableHtml(Exception):
    """The document is built in a way that cannot be turned into text; the message says how."""


def html_to_markdown(html: str, base_url: str) -> str:
    """The Markdown of a document's `html`; its links are made absolute by `base_url`, of images the words are kept.

    Raises:
        UnreadableHtml: elements stand in one another too deeply.
    """
    try:
        return _Converter(base_url).convert(html).strip()
    except RecursionError as error:
        raise UnreadableHtml("its HTML is nested too deeply; simplify it") from error


class _Converter(MarkdownConverter):
    """Scripts and the like are left out; a link that leads nowhere safe is only its words."""

    def __init__(self, base_url: str) -> None:
        super().__init__(heading_style=ATX, bullets="-", escape_underscores=False, autolinks=False)
        self._base_url = base_url

    def convert_soup(self, soup: Any) -> str:
        for element in soup(_NO_TEXT):
            element.decompose()
        return super().convert_soup(soup)

    def convert_a(self, el: Any, text: str, parent_tags: set[str]) -> str:
        href = _absolute(el.get("href"), self._base_url)
        if href is None:
            return text
        el["href"] = href
        return super().convert_a(el, text, parent_tags)  # type: ignore[misc]  # left out of its type stubs

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return el.get("alt") or ""


def _absolute(href: str | None, base_url: str) -> str | None:
    """Where a link leads; None when that is nowhere, or nowhere safe."""
    try:
        address = urljoin(base_url, href) if href else ""
        return address if urlsplit(address).scheme in _SAFE_SCHEMES else None
    except ValueError:
        return None
