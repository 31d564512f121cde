"""Trains the splitter on training examples joined as customers join requests; no compound message is ever labelled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nlu.segmentation import Span, find_cuts
from nlu.splitter import (
    Encode,
    OpeningWords,
    RequestSplitter,
    StretchTable,
    cut_features,
    judge_stretches,
    stretch_spans,
)
from nlu.understanding import Trained, Understanding

# How customers join requests, the commonest ways several times.
JOINTS = (
    *(" and ",) * 5, *(", and ",) * 3, *(", ",) * 4, *(". ",) * 3, *("? ",) * 2, *(" and also ",) * 2, "! ", "\n", "; ",
    " also ", ", also ", " plus ", ". Also, ", ". And ", " then ", ", then ", ". Oh and ", "? By the way, ", " but ",
    " as well as ",
)  # fmt: skip
SENTENCE_JOINTS = tuple(joint for joint in JOINTS if joint[0] in ".?!\n;")
SINGLE_SHARE = 0.5
NEAR_SHARE = 0.5
# The nearest of so many is the near one: a share of the examples, and at most a number of them.
NEAR_CANDIDATES_SHARE = 0.25
NEAR_CANDIDATES = 40
THRESHOLDS = np.arange(0.3, 0.99, 0.02)


class Sample(NamedTuple):
    """A message for training: its text, where it was joined, and the fold model that never saw its parts."""

    text: str
    joints: tuple[int, ...]
    understanding: Understanding


def train_splitter(
    texts: Sequence[str],
    vectors: np.ndarray,
    intents: Sequence[str],
    trained: Trained,
    encode: Encode,
    samples: int,
    most_requests: int,
    false_split_target: float,
    seed: int,
) -> RequestSplitter:
    """Train on `samples` messages and set the threshold on as many again.

    The threshold is the lowest at which at most `false_split_target` of the single messages are split. Where the
    examples give nothing to learn from, the splitter stays untrained and splits nothing.
    """
    random = np.random.RandomState(seed)
    splitter = RequestSplitter(OpeningWords(texts), most_requests)
    made = _make_samples(texts, vectors, intents, trained, 2 * samples, random)
    tables = _tables(made, encode)
    learnt, kept = tables[::2], tables[1::2]
    features, real = _labelled_cuts(learnt, splitter)
    if len(np.unique(real)) < 2:
        return splitter
    splitter.fit(features, real)
    splitter.threshold = _threshold(splitter, kept, false_split_target)
    return splitter


def _make_samples(texts, vectors, intents, trained: Trained, count: int, random) -> list[Sample]:
    samples = []
    pools = [(fold.held_out, view) for fold, view in zip(trained.folds, trained.fold_understandings)]
    pools = [(rows, view) for rows, view in pools if len(rows) > 2]
    for number in range(count if pools else 0):
        rows, view = pools[number % len(pools)]
        if random.rand() < SINGLE_SHARE:
            samples.append(Sample(texts[random.choice(rows)], (), view))
        else:
            samples.append(_joined(texts, vectors, intents, rows, view, random))
    return samples


def _partners(vectors: np.ndarray, rows: np.ndarray, random) -> np.ndarray:
    """Examples in the order in which they are joined: at random, or, half of the time, near the first one.

    Customers ask for things that belong together. Were all joined at random, distance alone would give a joint away.
    """
    shuffled = random.permutation(rows)
    if random.rand() < NEAR_SHARE:
        candidates = min(NEAR_CANDIDATES, int(NEAR_CANDIDATES_SHARE * len(rows)))
        first, others = shuffled[0], shuffled[1 : 1 + candidates]
        near = others[np.argsort(-(vectors[others] @ vectors[first]), kind="stable")]
        shuffled = np.concatenate([[first], near, shuffled[1 + candidates :]])
    return shuffled


def _joined(texts, vectors, intents, rows: np.ndarray, view: Understanding, random) -> Sample:
    parts: list[int] = []
    used: set[str] = set()
    wanted = 3 if random.rand() < 0.25 else 2
    for row in _partners(vectors, rows, random):
        if intents[row] not in used:
            parts.append(row)
            used.add(intents[row])
        if len(parts) == wanted:
            break
    text, joints = texts[parts[0]].strip(), []
    for row in parts[1:]:
        joint = JOINTS[random.randint(len(JOINTS))]
        following = texts[row].strip()
        if joint not in SENTENCE_JOINTS:
            text = text.rstrip(".!?")
            following = following[:1].lower() + following[1:]
        elif text.endswith((".", "!", "?")):
            joint = joint.lstrip(".!?") or " "
        text += joint
        joints.append(len(text))
        text += following
    return Sample(text, tuple(joints), view)


def _tables(samples: list[Sample], encode: Encode) -> list[tuple[Sample, StretchTable | None]]:
    recall = _encoded_at_once(samples, encode)
    tables: list[tuple[Sample, StretchTable | None]] = []
    for sample in samples:
        cuts = find_cuts(sample.text)
        if cuts:
            vector = recall([sample.text])
            whole = judge_stretches(sample.text, [Span(0, len(sample.text))], vector, sample.understanding)[0]
            tables.append((sample, StretchTable(sample.text, cuts, whole, recall, sample.understanding)))
        elif not sample.joints:
            tables.append((sample, None))
    return tables


def _encoded_at_once(samples: list[Sample], encode: Encode) -> Encode:
    """What gives the vectors of the samples and their stretches: in large batches they take half the time."""
    texts: dict[str, int] = {}
    for sample in samples:
        spans = stretch_spans(sample.text, find_cuts(sample.text))[1]
        for text in (sample.text, *(sample.text[span.start : span.end] for span in spans)):
            texts.setdefault(text, len(texts))
    vectors = encode(list(texts))
    return lambda wanted: vectors[[texts[text] for text in wanted]]


def _labelled_cuts(tables, splitter: RequestSplitter) -> tuple[np.ndarray, np.ndarray]:
    features, real = [], []
    for sample, table in tables:
        if table is None:
            continue
        last = len(table.cuts)
        for cut in range(last):
            features.append(cut_features(table, 0, cut, last, splitter.opening_words))
            real.append(_is_joint(sample, table.cuts[cut]))
    return np.asarray(features), np.asarray(real)


def _is_joint(sample: Sample, cut) -> bool:
    return any(cut.start <= joint <= cut.end for joint in sample.joints)


def _threshold(splitter: RequestSplitter, tables, false_split_target: float) -> float:
    singles = [table for sample, table in tables if not sample.joints]
    best = [splitter.best_cut(table, 0, len(table.cuts))[1] if table is not None else 0.0 for table in singles]
    if not best:
        return float(THRESHOLDS[-1])
    allowed = [t for t in THRESHOLDS if (np.asarray(best) >= t).mean() <= false_split_target]
    return float(allowed[0] if allowed else THRESHOLDS[-1])
