"""Articles from a folder of Markdown files: the project's own kind, or plain ones with or without front matter."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from frontdesk.knowledge.articles import article_files, read_article
from frontdesk.knowledge.model import ArticleError
from frontdesk.knowledge.sources.config import MarkdownConfig
from frontdesk.knowledge.sources.headings import first_heading
from frontdesk.knowledge.sources.model import Batch, Cursor, DocumentFailure, SourceDocument, SourceError
from frontdesk.knowledge.strict_yaml import YamlMistake, read_yaml

_FENCE = "---"
# A file whose front matter has all of these is meant to be one of the project's own articles.
_OUR_FIELDS = frozenset({"id", "topic", "intents", "plans"})
# What the cursor remembers of a file: a `digest` of its content, and the `id` of its document.
Memory = Mapping[str, str]


class MarkdownSource:
    """The Markdown files under a folder; their content tells changes.

    A document's id is the one that an article of the project's own kind has, or else the file's path in the folder.
    """

    def __init__(self, config: MarkdownConfig, root: Path, *, batch_size: int = 50) -> None:
        self._config = config
        self._folder = root / config.folder
        self._batch_size = batch_size

    def changes(self, cursor: Cursor) -> Iterator[Batch]:
        """The files that differ from what `cursor` remembers, in the order of their paths. Raises SourceError."""
        paths = {path.relative_to(self._folder).as_posix(): path for path in self._files()}
        files: dict[str, Memory] = {place: file for place, file in cursor.get("files", {}).items() if place in paths}
        waiting = iter(paths.items())
        while chunk := list(islice(waiting, self._batch_size)):
            documents: list[SourceDocument] = []
            failures: list[DocumentFailure] = []
            for place, path in chunk:
                content = self._content(path)
                digest = hashlib.sha256(content).hexdigest()
                if files.get(place, {}).get("digest") == digest:
                    continue
                try:
                    document = self._document(place, path, content)
                    _require_own_id(document.id, place, files)
                except ValueError as error:
                    failures.append(DocumentFailure(place, str(error)))
                    continue
                files[place] = {"digest": digest, "id": document.id}
                documents.append(document)
            yield Batch(tuple(documents), {"files": dict(files)}, tuple(failures))
        present = frozenset(files[place]["id"] if place in files else place for place in paths)
        yield Batch((), {"files": files}, present=present)

    def _files(self) -> list[Path]:
        if not self._folder.is_dir():
            raise SourceError(self._config.name, f"there is no folder {self._folder}", "mend `folder`, or mount it")
        visible = (path for path in article_files(self._folder) if not _is_hidden(path.relative_to(self._folder)))
        return list(visible)

    def _content(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            problem = f"{path} cannot be read ({error.strerror})"
            raise SourceError(
                self._config.name, problem, "see that the folder stays where it is, and sync again"
            ) from error

    def _document(self, place: str, path: Path, content: bytes) -> SourceDocument:
        """Raises ValueError: the file is not written as it must be."""
        try:
            front, body = _split(content.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise ValueError("this is not UTF-8 text; save the file as UTF-8") from error
        except YamlMistake as mistake:
            raise ValueError(f"line {mistake.line + 1}: {mistake}") from mistake
        return self._ours(place, path, body) if front.keys() >= _OUR_FIELDS else self._plain(place, path, front, body)

    def _ours(self, place: str, path: Path, body: str) -> SourceDocument:
        try:
            article = read_article(path)
        except ArticleError as error:
            raise ValueError(
                "; ".join(f"line {mistake.line}: {mistake.message}" for mistake in error.mistakes)
            ) from error
        return SourceDocument(
            id=article.id,
            title=article.title,
            body=body,
            plans=article.plans,
            topic=article.topic,
            language=article.language,
            updated=article.updated,
            url=place,
            intents=article.intents,
            related=article.related,
            markup=True,
        )

    def _plain(self, place: str, path: Path, front: Mapping[str, Any], body: str) -> SourceDocument:
        folder = Path(place).parent.name
        return SourceDocument(
            id=place,
            title=str(front.get("title") or first_heading(body) or path.stem),
            body=body,
            plans=self._plans(front),
            topic=str(front.get("topic") or self._config.topic or folder or self._config.name),
            language=str(front.get("language") or self._config.language),
            updated=_updated(front, path),
            url=place,
        )

    def _plans(self, front: Mapping[str, Any]) -> tuple[str, ...]:
        plans = front.get("plans")
        if plans is None:
            return self._config.plans
        if not isinstance(plans, list) or not plans or not all(isinstance(plan, str) for plan in plans):
            raise ValueError("plans must be a list of plans, as in [basic, pro]")
        return tuple(plans)


def _split(text: str) -> tuple[Mapping[str, Any], str]:
    """The front matter, empty if there is none, and the body. Raises YamlMistake."""
    lines = text.replace("\r\n", "\n").split("\n")
    ends = [number for number, line in enumerate(lines) if number and line.rstrip() == _FENCE]
    if lines[0].rstrip() != _FENCE or not ends:
        return {}, text
    front = read_yaml("\n".join(lines[1 : ends[0]]))
    # Text between two rules is no front matter.
    return (front, "\n".join(lines[ends[0] + 1 :])) if isinstance(front, dict) else ({}, text)


def _updated(front: Mapping[str, Any], path: Path) -> date:
    for field in ("updated", "date"):
        value = front.get(field)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _require_own_id(id: str, place: str, files: Mapping[str, Memory]) -> None:
    """Raises ValueError: another file has the id."""
    for other, file in files.items():
        if file["id"] == id and other != place:
            raise ValueError(f"the id {id} is taken by {other}; choose another")
