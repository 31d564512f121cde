"""How much of its accuracy a trained pipeline keeps under each kind of noise."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from benchmarks.nlu.dataset import Labelled
from benchmarks.nlu.noise import CLEAN, noisy_sets
from benchmarks.nlu.pipeline import Parse
from benchmarks.nlu.scores import score

MEAN = "mean of the noisy ones"
FIGURES = ("accuracy_in_scope", "accuracy_forced", "false_split_rate", "parse_p50_ms", "parse_p95_ms", "messages")


def robustness(
    ask: Callable[[list[str]], list[Parse]], test: list[Labelled], acts: frozenset[str], tell: Callable[[str], None]
) -> dict[str, dict[str, Any]]:
    """Figures by kind of noise: the clean messages first, then each kind, then their mean.

    Args:
        ask: parses texts.
        test: single labelled messages.
        acts: intents that are no request, around which nothing is put.
        tell: is told which kind is on.

    Returns:
        For each kind FIGURES, and for a noisy one `lost`: by how much its forced accuracy is below that of the same
        messages when they are clean.
    """
    figures: dict[str, dict[str, Any]] = {}
    clean: list[Parse] = []
    for kind, placed in noisy_sets(test, acts).items():
        tell(f"noise: {kind}, {len(placed)} messages")
        rows = [row for _, row in placed]
        parses = ask([row.text for row in rows])
        figures[kind] = _chosen(score(rows, parses))
        if kind == CLEAN:
            clean = parses
        else:
            same = score([test[place] for place, _ in placed], [clean[place] for place, _ in placed])
            figures[kind]["lost"] = round(same["accuracy_forced"] - figures[kind]["accuracy_forced"], 4)
    noisy = [each for kind, each in figures.items() if kind != CLEAN]
    return figures | {MEAN: {name: _mean([each[name] for each in noisy]) for name in (*FIGURES, "lost")}}


def acts_of(config: Path) -> frozenset[str]:
    """The intents that `config` says are no request: greetings and the like, and replies."""
    pipeline = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
    options = ("social_intents", "reply_intents")
    return frozenset(name for part in pipeline for option in options for name in part.get(option, ()))


def _chosen(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: figures[name] for name in FIGURES}


def _mean(values: list[float]) -> float:
    return round(float(np.mean(values)), 4)
