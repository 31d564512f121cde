"""Takes the article out of a web page: the main text as Markdown, without what stands around it."""

from dataclasses import dataclass
from urllib.parse import urldefrag, urljoin, urlsplit

import trafilatura
from lxml import etree, html


class UnreadablePage(Exception):
    """What the server sent is no page that can be read; the message says why."""


@dataclass(frozen=True)
class Page:
    """A page's article. `canonical` is the address that the page says it has; `hidden` that it asks not to be read."""

    title: str
    text: str
    language: str
    canonical: str
    hidden: bool


def read_page(content: bytes, url: str, charset: str | None = None) -> Page:
    """The article of the page `content`, which stands at `url` and is written in `charset`, if that is known.

    Raises:
        UnreadablePage: the content is no HTML.
    """
    try:
        tree = html.document_fromstring(content, parser=html.HTMLParser(encoding=charset))
        tree.make_links_absolute(url, resolve_base_href=True, handle_failures="discard")
        text = trafilatura.extract(
            tree, url=url, output_format="markdown", include_formatting=True, include_links=True, include_comments=False
        )
    except (etree.LxmlError, ValueError, LookupError, RecursionError) as error:
        raise UnreadablePage(f"its HTML cannot be read ({error})") from error
    return Page(_title(tree), text or "", _language(tree), _canonical(tree, url), _is_hidden(tree))


def page_address(url: str) -> str:
    """`url` as pages are told apart: scheme and host in small letters, without the fragment, with a path."""
    parts = urlsplit(urldefrag(url).url)
    return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower(), path=parts.path or "/").geturl()


def _title(tree: html.HtmlElement) -> str:
    """The only main heading, or else the title of the window, which usually names the site too."""
    headings = [" ".join(heading.text_content().split()) for heading in tree.iter("h1")]
    if len(headings) == 1 and headings[0]:
        return headings[0]
    return " ".join((tree.findtext(".//title") or "").split())


def _language(tree: html.HtmlElement) -> str:
    return (tree.get("lang") or "").split("-")[0].strip().lower()


def _canonical(tree: html.HtmlElement, url: str) -> str:
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            return page_address(urljoin(url, link.get("href")))
    return page_address(url)


def _is_hidden(tree: html.HtmlElement) -> bool:
    return any(
        (meta.get("name") or "").lower() == "robots" and "noindex" in (meta.get("content") or "").lower()
        for meta in tree.iter("meta")
    )
