"""Builds the project's knowledge index from its content."""

from dataclasses import dataclass
from pathlib import Path

from encoder import SentenceEncoder
from frontdesk.knowledge.article_questions import article_questions
from frontdesk.knowledge.articles import load_articles, synced_folders
from frontdesk.knowledge.index.build import Progress, build_index, is_current
from frontdesk.knowledge.index.files import IndexUnusable, StoredIndex, read_index, write_index
from frontdesk.knowledge.model import Article
from frontdesk.knowledge.passages import passages_of
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.training_questions import known_questions


@dataclass(frozen=True)
class BuildReport:
    """What a build came to."""

    articles: int
    passages: int
    changed: bool


def build_knowledge(
    data_folder: Path,
    index_folder: Path,
    encoder: SentenceEncoder,
    progress: Progress,
    sources_folder: Path | None = None,
) -> BuildReport:
    """Index the articles of `data_folder`, and those that were synced into `sources_folder`, into `index_folder`.

    An index that holds just them already is left as it is.

    Raises:
        ContentError, PlanCatalogueError: the content has mistakes; the index in use stays as it is.
    """
    catalogue = PlanCatalogue.load(data_folder / "plans.yml")
    articles = load_articles(data_folder / "kb", *(synced_folders(sources_folder) if sources_folder else ()))
    passages = [passage for article in articles for passage in passages_of(article, catalogue)]
    questions = [*known_questions(articles, data_folder / "nlu"), *article_questions(articles)]
    intents = _articles_by_intent(articles)
    previous = _previous(index_folder, encoder)
    unchanged = previous is not None and is_current(previous, passages, questions) and previous.intents == intents
    if not unchanged:
        stored = build_index(passages, questions, encoder, intents=intents, previous=previous, progress=progress)
        write_index(index_folder, stored)
    return BuildReport(len(articles), len(passages), changed=not unchanged)


def _previous(index_folder: Path, encoder: SentenceEncoder) -> StoredIndex | None:
    try:
        return read_index(index_folder, encoder.fingerprint)
    except IndexUnusable:
        return None


def _articles_by_intent(articles: list[Article]) -> dict[str, tuple[str, ...]]:
    named: dict[str, tuple[str, ...]] = {}
    for article in articles:
        for intent in article.intents:
            named[intent] = (*named.get(intent, ()), article.id)
    return named
