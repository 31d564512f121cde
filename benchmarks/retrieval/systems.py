"""The three systems that are compared: ours, BM25 alone, and MiniLM with FAISS alone."""

import time
from dataclasses import dataclass
from typing import Protocol

import bm25s
import faiss
import numpy as np

from benchmarks.retrieval.corpus import Document, passages_of
from encoder import SentenceEncoder
from frontdesk.knowledge.index.build import build_index

RANKED = 10


@dataclass(frozen=True)
class Found:
    """Documents found, best first; `confidence` ranks answerable over unanswerable; `abstains`: gives no answer."""

    documents: list[str]
    confidence: float
    abstains: bool


class System(Protocol):
    """A way of searching. `index_seconds` is what building it took, `index_bytes` what its arrays hold."""

    index_seconds: float
    index_bytes: int

    def search(self, text: str) -> Found:
        """Search for `text`, encoding included."""


class Ours:
    """The project's retrieval with its self-calibrated confidence."""

    def __init__(self, documents: list[Document], encoder: SentenceEncoder) -> None:
        started = time.perf_counter()
        passages = [passage for document in documents for passage in passages_of(document)]
        self._encoder = encoder
        stored = build_index(passages, [], encoder, intents={})
        self._index = stored.searchable()
        self._relevance = stored.relevance
        self.index_seconds = time.perf_counter() - started
        self.index_bytes = stored.vectors.nbytes + stored.title_vectors.nbytes

    def search(self, text: str) -> Found:
        vector = self._encoder.encode([text])[0]
        hits = self._relevance.judge(self._index.search(text, vector), vector)
        confidence = hits[0].probability if hits else 0.0
        return Found([hit.article_id for hit in hits], confidence, confidence < self._relevance.threshold)


class Bm25:
    """bm25s over whole documents with its defaults and English stop words; never abstains."""

    def __init__(self, documents: list[Document], _: SentenceEncoder) -> None:
        started = time.perf_counter()
        self._ids = [document.id for document in documents]
        tokens = bm25s.tokenize([_whole(document) for document in documents], stopwords="en", show_progress=False)
        self._bm25 = bm25s.BM25()
        self._bm25.index(tokens, show_progress=False)
        self.index_seconds = time.perf_counter() - started
        self.index_bytes = sum(array.nbytes for array in self._bm25.scores.values() if isinstance(array, np.ndarray))

    def search(self, text: str) -> Found:
        tokens = bm25s.tokenize([text], stopwords="en", return_ids=False, show_progress=False)[0]
        scores = self._bm25.get_scores(tokens) if tokens else np.zeros(len(self._ids))
        rows = np.argsort(-scores, kind="stable")[:RANKED]
        return Found([self._ids[row] for row in rows], float(scores[rows[0]]), abstains=False)


class Dense:
    """The same encoder over whole documents in a flat FAISS index; never abstains."""

    def __init__(self, documents: list[Document], encoder: SentenceEncoder) -> None:
        started = time.perf_counter()
        self._ids = [document.id for document in documents]
        self._encoder = encoder
        self._index = faiss.IndexFlatIP(encoder.dimension)
        self._index.add(encoder.encode([_whole(document) for document in documents]))
        self.index_seconds = time.perf_counter() - started
        self.index_bytes = len(documents) * encoder.dimension * 4

    def search(self, text: str) -> Found:
        scores, rows = self._index.search(self._encoder.encode([text]), min(RANKED, len(self._ids)))
        return Found([self._ids[row] for row in rows[0]], float(scores[0][0]), abstains=False)


def _whole(document: Document) -> str:
    return f"{document.title}. {document.text}" if document.title else document.text
