"""Reads the sitemaps of a site, indexes and compressed ones too, as sitemaps.org describes them."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

MOST_BYTES = 50 * 2**20
_MOST_SITEMAPS = 200
_GZIP = b"\x1f\x8b"


class NoSitemap(Exception):
    """What was read is no sitemap; the message says what is wrong with it."""


@dataclass(frozen=True)
class Listed:
    """A page that a sitemap lists; `lastmod` as it is written there, or empty."""

    url: str
    lastmod: str


def read_sitemaps(urls: Iterable[str], fetch: Callable[[str], bytes]) -> Iterator[Listed]:
    """The pages of the sitemaps at `urls` and of those that they name. `fetch` gets what stands at an address.

    Raises:
        NoSitemap: an address leads to something else, or there are too many sitemaps.
    """
    waiting = list(urls)
    read: set[str] = set()
    while waiting:
        url = waiting.pop(0)
        if url in read:
            continue
        if len(read) == _MOST_SITEMAPS:
            raise NoSitemap(f"there are more than {_MOST_SITEMAPS} sitemaps")
        read.add(url)
        root = _parse(url, _decompressed(url, fetch(url)))
        kind = etree.QName(root).localname
        if kind == "sitemapindex":
            waiting += [listed.url for listed in _listed(root, "sitemap")]
        elif kind == "urlset":
            yield from _listed(root, "url")
        else:
            raise NoSitemap(f"{url} is no sitemap, but {kind}")


def _decompressed(url: str, content: bytes) -> bytes:
    if not content.startswith(_GZIP):
        return content
    try:
        inflater = zlib.decompressobj(wbits=31)
        text = inflater.decompress(content, MOST_BYTES)
    except zlib.error as error:
        raise NoSitemap(f"{url} is compressed, but damaged") from error
    if inflater.unconsumed_tail:
        raise NoSitemap(f"{url} is larger than {MOST_BYTES // 2**20} MB")
    return text


def _parse(url: str, content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(content.strip(), parser)
    except etree.XMLSyntaxError as error:
        raise NoSitemap(f"{url} is not XML ({error.msg})") from error


def _listed(root: etree._Element, name: str) -> Iterator[Listed]:
    for entry in root.iterchildren(f"{{*}}{name}"):
        url = (entry.findtext("{*}loc") or "").strip()
        if url:
            yield Listed(url, (entry.findtext("{*}lastmod") or "").strip())
