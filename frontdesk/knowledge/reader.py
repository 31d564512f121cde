"""Holds the articles and the plan catalogue in memory, and reads them again when their files change."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from frontdesk.knowledge.articles import article_files, load_articles, synced_folders
from frontdesk.knowledge.model import Article, ContentError
from frontdesk.knowledge.plans import PlanCatalogue, PlanCatalogueError

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Knowledge:
    """The articles by id, and the plans they speak of, as they stood at one moment."""

    articles: Mapping[str, Article]
    catalogue: PlanCatalogue


class KnowledgeReader:
    """The content of one data folder, with the articles that were synced into `sources`.

    Raises ContentError and PlanCatalogueError when made from content that cannot be used.
    """

    def __init__(self, data: Path, sources: Path | None = None) -> None:
        self._plans = data / "plans.yml"
        self._kb = data / "kb"
        self._sources = sources
        self._fingerprint = self._look()
        self.knowledge = self._read()

    @property
    def articles(self) -> Mapping[str, Article]:
        """The articles by id."""
        return self.knowledge.articles

    @property
    def catalogue(self) -> PlanCatalogue:
        """The plan catalogue."""
        return self.knowledge.catalogue

    def reload(self) -> bool:
        """Read the content again if a file changed, and say whether it was; content with mistakes is not taken over."""
        fingerprint = self._look()
        if fingerprint == self._fingerprint:
            return False
        self._fingerprint = fingerprint
        try:
            self.knowledge = self._read()
        except (ContentError, PlanCatalogueError) as error:
            _log.warning("The changed content has mistakes, so the one read before stays in use: %s", error)
            return False
        return True

    def _read(self) -> Knowledge:
        catalogue = PlanCatalogue.load(self._plans)
        return Knowledge({article.id: article for article in load_articles(*self._folders())}, catalogue)

    def _folders(self) -> list[Path]:
        return [self._kb, *(synced_folders(self._sources) if self._sources else ())]

    def _look(self) -> frozenset[tuple[Path, int, int]]:
        """What changes when a file is written, added or removed."""
        seen = set()
        articles = chain.from_iterable(map(article_files, self._folders()))
        for path in (self._plans, *articles):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            seen.add((path, status.st_mtime_ns, status.st_size))
        return frozenset(seen)
