"""Scores what a system found."""

from collections.abc import Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.retrieval.corpus import Query
from benchmarks.retrieval.systems import Found


def score(queries: Sequence[Query], found: Sequence[Found], seconds: Sequence[float]) -> dict[str, float | None]:
    """Every figure of the benchmark; a figure that there are no queries for is None.

    - hit@k: answerable queries with a relevant document among the first k. recall@10, ndcg@10, mrr: as usual, binary
      relevance, over answerable queries.
    - abstain_precision, abstain_recall: over all queries, of those that the system did not answer the unanswerable
      ones, and of the unanswerable ones those it did not answer, at the threshold as shipped.
    - abstain_auroc: how well its confidence ranks answerable over unanswerable queries.
    """
    answerable = [(query.relevant, result.documents) for query, result in zip(queries, found) if query.relevant]
    ranks = [_first_rank(relevant, documents) for relevant, documents in answerable]
    figures: dict[str, float | None] = {f"hit@{k}": _mean([rank <= k for rank in ranks]) for k in (1, 3, 5)}
    figures["recall@10"] = _mean([len(r & set(d[:10])) / len(r) for r, d in answerable])
    figures["ndcg@10"] = _mean([_ndcg(relevant, documents[:10]) for relevant, documents in answerable])
    figures["mrr"] = _mean([1.0 / rank for rank in ranks])
    figures |= _abstention(queries, found)
    milliseconds = np.asarray(seconds) * 1000
    figures["query_p50_ms"] = round(float(np.percentile(milliseconds, 50)), 2)
    figures["query_p95_ms"] = round(float(np.percentile(milliseconds, 95)), 2)
    return figures


def _abstention(queries: Sequence[Query], found: Sequence[Found]) -> dict[str, float | None]:
    unanswerable = np.array([not query.relevant for query in queries])
    if not unanswerable.any():
        return {"abstain_precision": None, "abstain_recall": None, "abstain_auroc": None}
    abstained = np.array([result.abstains for result in found])
    confidence = [result.confidence for result in found]
    return {
        "abstain_precision": round(float(unanswerable[abstained].mean()), 4) if abstained.any() else None,
        "abstain_recall": round(float(abstained[unanswerable].mean()), 4),
        "abstain_auroc": round(float(roc_auc_score(~unanswerable, confidence)), 4) if not unanswerable.all() else None,
    }


def _first_rank(relevant: frozenset[str], documents: Sequence[str]) -> float:
    return next((rank for rank, document in enumerate(documents, start=1) if document in relevant), float("inf"))


def _ndcg(relevant: frozenset[str], documents: Sequence[str]) -> float:
    gains = [1.0 / np.log2(rank + 1) for rank, document in enumerate(documents, start=1) if document in relevant]
    ideal = sum(1.0 / np.log2(rank + 1) for rank in range(1, min(len(relevant), 10) + 1))
    return float(sum(gains) / ideal)


def _mean(values: Sequence[float]) -> float | None:
    return round(float(np.mean(values)), 4) if values else None
