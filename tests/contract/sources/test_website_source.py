"""A web site as a source."""

from collections.abc import Iterator
from datetime import date

import pytest
from fake_website import SITEMAP, WebsiteWorld
from serving import Response
from source_contract import TEXT, Reading, ServedSourceContract, ServedWorld

from frontdesk.knowledge.sources.model import SourceError

HTML = {"Content-Type": "text/html"}


def failures(read: Reading) -> dict[str, str]:
    return {failure.document: failure.reason for batch in read.batches for failure in batch.failures}


def notes(read: Reading) -> str:
    return "\n".join(note for batch in read.batches for note in batch.notes)


class TestWebsiteSource(ServedSourceContract):
    @pytest.fixture
    def world(self) -> Iterator[WebsiteWorld]:
        world = WebsiteWorld()
        yield world
        world.server.close()

    def rubbish(self, world: ServedWorld) -> Iterator[list[Response]]:
        no_robots = Response(status=404)
        yield [no_robots, Response(b"<html><body>Hello<p></body></html>", headers=HTML)]
        yield [no_robots, Response(b"not xml at all")]
        yield [no_robots, Response(b"")]
        yield [no_robots, Response(status=404)]
        yield [no_robots, Response(b"\x1f\x8bbroken")]
        yield [no_robots, Response(status=301, headers={"Location": "https://elsewhere.example.com/sitemap.xml"})]
        yield [no_robots, Response(b"<feed xmlns='http://www.w3.org/2005/Atom'/>")]
        bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><urlset><url><loc>http://&a;</loc></url></urlset>'
        yield [no_robots, Response(bomb.replace("urlset", "x").encode())]

    def test_the_article_is_taken_out_of_the_page(self, world: WebsiteWorld) -> None:
        world.put("join", "Join a meeting")
        world.lastmods[world.id("join")] = "2026-02-03T04:05:06+00:00"
        [document] = Reading().read(world.open()).documents
        assert document.title == "Join a meeting"
        assert f"## What comes next\n\n1. Open the **menu**.\n2. Choose [More]({world.server.url}/help/more)." in (
            document.body
        )
        assert "Prices" not in document.body and "Copyright" not in document.body
        assert (document.updated, document.language) == (date(2026, 2, 3), "en")

    def test_a_page_of_the_same_lastmod_is_not_asked_for(self, world: WebsiteWorld) -> None:
        world.put("a", "A")
        world.lastmods[world.id("a")] = "2026-02-03"
        first = Reading().read(world.open())
        world.put("a", "A changed, and nobody said so")
        assert Reading(first.cursor).read(world.open()).documents == []
        assert world.asked("/help/a") == 1
        world.lastmods[world.id("a")] = "2026-02-04"
        assert len(Reading(first.cursor).read(world.open()).documents) == 1

    def test_without_validators_the_text_tells(self, world: WebsiteWorld) -> None:
        world.validators = False
        world.put_many(2)
        first = Reading().read(world.open())
        assert Reading(first.cursor).read(world.open()).documents == []
        assert world.asked("/help/a0") == 2

    def test_sitemaps_of_a_compressed_index_are_all_read(self, world: WebsiteWorld) -> None:
        world.sitemap_parts = 3
        ids = world.put_many(8)
        assert set(Reading().read(world.open()).ids) == ids

    def test_robots_names_sitemaps_and_forbids_pages(self, world: WebsiteWorld) -> None:
        world.put("open", "Open")
        world.put("secret", "Secret")
        rules = "User-agent: *\nDisallow: /help/secret\nCrawl-delay: 2\n"
        sitemaps = f"Sitemap: {world.server.url}/part0.xml.gz\nSitemap: https://elsewhere.example.com/sitemap.xml\n"
        world.robots = Response((rules + sitemaps).encode())
        world.sitemap_parts = 1
        read = Reading().read(world.open())
        assert read.ids == [world.id("open")] and read.present == {world.id("open")}
        assert world.asked("/help/secret") == 0 and world.asked("/sitemap.xml") == 0
        assert world.waited == [2.0]
        assert "pages passed over: 1 (robots.txt does not allow it)" in notes(read)

    def test_no_page_is_visited_while_robots_fails(self, world: WebsiteWorld) -> None:
        world.put("a", "A")
        world.robots = Response(status=500)
        with pytest.raises(SourceError, match=r"robots\.txt answers 500"):
            Reading().read(world.open())
        assert world.asked("/help/a") == 0

    def test_copies_of_a_page_are_one_document(self, world: WebsiteWorld) -> None:
        head = f'<link rel="canonical" href="{world.id("a")}">'
        world.put("a", "A", head=head)
        world.serve("/help/a?from=mail", Response(status=404))
        world.listed[-1:] = [world.id("a") + "?from=mail", world.id("a") + "#part"]
        world.put("copy", "A", head='<link rel="canonical" href="/help/a">')
        read = Reading().read(world.open())
        assert read.ids == [world.id("a")]
        assert read.present == {world.id("a")}

    def test_nothing_of_another_host_is_read(self, world: WebsiteWorld) -> None:
        world.put("a", "A")
        world.put("theirs", "Theirs", head='<link rel="canonical" href="https://elsewhere.example.com/a">')
        world.listed.append("https://elsewhere.example.com/b")
        world.serve("/help/away", Response(status=302, headers={"Location": "https://elsewhere.example.com/c"}))
        read = Reading().read(world.open())
        assert read.ids == [world.id("a")] and read.present == {world.id("a")}
        assert "another host" in notes(read) and "leads to another site" in notes(read)

    def test_a_redirect_on_the_host_is_followed(self, world: WebsiteWorld) -> None:
        world.put("new", "New")
        world.listed.clear()
        world.serve("/help/old", Response(status=301, headers={"Location": "/help/new"}))
        assert Reading().read(world.open()).ids == [world.id("new")]

    def test_a_redirect_without_end_is_passed_over(self, world: WebsiteWorld) -> None:
        world.serve("/help/loop", Response(status=301, headers={"Location": "/help/loop"}))
        read = Reading().read(world.open())
        assert read.documents == [] and "redirected without end" in notes(read)

    @pytest.mark.parametrize(
        ("response", "reason"),
        [
            (Response(b"%PDF-1.4", headers={"Content-Type": "application/pdf"}), "it is no HTML"),
            (Response(b"<meta name=robots content='noindex,follow'><p>Text", headers=HTML), "noindex"),
        ],
    )
    def test_what_is_no_article_is_passed_over(self, world: WebsiteWorld, response: Response, reason: str) -> None:
        world.serve("/help/x", response)
        read = Reading().read(world.open())
        assert read.documents == [] and reason in notes(read)
        assert read.present == frozenset()

    def test_a_page_that_is_gone_is_not_present(self, world: WebsiteWorld) -> None:
        world.put_many(3)
        first = Reading().read(world.open())
        del world.pages["/help/a1"]
        delta = Reading(first.cursor).read(world.open())
        assert delta.present == {world.id("a0"), world.id("a2")}
        assert failures(delta) == {world.id("a1"): "the server answers 404"}

    def test_a_page_that_fails_is_reported_stays_and_is_tried_again(self, world: WebsiteWorld) -> None:
        world.put_many(3)
        first = Reading().read(world.open())
        good = world.pages["/help/a1"]
        world.pages["/help/a1"] = Response(status=500)
        second = Reading(first.cursor).read(world.open())
        assert "answers 500" in failures(second)[world.id("a1")]
        assert world.id("a1") in second.present
        world.pages["/help/a1"] = good
        assert failures(Reading(second.cursor).read(world.open())) == {}

    @pytest.mark.parametrize("body", [b"", b"<html></html>", b"\x00\x01\x02", b"<div>" * 3000, b"<p>\xff\xfe</p>"])
    def test_odd_pages_end_nothing(self, world: WebsiteWorld, body: bytes) -> None:
        world.serve("/help/odd", Response(body, headers=HTML))
        world.put("good", "Good")
        assert world.id("good") in Reading().read(world.open()).ids

    def test_a_charset_of_the_header_is_believed(self, world: WebsiteWorld) -> None:
        page = f"<html><head><title>Größe</title></head><body><p>{TEXT} Straße.</p></body></html>".encode("latin-1")
        world.serve("/help/x", Response(page, headers={"Content-Type": 'text/html; charset="ISO-8859-1"'}))
        [document] = Reading().read(world.open()).documents
        assert document.title == "Größe" and "Straße" in document.body

    def test_pages_are_limited_in_number(self, world: WebsiteWorld) -> None:
        world.put_many(5)
        read = Reading().read(world.open(max_pages=3))
        assert len(read.ids) == 3
        assert "pages passed over: 2 (max_pages is 3)" in notes(read)

    def test_pages_are_limited_in_size(self, world: WebsiteWorld) -> None:
        world.put("big", "Big", text="word " * 1000)
        world.put("small", "Small")
        read = Reading().read(world.open(max_page_kb=2))
        assert read.ids == [world.id("small")]
        assert failures(read) == {world.id("big"): "more than 2 kB"}

    def test_when_the_time_is_up_the_next_sync_goes_on(self, world: WebsiteWorld) -> None:
        ids = world.put_many(6)
        begun = Reading().read(world.open(2, clock=iter([0.0, 30.0, 90.0]).__next__, max_minutes=1))
        assert len(begun.ids) == 4
        assert all(batch.present is None for batch in begun.batches)
        assert "2 pages are left for the next sync" in notes(begun)
        assert set(begun.read(world.open(2)).ids) == ids

    def test_only_the_paths_that_are_wanted_are_read(self, world: WebsiteWorld) -> None:
        world.put("a", "A")
        world.serve("/blog/b", Response(b"<p>News", headers=HTML))
        assert Reading().read(world.open(paths=("/help/",))).ids == [world.id("a")]
        assert world.asked("/blog/b") == 0

    def test_entities_in_a_sitemap_are_not_expanded(self, world: WebsiteWorld) -> None:
        sitemap = SITEMAP.format("<url><loc>&file;</loc></url>").replace(
            "<urlset", '<!DOCTYPE urlset [<!ENTITY file SYSTEM "file:///etc/hostname">]><urlset'
        )
        world.server.instead.extend([Response(status=404), Response(sitemap.encode())])
        assert Reading().read(world.open()).documents == []
        assert len(world.server.requests) == 2
