"""Comes from turns as they went to the figures of the benchmark."""

from collections.abc import Iterable, Sequence

import numpy as np

from benchmarks.turns.play import Performance, PlayedTurn
from benchmarks.turns.script import KINDS

Figure = float | int | None
Figures = dict[str, Figure]


def summarise(performance: Performance, rasa_cpu_seconds: float) -> Figures:
    """The figures of one performance; one that there are no turns for is None.

    - p50_ms, p95_ms: from sending a message to having the whole reply, over all turns.
    - turns_per_second: turns over the time from the first message to the last reply.
    - rasa_cpu_ms_per_turn: processor time of the Rasa process; other work on the machine hardly changes it.
    - <kind>_p50_ms: p50_ms of the turns of one kind.
    - knowledge_over_intent: how many times as long a knowledge answer takes as a plain intent, by their p50.
    - silent_turns: turns that were answered with nothing.
    - failed_turns: turns without an answer, by an error or after 30 seconds; they count until then in all the above.
    """
    turns = performance.turns
    by_kind = {kind: percentile([turn for turn in turns if turn.kind == kind], 50) for kind in KINDS}
    figures: Figures = {
        "p50_ms": percentile(turns, 50),
        "p95_ms": percentile(turns, 95),
        "turns_per_second": round(len(turns) / performance.seconds, 2),
        "rasa_cpu_ms_per_turn": round(rasa_cpu_seconds * 1000 / len(turns), 1),
    }
    figures |= {f"{kind}_p50_ms": value for kind, value in by_kind.items()}
    figures["knowledge_over_intent"] = ratio(by_kind["knowledge"], by_kind["intent"])
    figures["silent_turns"] = sum(turn.replies == () for turn in turns)
    figures["failed_turns"] = sum(turn.replies is None for turn in turns)
    return figures


def percentile(turns: Iterable[PlayedTurn], percent: float) -> float | None:
    """That percentile of the turns' times, in milliseconds."""
    milliseconds = [turn.seconds * 1000 for turn in turns]
    return round(float(np.percentile(milliseconds, percent)), 1) if milliseconds else None


def ratio(ours: Figure, theirs: Figure) -> float | None:
    """`ours` over `theirs`; None when either is missing or there is nothing to divide by."""
    return round(ours / theirs, 3) if ours is not None and theirs else None


def ratios(ours: Figures, theirs: Figures) -> Figures:
    """The ratio of every figure."""
    return {name: ratio(value, theirs[name]) for name, value in ours.items()}


def alike(ours: Sequence[PlayedTurn], theirs: Sequence[PlayedTurn]) -> float:
    """The share of turns that both sides answered in the same words; numbers, such as a ticket's, may differ."""
    pairs = zip(ours, theirs, strict=True)
    return round(sum(bool(one.replies) and _words(one) == _words(other) for one, other in pairs) / len(ours), 3)


def _words(turn: PlayedTurn) -> list[str]:
    said = " ".join(str(reply.get("text", "")) for reply in turn.replies or ())
    return "".join(" " if character.isdigit() else character for character in said).split()
