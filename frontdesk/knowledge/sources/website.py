"""Articles from a web site: the pages that its sitemap lists and its robots.txt allows."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit

from frontdesk.knowledge.sources.config import WebsiteConfig
from frontdesk.knowledge.sources.http import Answer, Sleep, SourceHttp, TooLarge, same_origin
from frontdesk.knowledge.sources.model import Batch, Cursor, DocumentFailure, SourceDocument, SourceError
from frontdesk.knowledge.sources.pages import Page, UnreadablePage, page_address, read_page
from frontdesk.knowledge.sources.site import NotOfThisSite, Site
from frontdesk.knowledge.sources.sitemaps import NoSitemap, read_sitemaps

# What the cursor remembers of a page: by which `lastmod`, `etag` and `modified` it is known, a `digest` of its article,
# when it was `checked`, and `id`, the document that it is: empty when it is none.
Memory = Mapping[str, Any]
_MOST_ERRORS_IN_A_ROW = 3
_HTML = ("text/html", "application/xhtml+xml")


class WebsiteSource:
    """The pages of one host; a page's canonical address is the document's id, so that copies are one document."""

    def __init__(
        self,
        config: WebsiteConfig,
        http: SourceHttp,
        sleep: Sleep,
        *,
        batch_size: int = 20,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config = config
        self._http = http
        self._sleep = sleep
        self._batch_size = batch_size
        self._clock = clock

    def changes(self, cursor: Cursor) -> Iterator[Batch]:
        """The pages that differ from what `cursor` remembers; pages never read come first.

        A page whose `lastmod` is unchanged is not asked for. The others are asked for with ETag and Last-Modified, and
        compared by their text. When the time is up, the rest is left for the next sync.
        """
        visit = _Visit(self._config, Site(self._config.name, self._config.url, self._http, self._sleep), cursor)
        deadline = self._clock() + self._config.max_minutes * 60
        waiting = iter(visit.to_check())
        while chunk := list(islice(waiting, self._batch_size)):
            documents = [document for url in chunk if (document := visit.read(url))]
            yield Batch(tuple(documents), visit.cursor(), visit.take_failures())
            if self._clock() > deadline and (left := list(waiting)):
                note = f"{len(left)} pages are left for the next sync: max_minutes is {self._config.max_minutes}"
                yield Batch((), visit.cursor(), notes=(*visit.notes(), note))
                return
        yield Batch((), visit.cursor(), present=visit.present(), notes=visit.notes())


class _Visit:
    """One sync of the site: what its sitemap lists now, and what is remembered of each page."""

    def __init__(self, config: WebsiteConfig, site: Site, cursor: Cursor) -> None:
        self._config = config
        self._site = site
        self._passed_over: Counter[str] = Counter()
        self._listed = self._read_sitemaps()
        self._memories: dict[str, Memory] = {
            url: memory for url, memory in cursor.get("pages", {}).items() if url in self._listed
        }
        self._missing: set[str] = set()
        self._given: set[str] = set()
        self._failures: list[DocumentFailure] = []
        self._errors_in_a_row = 0

    def to_check(self) -> list[str]:
        """The pages that may have changed: first those never read, then those read longest ago."""
        changed = [
            url
            for url, lastmod in self._listed.items()
            if not lastmod or self._memories.get(url, {}).get("lastmod") != lastmod
        ]
        return sorted(changed, key=lambda url: self._memories.get(url, {}).get("checked", 0))

    def read(self, url: str) -> SourceDocument | None:
        """The page as a document, if it is new or changed. Raises SourceError when page after page does not answer."""
        known = self._memories.get(url, {})
        try:
            answer = self._site.page(url, _conditions(known), self._config.max_page_kb * 1024)
            self._errors_in_a_row = 0
            return self._take(url, known, answer)
        except NotOfThisSite as reason:
            self._pass_over(url, str(reason))
        except (TooLarge, UnreadablePage) as error:
            self._failures.append(DocumentFailure(url, str(error)))
        except SourceError as error:
            self._errors_in_a_row += 1
            if self._errors_in_a_row == _MOST_ERRORS_IN_A_ROW:
                raise
            self._failures.append(DocumentFailure(url, str(error)))
        return None

    def cursor(self) -> Cursor:
        return {"pages": dict(self._memories)}

    def take_failures(self) -> tuple[DocumentFailure, ...]:
        """What failed since this was last asked."""
        failures, self._failures = tuple(self._failures), []
        return failures

    def present(self) -> frozenset[str]:
        """The documents there are. A page that could not be read now counts as the one it was, or would be."""
        ids = {self._memories[url]["id"] if url in self._memories else url for url in self._listed}
        return frozenset(ids - self._missing - {""})

    def notes(self) -> tuple[str, ...]:
        return tuple(f"pages passed over: {count} ({reason})" for reason, count in sorted(self._passed_over.items()))

    def _read_sitemaps(self) -> dict[str, str]:
        """The pages to read with the `lastmod` of each, as many as are allowed."""
        urls = [self._config.sitemap] if self._config.sitemap else self._site.sitemaps()
        listed: dict[str, str] = {}
        try:
            for page in read_sitemaps(urls, self._site.sitemap):
                url = page_address(page.url)
                if url in listed or not urlsplit(url).path.startswith(self._config.paths or ("/",)):
                    continue
                if not same_origin(url, self._config.url):
                    self._passed_over["it is on another host"] += 1
                elif not self._site.may_visit(url):
                    self._passed_over["robots.txt does not allow it"] += 1
                elif len(listed) >= self._config.max_pages:
                    self._passed_over[f"max_pages is {self._config.max_pages}"] += 1
                else:
                    listed[url] = page.lastmod
        except (NoSitemap, ValueError) as error:
            remedy = "mend the sitemap, or name another under `sitemap` in data/sources.yml"
            raise SourceError(self._config.name, str(error), remedy) from error
        return listed

    def _take(self, url: str, known: Memory, answer: Answer) -> SourceDocument | None:
        if answer.status == 304:
            self._memories[url] = {**known, "lastmod": self._listed[url], "checked": int(time.time())}
            return None
        if answer.status in (404, 410):
            self._missing.add(url)
            self._memories.pop(url, None)
        if answer.status != 200:
            self._failures.append(DocumentFailure(url, f"the server answers {answer.status}"))
            return None
        content_type = answer.headers.get("Content-Type", "").lower()
        if not content_type.startswith(_HTML):
            raise NotOfThisSite("it is no HTML")
        page = read_page(answer.content, answer.url, _charset(content_type))
        if page.hidden:
            raise NotOfThisSite("it asks not to be indexed (noindex)")
        if not same_origin(page.canonical, self._config.url):
            raise NotOfThisSite("its canonical address is on another host")
        return self._document(url, known, answer, page)

    def _document(self, url: str, known: Memory, answer: Answer, page: Page) -> SourceDocument | None:
        digest = hashlib.sha256(f"{page.title}\n{page.text}".encode("utf-8", "replace")).hexdigest()[:16]
        self._remember(url, answer, digest, page.canonical)
        is_copy = page.canonical in self._given
        self._given.add(page.canonical)
        if is_copy or (known.get("digest"), known.get("id")) == (digest, page.canonical):
            return None
        return SourceDocument(
            id=page.canonical,
            title=page.title or unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]),
            body=page.text,
            plans=self._config.plans,
            topic=self._config.topic or self._config.name,
            language=page.language or self._config.language,
            updated=_updated(self._listed[url], answer.headers.get("Last-Modified", "")),
            url=page.canonical,
        )

    def _remember(self, url: str, answer: Answer, digest: str, id: str) -> None:
        self._memories[url] = {
            "lastmod": self._listed[url],
            "etag": answer.headers.get("ETag", ""),
            "modified": answer.headers.get("Last-Modified", ""),
            "digest": digest,
            "checked": int(time.time()),
            "id": id,
        }

    def _pass_over(self, url: str, reason: str) -> None:
        self._passed_over[reason] += 1
        self._memories[url] = {"lastmod": self._listed[url], "checked": int(time.time()), "id": ""}


def _conditions(known: Memory) -> dict[str, str]:
    headers = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("modified")}
    return {name: value for name, value in headers.items() if value}


def _charset(content_type: str) -> str | None:
    _, _, charset = content_type.partition("charset=")
    return charset.split(";")[0].strip(" \"'") or None


def _updated(lastmod: str, modified: str) -> date:
    """The day of the last change, as far as sitemap or server say it, or else today."""
    try:
        return date.fromisoformat(lastmod[:10])
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(modified).date()
    except ValueError:
        return datetime.now(UTC).date()
