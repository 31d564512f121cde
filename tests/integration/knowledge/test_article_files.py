from datetime import date

import pytest

from frontdesk.knowledge.articles import load_articles, read_article
from frontdesk.knowledge.model import ArticleError


def test_articles_are_read_and_sorted(project) -> None:
    articles = load_articles(project.kb)
    assert [article.id for article in articles] == ["join-a-meeting", "record-a-meeting"]
    record = articles[1]
    assert record.topic == "recording"
    assert record.intents == ("record_meeting",)
    assert record.plans == ("basic", "pro")
    assert record.updated == date(2026, 8, 14)
    assert record.related == ("join-a-meeting",)
    assert record.blocks[0].line == 14


def test_byte_order_marks_and_windows_line_ends_do_no_harm(project) -> None:
    path = project.kb / "recording" / "record-a-meeting.md"
    expected = read_article(path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_article(path) == expected


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("language: en", "language: en\ncolour: red", 10, "there is no field colour"),
        ("language: en\n", "", 1, "the field language is missing"),
        ("plans: [basic, pro]", "plans: basic", 6, "plans must be a list of texts"),
        ("plans: [basic, pro]", "plans: []", 6, "plans must name at least one"),
        ("plans: [basic, pro]", "plans: [basic, basic]", 6, "plans names something twice"),
        ("updated: 2026-08-14", "updated: today", 10, "updated must be a date"),
        ("updated: 2026-08-14", "updated: 2026-08-14 10:00:00", 10, "updated must be a date"),
        ("updated: 2026-08-14", "updated: 2026-02-30", 10, "day is out of range"),
        ("id: record-a-meeting", "id: Record it", 2, "id must be small letters"),
        ("language: en", "language: no", 9, "language must be text"),
        ("language: en", "language: [en", 10, "not valid YAML"),
        ("language: en", "topic: en", 9, "topic is written twice"),
        ("language: en", "language: !!python/object/apply:os.getcwd []", 9, "not valid YAML"),
        (":::\n\n## Limits", "\n## Limits", 16, "never closed"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(project, old: str, new: str, line: int, words: str) -> None:
    path = project.kb / "recording" / "record-a-meeting.md"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(ArticleError) as caught:
        load_articles(project.kb)
    assert any(f"{path}:{line}: " in one and words in one for one in str(caught.value).split("\n")), caught.value


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"  \n\n", "the file is empty"),
        (b"# Title\n", "the first line must be `---`"),
        (b"---\nid: a\n", "the front matter never ends"),
        (b"---\n---\nText.\n", "must be lines of `key: value`"),
        (b"---\n- a\n---\nText.\n", "must be lines of `key: value`"),
        (b"---\n\xff\n---\n", "not UTF-8"),
    ],
)
def test_a_file_that_is_no_article_is_told(project, content: bytes, words: str) -> None:
    path = project.kb / "recording" / "odd.md"
    path.write_bytes(content)
    with pytest.raises(ArticleError) as caught:
        read_article(path)
    assert f"{path}:1: " in str(caught.value)
    assert words in str(caught.value)


def test_an_article_needs_text(project) -> None:
    path = project.article("empty", "")
    with pytest.raises(ArticleError, match="the article has no text"):
        read_article(path)


def test_an_id_is_taken_once(project) -> None:
    project.article("join-a-meeting", "Again.", file="data/kb/recording/again.md")
    with pytest.raises(ArticleError, match="the id join-a-meeting is taken by"):
        load_articles(project.kb)
