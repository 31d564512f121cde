"""Questions that are written beside an article."""

from pathlib import Path

import pytest

from frontdesk.knowledge.article_questions import article_questions, question_files, question_mistakes
from frontdesk.knowledge.articles import load_articles
from frontdesk.knowledge.model import Article, ContentError, KnownQuestion

WRITTEN = """\
---
id: polls
title: Make a poll
topic: hosting
intents: []
plans: [basic]
products: [meetings]
audience: [host]
language: en
updated: 2026-01-01
---
Choose **Polls**.

## On a phone
Tap **Polls**.
"""


@pytest.fixture
def article(tmp_path: Path) -> Article:
    folder = tmp_path / "hosting"
    folder.mkdir()
    (folder / "polls.md").write_text(WRITTEN)
    return load_articles(tmp_path)[0]


def write(article: Article, text: str) -> Path:
    path = article.path.with_name("polls.questions.yml")
    path.write_text(text)
    return path


def test_questions_name_the_section_that_answers_them(article: Article) -> None:
    path = write(article, "lead:\n  - let them vote\nOn a phone:\n  - vote from my mobile\n")
    assert article_questions([article]) == [
        KnownQuestion("let them vote", "polls", ""),
        KnownQuestion("vote from my mobile", "polls", "On a phone"),
    ]
    assert question_files(path.parent) == [path]


def test_an_article_needs_no_questions(article: Article) -> None:
    assert article_questions([article]) == []
    assert list(question_mistakes(article)) == []


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("On a tablet:\n  - x\n", 1, "no heading On a tablet"),
        ("lead:\n  - x\nOn a phone: tap\n", 3, "On a phone must have a list"),
        ("lead: []\n", 1, "lead must have a list"),
        ("- x\n", 1, "write the sections that answer"),
        ("lead:\n  - x\nlead:\n  - y\n", 3, "lead is written twice"),
    ],
)
def test_a_mistake_is_named_with_its_line(article: Article, text: str, line: int, message: str) -> None:
    write(article, text)
    (mistake,) = question_mistakes(article)
    assert mistake.line == line
    assert message in mistake.message
    with pytest.raises(ContentError, match=r"polls\.questions\.yml"):
        article_questions([article])
