"""Articles of a Zendesk help center, by its API (`/api/v2/help_center`)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from frontdesk.knowledge.sources.access import NotForCustomers, plans_of_groups
from frontdesk.knowledge.sources.config import ZendeskConfig
from frontdesk.knowledge.sources.html import UnreadableHtml, html_to_markdown
from frontdesk.knowledge.sources.http import SourceHttp, same_origin
from frontdesk.knowledge.sources.model import Batch, Cursor, DocumentFailure, SourceDocument
from frontdesk.knowledge.sources.overlap import Row, seen_rows, without_seen

_ARTICLE_FIELDS = ("id", "locale", "draft", "updated_at", "user_segment_id")
_TRANSLATION_FIELDS = ("locale", "draft", "updated_at")


class ZendeskSource:
    """The articles in the configured locales; a document's id is the article's, a hyphen and the locale.

    The incremental export gives what changed, drafts too, from a time on. An archived article is not in it, so the
    articles there are now are listed at the end.
    """

    def __init__(self, config: ZendeskConfig, http: SourceHttp, *, page_size: int = 100) -> None:
        self._config = config
        self._http = http
        self._page_size = page_size
        self._api = f"{config.url}/api/v2/help_center"

    def changes(self, cursor: Cursor) -> Iterator[Batch]:
        """The articles that changed since `cursor`: `start_time` of the next export, `seen` what the last page had."""
        start: int = cursor.get("start_time", 0)
        seen: dict[str, str] = dict(cursor.get("seen", {}))
        topics = self._topics()
        url: str | None = f"{self._api}/incremental/articles.json?start_time={start}"
        while url:
            content, following = self._page(url, "articles", _ARTICLE_FIELDS)
            articles = content["articles"]
            documents, failures = self._documents(without_seen(articles, "id", seen), topics)
            if articles:
                start, seen = self._end_time(url, content), seen_rows(articles, "id")
            # The page after the last change begins and ends at that change.
            url = following if following != url and articles else None
            present = None if url else self._present()
            yield Batch(documents, {"start_time": start, "seen": seen}, failures, present)

    def _end_time(self, url: str, content: Mapping[str, Any]) -> int:
        end = content.get("end_time")
        if not isinstance(end, int):
            raise self._http.malformed(url, "has no number `end_time`")
        return end

    def _topics(self) -> dict[str, str]:
        """The name of the category that a section stands in, by the section's id."""
        categories = {row["id"]: str(row["name"]) for row in self._all("categories", ("id", "name"))}
        sections = self._all("sections", ("id", "name", "category_id"))
        return {str(row["id"]): categories.get(row["category_id"], str(row["name"])) for row in sections}

    def _present(self) -> frozenset[str]:
        return frozenset(
            _document_id(article["id"], locale)
            for locale in self._config.locales
            for article in self._all(f"{locale}/articles", ("id", "draft"), size="page[size]")
            if not article["draft"]
        )

    def _all(self, path: str, fields: tuple[str, ...], *, size: str = "per_page") -> Iterator[Row]:
        """Every row of a listing, page by page.

        With `page[size]` a page begins after the last row of the one before, so that none is lost when a row before it
        goes; `per_page` counts rows, and not every listing knows the other.
        """
        url: str | None = f"{self._api}/{path}.json?{size}={self._page_size}"
        while url:
            name = path.rpartition("/")[2]
            content, url = self._page(url, name, fields)
            yield from content[name]

    def _page(self, url: str, name: str, fields: tuple[str, ...]) -> tuple[Mapping[str, Any], str | None]:
        """The page at `url`, whose rows `name` have `fields`, and the address of the page after it."""
        content, _ = self._http.get_json(url)
        rows = content.get(name)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._http.malformed(url, f"has no list `{name}`")
        for row in rows:
            if missing := [field for field in fields if field not in row]:
                raise self._http.malformed(url, f"has a row of `{name}` without {missing[0]}")
        following = _following(content)
        if following is not None and not (isinstance(following, str) and same_origin(following, self._config.url)):
            raise self._http.malformed(url, f"names a next page elsewhere: {following}")
        return content, following

    def _documents(
        self, articles: list[Row], topics: Mapping[str, str]
    ) -> tuple[tuple[SourceDocument, ...], tuple[DocumentFailure, ...]]:
        documents: list[SourceDocument] = []
        failures: list[DocumentFailure] = []
        for article in articles:
            translations = self._translations(article)
            for locale in self._config.locales:
                translation = translations.get(locale.casefold())
                try:
                    documents.append(self._document(article, locale, translation, topics))
                except UnreadableHtml as error:
                    failures.append(DocumentFailure(str(article.get("html_url") or article["id"]), str(error)))
        return tuple(documents), tuple(failures)

    def _translations(self, article: Row) -> dict[str, Row]:
        """The article by locale. An article comes in its own; the others are asked for when they are wanted."""
        own = str(article["locale"]).casefold()
        wanted = {locale.casefold() for locale in self._config.locales}
        if wanted <= {own} or article["draft"]:
            return {own: article}
        url: str | None = f"{self._api}/articles/{article['id']}/translations.json?per_page={self._page_size}"
        found = {own: article}
        while url:
            content, url = self._page(url, "translations", _TRANSLATION_FIELDS)
            found = {str(row["locale"]).casefold(): row for row in content["translations"]} | found
        return found

    def _document(
        self, article: Row, locale: str, translation: Row | None, topics: Mapping[str, str]
    ) -> SourceDocument:
        id = _document_id(article["id"], locale)
        url = str((translation or article).get("html_url") or article.get("html_url") or "")
        if article["draft"] or (translation and translation["draft"]):
            return SourceDocument.gone(id, url, "draft")
        if translation is None:
            return SourceDocument.gone(id, url, f"not in {locale}")
        try:
            plans = self._plans(article)
        except NotForCustomers as reason:
            return SourceDocument.gone(id, url, str(reason))
        return SourceDocument(
            id=id,
            title=str(translation.get("title") or ""),
            body=html_to_markdown(str(translation.get("body") or ""), url or self._config.url),
            plans=plans,
            topic=topics.get(str(article.get("section_id")), self._config.topic or self._config.name),
            language=locale.split("-")[0].lower(),
            updated=self._date(str(translation["updated_at"])),
            url=url,
        )

    def _plans(self, article: Row) -> tuple[str, ...]:
        """The plans of the article's user segments; without a segment everybody may see it."""
        segments = [article["user_segment_id"], *(article.get("user_segment_ids") or [])]
        named = {str(segment) for segment in segments if segment is not None}
        if not named:
            return self._config.plans
        return tuple(sorted(plans_of_groups(named, self._config.user_segments, "user segments")))

    def _date(self, value: str) -> date:
        try:
            return datetime.fromisoformat(value).date()
        except ValueError as error:
            raise self._http.malformed(self._api, f"has a time that is none: {value}") from error


def _following(content: Mapping[str, Any]) -> Any:
    """The address of the page after this one, as either way of paging names it."""
    meta, links = content.get("meta"), content.get("links")
    if isinstance(meta, dict) and isinstance(links, dict):
        return links.get("next") if meta.get("has_more") else None
    return content.get("next_page")


def _document_id(article_id: object, locale: str) -> str:
    return f"{article_id}-{locale.lower()}"
