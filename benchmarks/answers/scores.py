"""Judges answers by what they hold."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.answers.questions import Expected
from frontdesk.knowledge.answers.model import Answer, AnswerStatus

KINDS = ("single", "plan", "multi", "followup", "vague", "unanswerable")


class Judged(NamedTuple):
    """An answer and how it fares; shares are from 0 to 1, and None where nothing was expected."""

    expected: Expected
    answer: Answer
    facts: float | None
    cited: float | None
    forbidden: int

    @property
    def right_status(self) -> bool:
        return self.answer.status == self.expected.status


def judge(expected: Expected, answer: Answer) -> Judged:
    """Compare `answer` with what was `expected`; case and the bold marks of Markdown do not matter."""
    text = answer.text.replace("**", "").casefold()
    cited = {source.article_id for source in answer.sources}
    facts = [any(fact.casefold() in text for fact in group) for group in expected.facts]
    named = [bool(cited & set(group)) for group in expected.articles]
    answered = expected.status == AnswerStatus.ANSWERED
    return Judged(
        expected,
        answer,
        facts=_share(facts) if answered else None,
        cited=_share(named) if answered else None,
        forbidden=sum(wording.casefold() in text for wording in expected.forbidden),
    )


def figures(judged: Sequence[Judged], seconds: Sequence[float]) -> dict[str, float | int | None]:
    """Every figure of the benchmark.

    - facts, cited: mean share of the expected facts and articles, over questions that should be answered.
    - forbidden: answers with a wording that must not be there.
    - refused_unanswerable, refused_answerable: shares of the two kinds that got no answer. A question for the plan
      refuses nothing.
    - clarified: questions that should be asked back about, and were.
    """
    answerable = [one for one in judged if one.expected.status == AnswerStatus.ANSWERED]
    unanswerable = [one for one in judged if one.expected.status == AnswerStatus.NO_ANSWER]
    unclear = [one for one in judged if one.expected.status == AnswerStatus.CLARIFY]
    milliseconds = np.asarray(seconds) * 1000
    return {
        "questions": len(judged),
        "facts": _share([one.facts for one in answerable]),
        "cited": _share([one.cited for one in answerable]),
        "forbidden": sum(one.forbidden > 0 for one in judged),
        "refused_unanswerable": _share([_refused(one) for one in unanswerable]),
        "refused_answerable": _share([_refused(one) for one in answerable]),
        "clarified": _share([one.right_status for one in unclear]),
        "words": round(float(np.mean([len(one.answer.text.split()) for one in judged])), 1),
        "p50_ms": round(float(np.percentile(milliseconds, 50)), 1),
        "p95_ms": round(float(np.percentile(milliseconds, 95)), 1),
    }


def _refused(one: Judged) -> bool:
    return one.answer.status == AnswerStatus.NO_ANSWER


def _share(values: Sequence[float | bool | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return round(sum(known) / len(known), 4) if known else None
