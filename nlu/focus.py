"""Finds the parts of a message that ask for something, so that a story around them does not blur them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nlu.asides import AsideModel, Encode
from nlu.segmentation import Cut, Span, find_cuts, spans_between
from nlu.understanding import Judged, Understanding

# Of a message with more cuts than this only the ends of sentences are looked at.
MOST_CUTS = 8
MOST_SENTENCES = 40
# A request that takes up again after so many words belongs to the one before.
LONGEST_BREAK = 12
# How far, in log-odds, a second request may lie behind the clearest one if it stands far from it.
MOST_BEHIND = 2.0


@dataclass(frozen=True)
class Found:
    """What stands in a message: stretches that ask for something, and beside them greetings, replies and the like."""

    requests: list[Span]
    acts: list[Span]


class Focus:
    """Leaves the asides of a message out.

    Args:
        asides: tells requests from asides.
        acts: intents, such as a greeting, that are no request.
    """

    def __init__(self, asides: AsideModel, acts: frozenset[str]) -> None:
        self._asides = asides
        self._acts = acts

    def find(self, text: str, encode: Encode, understanding: Understanding) -> Found:
        """What `text` asks for, in order; all of it as one request, where nothing else is in it or only acts are."""
        everything = Found([Span(0, len(text))], [])
        spans = [span for span in spans_between(text, _cuts(text)) if span.end > span.start]
        if len(spans) < 2:
            return everything
        parts = [text[span.start : span.end] for span in spans]
        vectors = encode(parts)
        judged = understanding.judge(parts, vectors)
        is_act = self._is_act(judged, understanding)
        if is_act.all():
            return everything
        scores = np.where(is_act, -np.inf, self._asides.scores(vectors, judged.match))
        kept = ~is_act & (self._asides.odds(vectors) >= self._least_odds(len(spans)))
        kept[scores.argmax()] = True
        runs = self._clear_ones(_runs(np.flatnonzero(kept), spans, text), scores)
        requests = [Span(spans[run[0]].start, spans[run[-1]].end) for run in runs]
        beside = {number for run in runs for number in (run[0] - 1, run[-1] + 1)}
        return Found(requests, [spans[number] for number in np.flatnonzero(is_act) if number in beside])

    def _least_odds(self, parts: int) -> float:
        # Of many parts few ask for something: before any is read, the odds of each are 1 to the number of the others.
        return self._asides.least_odds + float(np.log(parts - 1))

    def _is_act(self, judged: Judged, understanding: Understanding) -> np.ndarray:
        names = np.array([understanding.intents[best] in self._acts for best in judged.best])
        return names & (judged.match >= understanding.match_threshold)

    def _clear_ones(self, runs: list[list[int]], scores: np.ndarray) -> list[list[int]]:
        best = scores.max()
        least = min(best, max(self._asides.least_far, best - MOST_BEHIND))
        return [run for run in runs if scores[run].max() >= least]


def _runs(kept: np.ndarray, spans: list[Span], text: str) -> list[list[int]]:
    """The numbers of the `kept` spans, those together between which there is no more than LONGEST_BREAK."""
    runs: list[list[int]] = []
    for number in kept:
        if runs and len(text[spans[runs[-1][-1]].end : spans[number].start].split()) <= LONGEST_BREAK:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def is_long(text: str) -> bool:
    """Whether `text` may be cut at more places than a message that merely asks for several things."""
    return len(find_cuts(text, MOST_CUTS + 1)) > MOST_CUTS


def _cuts(text: str) -> list[Cut]:
    cuts = find_cuts(text, MOST_CUTS)
    if is_long(text):
        cuts = [cut for cut in find_cuts(text, MOST_SENTENCES) if cut.kind == "sentence"]
    return cuts
