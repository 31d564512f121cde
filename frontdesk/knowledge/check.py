"""Checks everything the knowledge base is made of, and says of each mistake where it is and how to mend it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from frontdesk.knowledge.article_questions import SUFFIX, question_files, question_mistakes, questions_path
from frontdesk.knowledge.article_rules import (
    field_line,
    link_mistakes,
    place_mistakes,
    plan_mistakes,
    typed_prices,
)
from frontdesk.knowledge.articles import article_files, read_article
from frontdesk.knowledge.intents import domain_intents, knowledge_intents
from frontdesk.knowledge.model import Article, ArticleError, ContentError, Mistake
from frontdesk.knowledge.plans import PlanCatalogue, PlanCatalogueError
from frontdesk.knowledge.sources.config import read_sources


@dataclass(frozen=True, order=True)
class Finding:
    """A mistake in the content. `path` is relative to the project's root; a warning does not break anything."""

    path: Path
    line: int
    message: str
    level: Literal["error", "warning"] = "error"


def check(root: Path) -> list[Finding]:
    """Every mistake in plan catalogue, articles, the intents they answer and sources, sorted by path and line."""
    return sorted(_Check(root).run())


class _Check:
    """One run over the content under `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kb = root / "data" / "kb"
        self._findings: set[Finding] = set()

    def run(self) -> set[Finding]:
        catalogue = self._read_catalogue()
        articles = self._read_articles()
        by_id = {article.id: article for article in articles}
        ids = frozenset(by_id) | {path.stem for path in article_files(self._kb)}
        for article in articles:
            self._add(article.path, place_mistakes(article, self._kb))
            self._add(article.path, link_mistakes(article, by_id, ids, catalogue))
            self._add(questions_path(article), question_mistakes(article))
            if catalogue:
                self._add(article.path, plan_mistakes(article, catalogue))
                self._add(article.path, typed_prices(article, catalogue), level="warning")
        self._find_questions_without_article(ids)
        self._find_doubles(articles)
        self._check_intents(articles)
        self._check_sources(catalogue)
        return self._findings

    def _add(self, path: Path, mistakes: Iterable[Mistake], level: Literal["error", "warning"] = "error") -> None:
        place = path.relative_to(self._root)
        self._findings.update(Finding(place, mistake.line, mistake.message, level) for mistake in mistakes)

    def _read_catalogue(self) -> PlanCatalogue | None:
        path = self._root / "data" / "plans.yml"
        try:
            catalogue = PlanCatalogue.load(path)
            for id in catalogue.ids:
                catalogue.monthly_price(id), catalogue.yearly_price(id)
                catalogue.seat_range(id), catalogue.refund_days(id)
        except PlanCatalogueError as error:
            self._add(path, [Mistake(1, str(error).removeprefix(f"{path}: "))])
            return None
        return catalogue

    def _read_articles(self) -> list[Article]:
        files = article_files(self._kb)
        if not files:
            self._add(self._kb, [Mistake(1, "there are no articles; write them as <topic>/<id>.md")])
        articles = []
        for path in files:
            try:
                articles.append(read_article(path))
            except ArticleError as error:
                self._add(path, error.mistakes)
        return articles

    def _find_questions_without_article(self, ids: frozenset[str]) -> None:
        for path in question_files(self._kb):
            if (id := path.name.removesuffix(SUFFIX)) not in ids:
                self._add(path, [Mistake(1, f"no article is called {id}; rename or remove this file")])

    def _find_doubles(self, articles: list[Article]) -> None:
        ids: dict[str, Article] = {}
        titles: dict[str, Article] = {}
        for article in articles:
            first = ids.setdefault(article.id, article)
            if first is not article:
                self._add_double(article, "id", article.id, first)
            first = titles.setdefault(article.title.casefold(), article)
            if first is not article:
                self._add_double(article, "title", article.title, first)

    def _add_double(self, article: Article, field: str, value: str, first: Article) -> None:
        message = f"the {field} {value} is taken by {first.path.relative_to(self._root)}; choose another"
        self._add(article.path, [Mistake(field_line(article, field), message)])

    def _check_intents(self, articles: list[Article]) -> None:
        answered = {intent for article in articles for intent in article.intents}
        domain = self._intents_in(domain_intents)
        if domain is None:
            return
        for article in articles:
            for intent in article.intents:
                if intent not in domain:
                    message = f"domain.yml has no intent {intent}; mend the name or add the intent"
                    self._add(article.path, [Mistake(field_line(article, "intents"), message)])
        knowledge = self._intents_in(knowledge_intents)
        for intent in sorted(((knowledge or set()) & domain) - answered):
            message = f"no article answers the intent {intent}; name it under `intents` of one"
            self._add(self._root / "domain.yml", [Mistake(self._line_of(intent), message)])

    def _check_sources(self, catalogue: PlanCatalogue | None) -> None:
        try:
            if catalogue:
                read_sources(self._root / "data" / "sources.yml", catalogue)
        except ContentError as error:
            self._add(error.path, error.mistakes)

    def _intents_in(self, read: Callable[[Path], set[str]]) -> set[str] | None:
        try:
            return read(self._root)
        except ContentError as error:
            self._add(error.path, error.mistakes)
            return None

    def _line_of(self, intent: str) -> int:
        lines = (self._root / "domain.yml").read_text("utf-8-sig").split("\n")
        return next((number for number, line in enumerate(lines, 1) if line.strip(" -:") == intent), 1)
