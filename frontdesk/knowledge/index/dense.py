"""Dense search: FAISS over passage vectors, with the filter inside the search."""

from pathlib import Path

import faiss
import numpy as np


class DenseIndex:
    """Inner-product search over float32 rows."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: np.ndarray) -> "DenseIndex":
        """Index `vectors` of shape (rows, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    def search(self, vector: np.ndarray, allowed: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The `count` nearest of the `allowed` rows.

        Args:
            vector: shape (dimension,).
            allowed: rows that may be found, ascending int64.

        Returns:
            Rows and their inner products, best first; fewer than `count` if fewer are allowed.
        """
        if len(allowed) == 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        parameters = faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        count = min(count, len(allowed))
        scores, rows = self._index.search(vector[None, :].astype(np.float32), count, params=parameters)
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def vectors(self, rows: np.ndarray) -> np.ndarray:
        """The vectors of `rows`, shape (len(rows), dimension)."""
        return self._index.reconstruct_batch(rows)

    def save(self, path: Path) -> None:
        """Write the index to `path`."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Read the index that `save` wrote."""
        return cls(faiss.read_index(str(path)))
