"""Builds an index from passages, embedding only what the previous index does not hold already."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np

from encoder import SentenceEncoder
from frontdesk.knowledge.index.dense import DenseIndex
from frontdesk.knowledge.index.files import FORMAT, Manifest, StoredIndex
from frontdesk.knowledge.index.lexical import LexicalIndex
from frontdesk.knowledge.index.relevance import relevance_of
from frontdesk.knowledge.index.search import PassageIndex
from frontdesk.knowledge.model import KnownQuestion, Passage
from frontdesk.knowledge.sentences import plain

BATCH = 64

Progress = Callable[[str, int, int], None]


def build_index(
    passages: Sequence[Passage],
    questions: Sequence[KnownQuestion],
    encoder: SentenceEncoder,
    *,
    intents: dict[str, tuple[str, ...]],
    previous: StoredIndex | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> StoredIndex:
    """Build an index of `passages` and `questions`.

    Args:
        intents: the articles that name each intent.
        previous: an index by the same encoder, whose vectors are used again for what did not change.
        progress: told the stage, how much of it is done, and of how much.
    """
    titles, vectors = _passage_vectors(passages, encoder, previous, progress)
    asked = _question_vectors(questions, encoder, previous, progress)
    lexical = LexicalIndex.build([_whole(passage) for passage in passages])
    searchable = PassageIndex(passages, DenseIndex.build(vectors), lexical, questions, asked, titles)
    return StoredIndex(
        manifest=_manifest(passages, encoder),
        passages=tuple(passages),
        questions=tuple(questions),
        vectors=vectors,
        title_vectors=titles,
        question_vectors=asked,
        lexical=lexical,
        relevance=relevance_of(searchable, questions, asked, encoder.encode),
        intents=intents,
    )


def is_current(previous: StoredIndex, passages: Sequence[Passage], questions: Sequence[KnownQuestion]) -> bool:
    """Whether `previous` already holds exactly these passages and questions."""
    return previous.passages == tuple(passages) and previous.questions == tuple(questions)


def _passage_vectors(
    passages: Sequence[Passage], encoder: SentenceEncoder, previous: StoredIndex | None, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """Title vectors and search vectors of `passages`, each of shape (passages, dimension).

    An inner product with the mean of three vectors is the mean of three cosines: to the title and heading, to the
    text, and to both together.
    """
    old_rows = {passage.id: row for row, passage in enumerate(previous.passages)} if previous else {}
    titles = np.zeros((len(passages), encoder.dimension), dtype=np.float32)
    vectors = np.zeros_like(titles)
    changed = []
    for row, passage in enumerate(passages):
        if previous is not None and passage.id in old_rows:
            titles[row] = previous.title_vectors[old_rows[passage.id]]
            vectors[row] = previous.vectors[old_rows[passage.id]]
        else:
            changed.append(row)
    for done in range(0, len(changed), BATCH):
        rows = changed[done : done + BATCH]
        batch = [passages[row] for row in rows]
        titles[rows] = encoder.encode([_title(passage) for passage in batch])
        bodies = encoder.encode([plain(passage.text) for passage in batch])
        whole = encoder.encode([_whole(passage) for passage in batch])
        vectors[rows] = (titles[rows] + bodies + whole) / 3.0
        progress("passages", min(done + BATCH, len(changed)), len(changed))
    return titles, vectors


def _question_vectors(
    questions: Sequence[KnownQuestion], encoder: SentenceEncoder, previous: StoredIndex | None, progress: Progress
) -> np.ndarray:
    old_rows = {question.text: row for row, question in enumerate(previous.questions)} if previous else {}
    vectors = np.zeros((len(questions), encoder.dimension), dtype=np.float32)
    changed = [row for row, question in enumerate(questions) if question.text not in old_rows]
    for row, question in enumerate(questions):
        if previous is not None and question.text in old_rows:
            vectors[row] = previous.question_vectors[old_rows[question.text]]
    for done in range(0, len(changed), BATCH):
        rows = changed[done : done + BATCH]
        vectors[rows] = encoder.encode([questions[row].text for row in rows])
        progress("questions", min(done + BATCH, len(changed)), len(changed))
    return vectors


def _manifest(passages: Sequence[Passage], encoder: SentenceEncoder) -> Manifest:
    return Manifest(
        format=FORMAT,
        encoder=encoder.manifest["model"],
        encoder_fingerprint=encoder.fingerprint,
        dimension=encoder.dimension,
        built_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        passages=len(passages),
        articles=_article_hashes(passages),
    )


def _article_hashes(passages: Sequence[Passage]) -> dict[str, str]:
    ids: dict[str, list[str]] = {}
    for passage in passages:
        ids.setdefault(passage.article_id, []).append(passage.id)
    return {article: hashlib.sha256("".join(of_article).encode()).hexdigest() for article, of_article in ids.items()}


def _title(passage: Passage) -> str:
    return f"{passage.title}. {passage.heading}" if passage.heading else passage.title


def _whole(passage: Passage) -> str:
    return f"{_title(passage)}. {plain(passage.text)}"
