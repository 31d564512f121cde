"""Writes a document from elsewhere as the text of one of the project's article files."""

import hashlib
import re
from pathlib import Path

import yaml

from frontdesk.knowledge.articles import parse_article
from frontdesk.knowledge.conditions import plans_seeing
from frontdesk.knowledge.model import ContentError
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.rendering import render_article
from frontdesk.knowledge.sources.headings import level_headings
from frontdesk.knowledge.sources.model import SourceDocument

# Between two signs that together would mean something to us it is not seen, and keeps them from meaning it.
_JOINER = "\u2060"
_OUR_MARKUP = (
    (re.compile(r"\{(?=\{)"), "{" + _JOINER),
    (re.compile(r"\}(?=\})"), "}" + _JOINER),
    (re.compile(r"^:(?=::)", re.MULTILINE), ":" + _JOINER),
    (re.compile(r"(\]\(\s*article)(?=:)"), r"\1" + _JOINER),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")
_LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_OUR_LINK = re.compile(r"(\]\(\s*article:)(?=[^)\s])")
_LONGEST_SLUG = 80


class UnusableDocument(Exception):
    """The document cannot be an article; the message says why."""


def article_id(source: str, document_id: str) -> str:
    """The id of the article that a document becomes: the source's name, then the document's id in safe letters."""
    slug = _NOT_IN_IDS.sub("-", document_id.lower())[:_LONGEST_SLUG].strip("-")
    if slug and slug == document_id:
        return f"{source}-{slug}"
    return "-".join(filter(None, (source, slug, short_hash(document_id))))


def short_hash(text: str) -> str:
    """A few letters that differ for different texts."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:8]


def clean_title(title: str) -> str:
    """A title on one line."""
    return " ".join(_CONTROL.sub(" ", _encodable(title)).split())


def article_text(document: SourceDocument, id: str, title: str, source: str, catalogue: PlanCatalogue) -> str:
    """The article file of `document`, with the given id and title.

    Raises:
        UnusableDocument: it has no title or no text, is for no plan there is, or our markup in it is wrong.
    """
    if not title:
        raise UnusableDocument("it has no title")
    if unknown := [plan for plan in document.plans if not catalogue.has(plan)]:
        raise UnusableDocument(f"the plan catalogue has no plan {unknown[0]}")
    body = _body(document, title, source)
    if not body.strip():
        raise UnusableDocument("it has no text")
    front = {
        "id": id,
        "title": title,
        "topic": clean_title(document.topic) or source,
        "intents": list(document.intents),
        "plans": [plan for plan in catalogue.ids if plan in document.plans],
        "products": [source],
        "audience": ["everyone"],
        "language": clean_title(document.language) or "en",
        "updated": document.updated,
        "related": [f"{source}-{related}" for related in document.related],
    }
    written = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1000)
    text = f"---\n{written}---\n{body}\n"
    _require_sound(text, id, catalogue)
    return text


def _body(document: SourceDocument, title: str, source: str) -> str:
    body = _CONTROL.sub("", _LINE_ENDS.sub("\n", _encodable(document.body)))
    if document.markup:
        return _OUR_LINK.sub(rf"\g<1>{source}-", body).strip("\n")
    body = level_headings(body, title)
    for pattern, data in _OUR_MARKUP:
        body = pattern.sub(data, body)
    return body.strip("\n")


def _require_sound(text: str, id: str, catalogue: PlanCatalogue) -> None:
    try:
        article = parse_article(Path(f"{id}.md"), text)
        renderings = [render_article(article, plan, catalogue) for plan in plans_seeing(article, catalogue)]
    except ContentError as error:
        raise UnusableDocument(_without_place(error)) from error
    if not all(rendering.text.strip() for rendering in renderings):
        raise UnusableDocument("it has no text")


def _without_place(error: ContentError) -> str:
    """What is wrong; the lines of a file that was never written tell nobody anything."""
    return "; ".join(dict.fromkeys(mistake.message for mistake in error.mistakes))


def _encodable(text: str) -> str:
    """`text` without half characters, which JSON can carry and no file."""
    return text.encode("utf-8", "replace").decode("utf-8")
