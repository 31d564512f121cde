"""Lexical search: BM25 through bm25s, scored by how much of the question a passage covers."""

from pathlib import Path

import bm25s
import numpy as np
import Stemmer

_K1 = 1.2
_B = 0.6


class LexicalIndex:
    """BM25 over texts, with English stop words and stems."""

    def __init__(self, bm25: bm25s.BM25, idf: dict[str, float], size: int) -> None:
        self._bm25 = bm25
        self._idf = idf
        self._size = size

    @classmethod
    def build(cls, texts: list[str]) -> "LexicalIndex":
        """Index `texts`; a text's place in the list is its row."""
        tokens = _tokens(texts)
        bm25 = bm25s.BM25(k1=_K1, b=_B)
        # bm25s cannot index a corpus without a single word.
        bm25.index(tokens if any(tokens) else [["\x00"], *tokens[1:]], show_progress=False)
        return cls(bm25, _inverse_document_frequencies(tokens), len(texts))

    def coverage(self, question: str) -> np.ndarray:
        """For every row, the share of the question's information that the row holds: shape (rows,), 0 to 1."""
        words = _tokens([question])[0]
        known = [word for word in words if word in self._idf]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        unseen = float(np.log(1 + (self._size + 0.5) / 0.5))
        most = (_K1 + 1) * sum(self._idf.get(word, unseen) for word in words)
        return np.clip(self._bm25.get_scores(known) / most, 0.0, 1.0).astype(np.float32)

    def save(self, folder: Path) -> None:
        """Write the index to `folder`."""
        self._bm25.save(str(folder), show_progress=False)
        words = np.array(list(self._idf), dtype=str)
        np.savez(folder / "idf.npz", words=words, values=np.array(list(self._idf.values())), size=self._size)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read the index that `save` wrote."""
        stored = np.load(folder / "idf.npz")
        idf = dict(zip(stored["words"].tolist(), stored["values"].tolist(), strict=True))
        return cls(bm25s.BM25.load(str(folder), show_progress=False), idf, int(stored["size"]))


def _tokens(texts: list[str]) -> list[list[str]]:
    stemmer = Stemmer.Stemmer("english")
    return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False)


def _inverse_document_frequencies(tokens: list[list[str]]) -> dict[str, float]:
    frequency: dict[str, int] = {}
    for words in tokens:
        for word in set(words):
            frequency[word] = frequency.get(word, 0) + 1
    return {word: float(np.log(1 + (len(tokens) - n + 0.5) / (n + 0.5))) for word, n in frequency.items()}
