"""Keeps titles of articles apart: two of the same title could not be told apart in a list of answers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from frontdesk.knowledge.articles import article_files, read_article
from frontdesk.knowledge.model import ArticleError
from frontdesk.knowledge.sources.store import KeptDocument


class OtherArticles:
    """The ids and titles of articles that do not come from one source: the project's own, and other sources'."""

    def __init__(self, kb: Path, others: Iterable[KeptDocument]) -> None:
        self._ids: set[str] = set()
        self._titles = {kept.title.casefold() for kept in others}
        for path in article_files(kb):
            try:
                article = read_article(path)
            except ArticleError:
                continue
            self._ids.add(article.id)
            self._titles.add(article.title.casefold())

    def has_id(self, id: str) -> bool:
        """Whether the project's own articles have the id."""
        return id in self._ids

    def free_title(self, title: str, source: str) -> str:
        """`title`, with the name of the source if another article has it."""
        return f"{title} ({source})" if title.casefold() in self._titles else title


def doubled_titles(documents: Mapping[str, KeptDocument]) -> list[str]:
    """What to say of documents of one source that share a title."""
    places: dict[str, list[str]] = defaultdict(list)
    for kept in documents.values():
        places[kept.title].append(kept.url)
    return [
        f"{len(urls)} documents are titled “{title}”; rename all but one: {', '.join(sorted(urls))}"
        for title, urls in sorted(places.items())
        if len(urls) > 1
    ]
