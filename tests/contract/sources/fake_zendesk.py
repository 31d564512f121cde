"""A Zendesk help center, as far as articles are read from it."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

from serving import Request, Response, Server, json_response
from source_contract import TEXT, ServedWorld

from frontdesk.knowledge.sources.config import ZendeskConfig
from frontdesk.knowledge.sources.http import SourceHttp
from frontdesk.knowledge.sources.signing_in import credentials
from frontdesk.knowledge.sources.zendesk import ZendeskSource

API = "/api/v2/help_center/"
SECRETS = {"ZD_USER": "agent@example.com/token", "ZD_TOKEN": "key"}
BASIC = "Basic " + base64.b64encode(b"agent@example.com/token:key").decode()


class ZendeskWorld(ServedWorld):
    """Articles with the fields of real ones, in pages of `export_size`; archived ones are in no list."""

    def __init__(self) -> None:
        super().__init__()
        self.articles: dict[int, dict[str, Any]] = {}
        self.translations: dict[int, list[dict[str, Any]]] = {}
        self.numbers: dict[str, int] = {}
        self.now = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
        self.step = timedelta(seconds=1)
        self.export_size = 1000
        self.server = Server(self.answer)

    def put(self, key: str, title: str, text: str = TEXT, **fields: Any) -> None:
        self.now += self.step
        number = self.numbers.setdefault(key, 360000000000 + len(self.numbers))
        self.articles[number] = {
            "id": number,
            "title": title,
            "body": "<p>" + text.replace("&", "&amp;").replace("<", "&lt;") + "</p>",
            "locale": "en-us",
            "source_locale": "en-us",
            "draft": False,
            "section_id": 11,
            "user_segment_id": None,
            "user_segment_ids": [],
            "html_url": f"https://help.example.com/hc/en-us/articles/{number}",
            "updated_at": f"{self.now:%Y-%m-%dT%H:%M:%SZ}",
            "vote_sum": 0,
        } | fields

    def translate(self, key: str, locale: str, title: str, *, draft: bool = False) -> None:
        number = self.numbers[key]
        self.now += self.step
        self.articles[number]["updated_at"] = f"{self.now:%Y-%m-%dT%H:%M:%SZ}"
        translation = {"locale": locale, "title": title, "body": "<p>Übersetzt.</p>", "draft": draft}
        self.translations.setdefault(number, []).append(
            translation | {"updated_at": self.articles[number]["updated_at"], "html_url": f"https://x.test/{locale}"}
        )

    def remove(self, key: str) -> None:
        del self.articles[self.numbers[key]]

    def id(self, key: str) -> str:
        return f"{self.numbers[key]}-en-us"

    def open(self, page_size: int = 100, **fields: Any) -> ZendeskSource:
        self.export_size = page_size
        written = {"name": self.name, "kind": "zendesk", "url": self.server.url, "plans": ("basic", "pro")}
        sign_in = {"user_env": "ZD_USER", "password_env": "ZD_TOKEN"}
        config = ZendeskConfig(**(written | sign_in | fields))
        http = SourceHttp(self.name, auth=credentials(config, SECRETS), sleep=self.waited.append)
        return ZendeskSource(config, http, page_size=page_size)

    def answer(self, request: Request) -> Response:
        if request.headers.get("Authorization") != BASIC:
            return Response(b'{"error":"Couldn\'t authenticate you"}', 401)
        path = request.path.removeprefix(API).removesuffix(".json")
        if path == "incremental/articles":
            return self._export(int(request.query["start_time"]))
        if path == "categories":
            return self._list(request, "categories", [{"id": 1, "name": "Billing & plans"}])
        if path == "sections":
            return self._list(request, "sections", [{"id": 11, "name": "Invoices", "category_id": 1}])
        match path.split("/"):
            case ["articles", number, "translations"]:
                return self._list(request, "translations", self.translations.get(int(number), []))
            case [locale, "articles"]:
                return self._list_after(request, "articles", self._in(locale))
        return Response(status=404)

    def _in(self, locale: str) -> list[dict[str, Any]]:
        found = []
        for number, article in self.articles.items():
            here = [article] if article["locale"] == locale else self.translations.get(number, [])
            found += [{"id": number, "draft": each["draft"]} for each in here if each["locale"] == locale]
        return found

    def _export(self, start: int) -> Response:
        def changed(article: dict[str, Any]) -> int:
            return int(datetime.fromisoformat(article["updated_at"]).timestamp())

        found = sorted((each for each in self.articles.values() if changed(each) >= start), key=changed)
        # A page ends with the last article of a second, and not with the second in which it began.
        later = sum(changed(each) == start for each in found)
        end = changed(found[: later + self.export_size][-1]) if found else None
        page = [each for each in found if end is not None and changed(each) <= end]
        more = len(page) < len(found)
        following = f"{self.server.url}{API}incremental/articles.json?start_time={end}" if more else None
        return json_response({"count": len(page), "next_page": following, "end_time": end, "articles": page})

    def _list_after(self, request: Request, name: str, rows: list[dict[str, Any]]) -> Response:
        size, after = int(request.query["page[size]"]), int(request.query.get("page[after]", 0))
        rows = [row for row in sorted(rows, key=lambda row: row["id"]) if row["id"] > after]
        cursor = rows[:size][-1]["id"] if rows else 0
        following = f"{self.server.url}{request.path}?page[size]={size}&page[after]={cursor}"
        meta = {"has_more": len(rows) > size, "after_cursor": str(cursor)}
        return json_response({name: rows[:size], "meta": meta, "links": {"next": following}})

    def _list(self, request: Request, name: str, rows: list[dict[str, Any]]) -> Response:
        size, page = int(request.query["per_page"]), int(request.query.get("page", 1))
        following = None
        if page * size < len(rows):
            following = f"{self.server.url}{request.path}?page={page + 1}&per_page={size}"
        return json_response({name: rows[(page - 1) * size : page * size], "next_page": following, "page": page})
