"""Reads articles: front matter between two `---` lines, then the body."""

import re
from collections.abc import Callable
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from frontdesk.knowledge.blocks import split_blocks
from frontdesk.knowledge.model import Article, ArticleError, Mistake
from frontdesk.knowledge.strict_yaml import YamlMistake, read_yaml_with_lines

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FENCE = "---"


def load_articles(*folders: Path) -> list[Article]:
    """Every article under the `folders`, sorted by id.

    Raises:
        ArticleError: an article is not written as it must be, or two share an id. It names the file and the line.
    """
    articles: dict[str, Article] = {}
    for path in chain.from_iterable(map(article_files, folders)):
        article = read_article(path)
        if article.id in articles:
            message = f"the id {article.id} is taken by {articles[article.id].path}; choose another"
            raise ArticleError(path, (Mistake(1, message),))
        articles[article.id] = article
    return [articles[id] for id in sorted(articles)]


def article_files(folder: Path) -> list[Path]:
    """The files under `folder` that are articles, sorted."""
    return sorted(path for path in folder.rglob("*.md") if path.is_file())


def synced_folders(sources: Path) -> list[Path]:
    """The folders under `sources` into which articles from elsewhere are written, sorted."""
    return sorted(folder for folder in sources.glob("*/articles") if folder.is_dir())


def read_article(path: Path) -> Article:
    """The article in the file at `path`. Raises ArticleError with every mistake found."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ArticleError(path, (Mistake(1, "this is not UTF-8 text; save the file as UTF-8"),)) from error
    except OSError as error:
        raise ArticleError(path, (Mistake(1, f"the file cannot be read: {error.strerror}"),)) from error
    return parse_article(path, text)


def parse_article(path: Path, text: str) -> Article:
    """The article that `text` writes; `path` is where it stands. Raises ArticleError with every mistake found."""
    front_matter, body, body_line = _split(path, text)
    fields, mistakes = _read_front_matter(path, front_matter)
    blocks, block_mistakes = split_blocks(body, body_line)
    mistakes += block_mistakes
    if not blocks:
        mistakes.append(Mistake(body_line, "the article has no text; write its lead after the front matter"))
    if mistakes:
        raise ArticleError(path, tuple(sorted(mistakes, key=lambda mistake: mistake.line)))
    return Article(**fields, blocks=blocks, path=path)


def _split(path: Path, text: str) -> tuple[str, str, int]:
    lines = text.split("\n")
    if not text.strip():
        raise ArticleError(path, (Mistake(1, "the file is empty; write an article or remove the file"),))
    if lines[0].rstrip() != _FENCE:
        raise ArticleError(path, (Mistake(1, "the first line must be `---`, and front matter must follow it"),))
    for number, line in enumerate(lines[1:], 2):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:]), number + 1
    raise ArticleError(path, (Mistake(1, "the front matter never ends; close it with a second `---` line"),))


def _read_front_matter(path: Path, text: str) -> tuple[dict[str, Any], list[Mistake]]:
    try:
        written, lines = read_yaml_with_lines(text)
    except YamlMistake as mistake:
        raise ArticleError(path, (Mistake(mistake.line + 1, str(mistake)),)) from mistake
    if not isinstance(written, dict):
        raise ArticleError(path, (Mistake(1, "the front matter must be lines of `key: value`"),))
    mistakes = [
        Mistake(lines[str(key)] + 1, f"there is no field {key}; the fields are {', '.join(_FIELDS)}")
        for key in written
        if key not in _FIELDS
    ]
    fields: dict[str, Any] = {}
    for name, read in _FIELDS.items():
        if name not in written and name != "related":
            mistakes.append(Mistake(1, f"the field {name} is missing; add it to the front matter"))
            continue
        try:
            fields[name] = read(written.get(name, []))
        except ValueError as error:
            mistakes.append(Mistake(lines[name] + 1, f"{name} {error}"))
    return fields, mistakes


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be text; write it in quotes if it looks like something else")
    return value.strip()


def _id(value: Any) -> str:
    if not _ID.fullmatch(text := _text(value)):
        raise ValueError("must be small letters, digits and single hyphens, as in record-a-meeting")
    return text


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise ValueError("must be a list of texts, as in [one, two]")
    if len(set(value)) < len(value):
        raise ValueError("names something twice; keep it once")
    return tuple(item.strip() for item in value)


def _some_texts(value: Any) -> tuple[str, ...]:
    if not (texts := _texts(value)):
        raise ValueError("must name at least one")
    return texts


def _date(value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("must be a date, as in 2026-08-14")
    return value


_FIELDS: dict[str, Callable[[Any], Any]] = {
    "id": _id,
    "title": _text,
    "topic": _text,
    "intents": _texts,
    "plans": _some_texts,
    "products": _some_texts,
    "audience": _some_texts,
    "language": _text,
    "updated": _date,
    "related": _texts,
}
