"""A web site with a sitemap, a robots.txt and pages that look like pages."""

import gzip
import hashlib
from html import escape
from typing import Any

from serving import Request, Response, Server
from source_contract import TEXT, ServedWorld

from frontdesk.knowledge.sources.config import WebsiteConfig
from frontdesk.knowledge.sources.http import SourceHttp
from frontdesk.knowledge.sources.website import WebsiteSource

PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>{title} | Acme</title>{head}</head>
<body><header><nav><a href="/">Home</a> <a href="/prices">Prices</a></nav></header>
<main><article><h1>{title}</h1><p>{text}</p><h2>What comes next</h2>
<ol><li>Open the <b>menu</b>.</li><li>Choose <a href="/help/more">More</a>.</li></ol></article></main>
<footer><p>Copyright Acme. All rights reserved. Cookies and privacy.</p></footer></body></html>"""
SITEMAP = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
)
INDEX = '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'


class WebsiteWorld(ServedWorld):
    """Pages by path. `lastmods` are written in the sitemap; `validators` says whether pages have ETags."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, Response] = {}
        self.lastmods: dict[str, str] = {}
        self.listed: list[str] = []
        self.robots: Response = Response(status=404)
        self.validators = True
        self.sitemap_parts = 0
        self.times = iter(range(10**6))
        self.server = Server(self.answer)

    def put(self, key: str, title: str, text: str = TEXT, head: str = "") -> None:
        page = PAGE.format(title=escape(title), text=escape(text), head=head)
        self.serve(f"/help/{key}", Response(page.encode(), headers={"Content-Type": "text/html; charset=utf-8"}))

    def serve(self, path: str, response: Response) -> None:
        self.pages[path] = response
        if (url := self.server.url + path) not in self.listed:
            self.listed.append(url)

    def remove(self, key: str) -> None:
        del self.pages[f"/help/{key}"]
        self.listed.remove(self.id(key))

    def id(self, key: str) -> str:
        return f"{self.server.url}/help/{key}"

    def open(self, page_size: int = 100, *, clock: Any = lambda: 0.0, **fields: Any) -> WebsiteSource:
        written = {"name": self.name, "kind": "website", "url": self.server.url, "plans": ("basic", "pro")}
        config = WebsiteConfig(**(written | fields))
        http = SourceHttp(self.name, sleep=self.waited.append)
        return WebsiteSource(config, http, self.waited.append, batch_size=page_size, clock=clock)

    def asked(self, path: str) -> int:
        return sum(request.path == path for request in self.server.requests)

    def answer(self, request: Request) -> Response:
        if request.path == "/robots.txt":
            return self.robots
        if request.path == "/sitemap.xml":
            return Response(self.sitemap())
        if request.path.startswith("/part"):
            return Response(gzip.compress(self.urlset(self.listed[int(request.path[5:-7]) :: self.sitemap_parts])))
        if request.path not in self.pages:
            return Response(b"Not found", status=404, headers={"Content-Type": "text/html"})
        page = self.pages[request.path]
        etag = f'"{hashlib.md5(page.body).hexdigest()}"'
        if not self.validators or page.status != 200:
            return page
        if request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers={"ETag": etag})
        return Response(page.body, page.status, {**page.headers, "ETag": etag})

    def sitemap(self) -> bytes:
        if not self.sitemap_parts:
            return self.urlset(self.listed)
        parts = (f"<sitemap><loc>{self.server.url}/part{n}.xml.gz</loc></sitemap>" for n in range(self.sitemap_parts))
        return INDEX.format("".join(parts)).encode()

    def urlset(self, urls: list[str]) -> bytes:
        entries = []
        for url in urls:
            lastmod = f"<lastmod>{self.lastmods[url]}</lastmod>" if url in self.lastmods else ""
            entries.append(f"<url><loc>{escape(url)}</loc>{lastmod}</url>")
        return SITEMAP.format("".join(entries)).encode()
