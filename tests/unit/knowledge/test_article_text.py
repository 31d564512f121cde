"""Documents from elsewhere as the text of article files."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from frontdesk.knowledge.articles import parse_article
from frontdesk.knowledge.model import Article
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.rendering import render_article
from frontdesk.knowledge.sources.article_text import UnusableDocument, article_id, article_text, clean_title
from frontdesk.knowledge.sources.model import SourceDocument

DOCUMENT = SourceDocument(
    id="17",
    title="Title",
    body="Text.",
    plans=("pro", "basic"),
    topic="Billing & plans",
    language="en",
    updated=date(2026, 1, 2),
    url="https://example.com/17",
)


def written(catalogue: PlanCatalogue, title: str = "Title", **fields: object) -> Article:
    document = replace(DOCUMENT, **fields)
    text = article_text(document, "desk-17", title, "desk", catalogue)
    return parse_article(Path("desk-17.md"), text)


def read(catalogue: PlanCatalogue, body: str, **fields: object) -> str:
    """The body as a customer reads it."""
    return render_article(written(catalogue, body=body, **fields), "pro", catalogue).text


def test_every_field_of_an_article_is_written(catalogue: PlanCatalogue) -> None:
    article = written(catalogue)
    assert (article.id, article.title, article.topic) == ("desk-17", "Title", "Billing & plans")
    assert article.plans == ("basic", "pro")
    assert (article.products, article.audience, article.intents) == (("desk",), ("everyone",), ())
    assert article.updated == date(2026, 1, 2)


@pytest.mark.parametrize(
    "body",
    [
        "Costs {{ plan.monthly_price }} or {{nothing}} and }} or {{{{ a }}}}.",
        "Text.\n\n::: has cloud\nSecret.\n:::\n\nMore.",
        ":::",
        "```\n{{ x }}\n::: plan pro\n```",
        "Text.\n::: plan nobody\r\nMore.\r\n:::",
    ],
)
def test_what_looks_like_our_markup_is_only_text(catalogue: PlanCatalogue, body: str) -> None:
    article = written(catalogue, body=body)
    assert [block.condition for block in article.blocks] == [None]
    assert read(catalogue, body).replace("\u2060", "") == body.replace("\r\n", "\n")


def test_links_of_our_own_scheme_lead_nowhere(catalogue: PlanCatalogue) -> None:
    assert "](article:" not in read(catalogue, "[x](article:secret) and [y]( article:secret)")


def test_markup_of_the_project_s_own_articles_is_meant(catalogue: PlanCatalogue) -> None:
    body = "Lasts {{ plan.meeting_length }}; see [more](article:find).\n\n::: lacks cloud\nNo cloud.\n:::\n"
    article = written(catalogue, body=body, markup=True, related=("find",))
    assert render_article(article, "pro", catalogue).text == "Lasts 30 hours; see [more](article:desk-find)."
    assert article.related == ("desk-find",)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("# Title\n\nLead.\n\n## One\n\nText.", "Lead.\n\n## One\n\nText."),
        ("TITLE\n=====\n\nLead.\n\nOne\n---\nText.", "Lead.\n\n## One\n\nText."),
        ("Lead.\n\n# One\n\nText.\n\n## Two\n\nText.", "Lead.\n\n## One\n\nText.\n\n### Two\n\nText."),
        ("Lead.\n\n#### One\n\nText.", "Lead.\n\n## One\n\nText."),
        ("## One\n\nText.\n\n## Two\n\nText.", "**One**\n\nText.\n\n## Two\n\nText."),
        ("# Title\n\n## One\n\nText.", "**One**\n\nText."),
        ("Lead.\n\n```\n# no heading\n```", "Lead.\n\n```\n# no heading\n```"),
    ],
)
def test_headings_are_brought_to_the_level_of_sections(catalogue: PlanCatalogue, body: str, text: str) -> None:
    assert read(catalogue, body) == text


@pytest.mark.parametrize("body", ["", " \n\t\n", "# Title", "\x00\x01"])
def test_a_document_without_text_cannot_be_used(catalogue: PlanCatalogue, body: str) -> None:
    with pytest.raises(UnusableDocument, match="no text"):
        written(catalogue, body=body)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": ""}, "no title"),
        ({"plans": ("gold",)}, "the plan catalogue has no plan gold"),
        ({"plans": ()}, "plans must name at least one"),
        ({"body": "{{ plan.nothing }}", "markup": True}, "the plan catalogue has no limit nothing"),
        ({"body": "::: has cloud", "markup": True}, "never closed"),
        ({"body": "::: has cloud\nOnly there.\n:::", "markup": True}, "no text"),
    ],
)
def test_what_cannot_be_used_says_why(catalogue: PlanCatalogue, fields: dict[str, object], reason: str) -> None:
    with pytest.raises(UnusableDocument, match=reason):
        written(catalogue, **fields)


@pytest.mark.parametrize(
    "title",
    [
        '"quoted": yes',
        "# no comment",
        "yes",
        "2026-01-02",
        "- item",
        "{a: b}",
        "Größe 🎉",
        "a\ud800b",
        "x" * 500,
        "---",
    ],
)
def test_any_title_can_be_written(catalogue: PlanCatalogue, title: str) -> None:
    assert written(catalogue, title=clean_title(title)).title == clean_title(title)


def test_characters_that_no_file_can_hold_are_left_out(catalogue: PlanCatalogue) -> None:
    assert read(catalogue, "a\ud800\x00b\x1b[31m\u2028c\r\nd") == "a?b[31m\nc\nd"


@pytest.mark.parametrize(
    ("document_id", "id"),
    [
        ("17", "desk-17"),
        ("360000000001-en-us", "desk-360000000001-en-us"),
        ("0a1b2c3d4e5f60718293a4b5c6d7e8f9", "desk-0a1b2c3d4e5f60718293a4b5c6d7e8f9"),
    ],
)
def test_an_id_that_is_safe_stays(document_id: str, id: str) -> None:
    assert article_id("desk", document_id) == id


def test_ids_are_safe_and_different_whatever_the_source_calls_its_documents(catalogue: PlanCatalogue) -> None:
    documents = ["A", "a", "a/b", "a-b", "a b", "../../etc/passwd", "会議", "会", "", "https://x.example/" + "y" * 500]
    ids = [article_id("desk", document) for document in documents]
    assert len(set(ids)) == len(ids)
    for id in ids:
        text = article_text(DOCUMENT, id, "Title", "desk", catalogue)
        assert parse_article(Path("x.md"), text).id == id
        assert len(id) < 120
