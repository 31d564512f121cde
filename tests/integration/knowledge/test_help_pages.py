import os
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from frontdesk.knowledge.articles import load_articles
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.reader import KnowledgeReader
from frontdesk.knowledge.rendering import render_article, render_neutral
from frontdesk.knowledge.web import build_router

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture
async def browser(project):
    """An HTTP client of the help pages of the small project."""
    app = FastAPI()
    app.include_router(build_router(KnowledgeReader(project.root / "data"), brand="Acme & Co"))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://help") as client:
        yield client


async def test_the_index_lists_articles_by_topic(browser) -> None:
    page = await browser.get("/help")
    assert page.status_code == 200
    assert "Acme &amp; Co" in page.text
    assert "<h2>Recording</h2>" in page.text
    assert '<a href="/help/articles/record-a-meeting">record a meeting</a>' in page.text
    assert '<script src="/widget.js" async></script>' in page.text


async def test_the_index_for_a_plan_leaves_out_what_is_closed_to_it(project, browser) -> None:
    project.article("cloud-only", "Lead.", plans="pro")
    assert "cloud only" in (await browser.get("/help")).text
    assert "cloud only" in (await browser.get("/help?plan=pro")).text
    assert "cloud only" not in (await browser.get("/help?plan=basic")).text


async def test_an_article_is_shown_for_the_plan(browser) -> None:
    page = await browser.get("/help/articles/record-a-meeting?plan=basic")
    assert "Record here." in page.text
    assert "Record to the cloud." not in page.text
    assert '<h2 id="limits">' in page.text
    assert "40 minutes" in page.text
    assert "14 August 2026" in page.text
    assert 'href="/help/articles/join-a-meeting?plan=basic"' in page.text


@pytest.mark.parametrize("query", ["", "?plan=gold", "?plan="])
async def test_an_article_is_shown_to_a_reader_whose_plan_is_unknown(browser, query: str) -> None:
    page = await browser.get(f"/help/articles/record-a-meeting{query}")
    assert "<strong>On Pro:</strong> Record to the cloud." in page.text
    assert "40 minutes on Basic and 30 hours on Pro" in page.text


async def test_links_lead_to_help_pages(browser) -> None:
    page = await browser.get("/help/articles/join-a-meeting?plan=pro")
    assert '<a href="/help/articles/record-a-meeting?plan=pro">rec</a>' in page.text


async def test_an_article_closed_to_the_plan_says_so_and_nothing_else(project, browser) -> None:
    project.article("cloud-only", "The secret.", plans="pro")
    page = await browser.get("/help/articles/cloud-only?plan=basic")
    assert page.status_code == 404
    assert "This article is not for Basic" in page.text
    assert "comes with Pro" in page.text
    assert "secret" not in page.text


@pytest.mark.parametrize("path", ["/help/articles/nope", "/help/nope.css", "/help/page.html"])
async def test_what_does_not_exist_has_a_page_that_says_so(browser, path: str) -> None:
    page = await browser.get(path)
    assert page.status_code == 404
    assert "There is no such page" in page.text


async def test_content_is_escaped(project, browser) -> None:
    project.article("odd", "<script>alert(1)</script>", title='"<b>Odd</b>"')
    for path in ("/help", "/help/articles/odd"):
        page = await browser.get(path)
        assert "&lt;b&gt;Odd&lt;/b&gt;" in page.text
        assert "<script>alert" not in page.text


async def test_styles_and_script_are_served(browser) -> None:
    assert (await browser.get("/help/help.css")).headers["content-type"].startswith("text/css")
    assert "javascript" in (await browser.get("/help/help.js")).headers["content-type"]


async def test_a_changed_article_is_shown_without_a_restart(project, browser) -> None:
    await browser.get("/help")
    project.article("join-a-meeting", "New words.", "joining", intents="join_meeting")
    assert "New words." in (await browser.get("/help/articles/join-a-meeting")).text


def test_content_with_mistakes_is_not_taken_over(project, caplog) -> None:
    reader = KnowledgeReader(project.root / "data")
    project.write("data/kb/joining/broken.md", "no front matter")
    assert reader.reload() is False
    assert set(reader.articles) == {"join-a-meeting", "record-a-meeting"}
    assert "broken.md:1" in caplog.text
    (project.kb / "joining" / "broken.md").unlink()
    (project.kb / "joining" / "join-a-meeting.md").unlink()
    assert reader.reload() is True
    assert set(reader.articles) == {"record-a-meeting"}


def test_nothing_is_read_again_while_nothing_changes(project) -> None:
    reader = KnowledgeReader(project.root / "data")
    before = reader.knowledge
    assert reader.reload() is False
    assert reader.knowledge is before
    os.utime(project.root / "data" / "plans.yml", (1, 1))
    assert reader.reload() is True


def test_every_article_we_ship_can_be_read_on_every_plan() -> None:
    catalogue = PlanCatalogue.load(DATA / "plans.yml")
    articles = load_articles(DATA / "kb")
    assert len(articles) > 100
    for article in articles:
        for plan_id in article.plans:
            assert render_article(article, plan_id, catalogue).lead.text
        assert render_neutral(article, catalogue).lead.text
