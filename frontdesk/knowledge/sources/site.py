"""Visits one web site, as its robots.txt asks: which pages, how fast, and nothing on any other host."""

from collections.abc import Mapping
from functools import cached_property
from urllib.parse import urljoin

from protego import Protego

from frontdesk.knowledge.sources.http import USER_AGENT, Answer, Sleep, SourceHttp, TooLarge, same_origin
from frontdesk.knowledge.sources.model import SourceError
from frontdesk.knowledge.sources.sitemaps import MOST_BYTES

_ROBOTS_BYTES = 512 * 1024
_MOST_REDIRECTS = 5
_LONGEST_DELAY = 30.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class NotOfThisSite(Exception):
    """The address is one that is not to be visited; the message says why."""


class Site:
    """The site at `url`, visited for the source `source`."""

    def __init__(self, source: str, url: str, http: SourceHttp, sleep: Sleep) -> None:
        self._source = source
        self._url = f"{url}/"
        self._http = http
        self._sleep = sleep

    def sitemaps(self) -> list[str]:
        """The sitemaps that robots.txt names on this site, or the usual place."""
        named = [urljoin(self._url, url) for url in self._robots.sitemaps]
        return [url for url in named if same_origin(url, self._url)] or [urljoin(self._url, "/sitemap.xml")]

    def may_visit(self, url: str) -> bool:
        """Whether the page is of this site and robots.txt allows it."""
        return same_origin(url, self._url) and self._robots.can_fetch(url, USER_AGENT)

    def sitemap(self, url: str) -> bytes:
        """What stands at the address of a sitemap. Raises SourceError."""
        remedy = "mend it, or name another under `sitemap` in data/sources.yml"
        try:
            answer = self._follow(url, {}, MOST_BYTES)
        except (NotOfThisSite, TooLarge) as error:
            raise SourceError(self._source, f"the sitemap {url} cannot be read ({error})", remedy) from error
        if answer.status != 200:
            raise SourceError(self._source, f"the sitemap {url} answers {answer.status}", remedy)
        return answer.content

    def page(self, url: str, headers: Mapping[str, str], most: int) -> Answer:
        """The answer for a page, at the speed that robots.txt asks for.

        Raises:
            NotOfThisSite: it leads to another host, or to where robots.txt lets nobody.
            SourceError, TooLarge: as SourceHttp.get.
        """
        if not self.may_visit(url):
            raise NotOfThisSite("robots.txt does not allow it")
        if delay := self._robots.crawl_delay(USER_AGENT):
            self._sleep(min(float(delay), _LONGEST_DELAY))
        return self._follow(url, headers, most, checked=True)

    @cached_property
    def _robots(self) -> Protego:
        """The rules of robots.txt. Without the file there are none; while it cannot be read, nothing may be visited."""
        url = urljoin(self._url, "/robots.txt")
        try:
            answer = self._follow(url, {}, _ROBOTS_BYTES)
        except (NotOfThisSite, TooLarge) as error:
            raise SourceError(self._source, f"{url} cannot be read ({error})", "mend robots.txt") from error
        text = answer.content.decode("utf-8", "replace") if answer.status == 200 else ""
        return Protego.parse(text)

    def _follow(self, url: str, headers: Mapping[str, str], most: int, *, checked: bool = False) -> Answer:
        for _ in range(_MOST_REDIRECTS + 1):
            if not same_origin(url, self._url):
                raise NotOfThisSite(f"it leads to another site, {url}")
            if checked and not self.may_visit(url):
                raise NotOfThisSite(f"it leads to {url}, which robots.txt does not allow")
            answer = self._http.get(url, headers=headers, most=most)
            if answer.status not in _REDIRECTS or "Location" not in answer.headers:
                return answer
            url = urljoin(url, answer.headers["Location"])
        raise NotOfThisSite("it is redirected without end")
