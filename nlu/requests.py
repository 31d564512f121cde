"""From judged stretches of a message to the decision: which requests it holds and which one leads."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nlu.splitter import Stretch

RANKING_LENGTH = 10


@dataclass(frozen=True)
class Request:
    """One request of a message. `ranking` has the likeliest intents, `match` how probably the first is meant."""

    text: str
    start: int
    end: int
    match: float
    ranking: list[dict[str, Any]]

    @property
    def intent(self) -> str:
        return self.ranking[0]["name"]

    @property
    def confidence(self) -> float:
        return self.ranking[0]["confidence"]

    @classmethod
    def of(cls, stretch: Stretch, intents: list[str]) -> Request:
        """The request that `stretch` holds; `intents` names the probabilities' columns."""
        probabilities = stretch.judged.probabilities[0]
        order = probabilities.argsort()[::-1][:RANKING_LENGTH]
        ranking = [{"name": intents[column], "confidence": float(probabilities[column])} for column in order]
        return cls(stretch.text, stretch.span.start, stretch.span.end, stretch.match, ranking)


@dataclass(frozen=True)
class Decision:
    """What a message comes to. `leading` is the request that the turn begins with."""

    status: str
    leading: Request
    requests: tuple[Request, ...]
    social: tuple[str, ...]


def decide(
    requests: list[Request],
    social: frozenset[str],
    replies: frozenset[str],
    match_threshold: float,
    ambiguity_threshold: float,
) -> Decision:
    """Choose the leading request, set social acts aside, and say whether the leading one was understood.

    A reply ("no", in "no, how much is it?") is set aside only where a request beside it was understood: beside
    words that say nothing, it is what the customer said.
    """
    understood = [request for request in requests if request.match >= match_threshold]
    aside = social | replies if any(r.intent not in social | replies for r in understood) else social
    wanted = [request for request in requests if request.intent not in aside or request not in understood]
    if not wanted:
        wanted = requests
    beside = tuple(request.intent for request in requests if request not in wanted)
    leading = wanted[0]
    if leading.match < match_threshold:
        status = "unmatched"
    elif leading.confidence < ambiguity_threshold:
        status = "ambiguous"
    else:
        status = "matched"
    return Decision(status, leading, tuple(wanted), beside)


def describe(requests: Sequence[Request], entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The requests as a parse shows them, each with the entities that stand in it.

    An entity in words that belong to no request goes to the one before it, and in front of all to the first.
    """
    placed = [(entity["start"], entity) for entity in entities if "start" in entity]
    begins = [0, *(request.start for request in requests[1:]), math.inf]
    return [
        {
            "intent": request.intent,
            "confidence": request.confidence,
            "match": round(request.match, 4),
            "text": request.text,
            "start": request.start,
            "end": request.end,
            "entities": [entity for start, entity in placed if begin <= start < end],
        }
        for request, begin, end in zip(requests, begins, begins[1:])
    ]
