"""Scores parses against labels."""

from collections import Counter
from typing import Any

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.nlu.dataset import Labelled
from benchmarks.nlu.pipeline import Parse

FALLBACK = "nlu_fallback"


def score(test: list[Labelled], parses: list[Parse]) -> dict[str, Any]:
    """Every figure of the benchmark; a figure that `test` has no messages for is None.

    - accuracy_in_scope: single in-scope messages whose reading is right; one turned away as unmatched counts as wrong.
      An ambiguous message counts by its best reading, since the customer is asked about it.
    - accuracy_forced: the same without the threshold.
    - oos_recall, oos_precision: out-of-scope messages turned away, and of those turned away, the out-of-scope ones.
    - auroc: how well the match probability ranks in-scope over out-of-scope messages.
    - exact_set: messages of two requests or more whose intents, as a multiset, are all found and nothing else.
    - exact_set_all: the same over single and compound messages.
    - false_split_rate: single in-scope messages split into several.
    - ece: expected calibration error of the match probability over 10 bins, on single in-scope messages.
    """
    pairs = list(zip(test, parses))
    single = [(row, parse) for row, parse in pairs if len(row.intents) == 1]
    compound = [(row, parse) for row, parse in pairs if len(row.intents) > 1]
    foreign = [(row, parse) for row, parse in pairs if not row.intents]
    seconds = np.array([parse.seconds for parse in parses])
    turned_away = [row for row, parse in single + foreign if _is_unmatched(parse)]
    return {
        "accuracy_in_scope": _mean([_reading(p) == r.intents[0] and not _is_unmatched(p) for r, p in single]),
        "accuracy_forced": _mean([_reading(parse) == row.intents[0] for row, parse in single]),
        "oos_recall": _mean([_is_unmatched(parse) for _, parse in foreign]),
        "oos_precision": _mean([not row.intents for row in turned_away]) if foreign else None,
        "auroc": _auroc(single, foreign),
        "exact_set": _mean([_is_exact(row, parse) for row, parse in compound]),
        "exact_set_all": _mean([_is_exact(row, parse) for row, parse in single + compound]) if compound else None,
        "false_split_rate": _mean([len(parse.result.get("requests", [])) > 1 for _, parse in single]),
        "ece": _calibration_error(single),
        "parse_p50_ms": round(float(np.percentile(seconds, 50)) * 1000, 2),
        "parse_p95_ms": round(float(np.percentile(seconds, 95)) * 1000, 2),
        "messages": len(test),
    }


def _mean(values: list[bool]):
    return round(float(np.mean(values)), 4) if values else None


def _is_unmatched(parse: Parse) -> bool:
    match = parse.result.get("match")
    return match["status"] == "unmatched" if match else parse.result["intent"]["name"] == FALLBACK


def _reading(parse: Parse) -> str:
    names = [entry["name"] for entry in parse.result["intent_ranking"] if entry["name"] != FALLBACK]
    return names[0] if names else ""


def _probability(parse: Parse) -> float:
    match = parse.result.get("match")
    if match:
        return float(match["probability"])
    return max((e["confidence"] for e in parse.result["intent_ranking"] if e["name"] != FALLBACK), default=0.0)


def _is_exact(row: Labelled, parse: Parse) -> bool:
    requests = parse.result.get("requests")
    found = [request["intent"] for request in requests] if requests else [_reading(parse)]
    return Counter(found) == Counter(row.intents)


def _auroc(single: list[tuple], foreign: list[tuple]):
    if not single or not foreign:
        return None
    truth = [1] * len(single) + [0] * len(foreign)
    return round(float(roc_auc_score(truth, [_probability(parse) for _, parse in single + foreign])), 4)


def _calibration_error(single: list[tuple], bins: int = 10):
    if not single:
        return None
    probability = np.array([_probability(parse) for _, parse in single])
    right = np.array([_reading(parse) == row.intents[0] for row, parse in single])
    bin_of = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = [
        abs(probability[bin_of == b].mean() - right[bin_of == b].mean()) * (bin_of == b).mean()
        for b in range(bins)
        if (bin_of == b).any()
    ]
    return round(float(sum(gaps)), 4)
