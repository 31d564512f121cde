"""``python -m benchmarks.answers [--questions FOLDER] [--json] [--misses KIND]``, from the project's root."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.answers.questions import Expected, QuestionSetError, read_questions
from benchmarks.answers.scores import KINDS, Judged, figures, judge
from frontdesk.knowledge.answers.model import Answer, Question
from frontdesk.knowledge.answers.service import AnswerService
from frontdesk.services import Services
from frontdesk.settings import get_settings


def main() -> int:
    """Ask, judge, print; exit 2 when the questions cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers", description=__doc__)
    parser.add_argument("--questions", type=Path, default=Path("tests/questions"), help="a folder of question sets")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--misses", choices=KINDS, help="print the questions of a kind whose answers fall short")
    arguments = parser.parse_args()
    try:
        questions = read_questions(arguments.questions)
    except QuestionSetError as error:
        print(f"benchmarks.answers: {error}", file=sys.stderr)
        return 2
    answers = Services(get_settings()).answers
    _ask(answers, questions[0])
    judged, seconds = [], []
    for expected in questions:
        started = time.perf_counter()
        answer = _ask(answers, expected)
        seconds.append(time.perf_counter() - started)
        judged.append(judge(expected, answer))
    if arguments.misses:
        _print_misses([one for one in judged if one.expected.kind == arguments.misses])
        return 0
    by_kind = {"all": figures(judged, seconds)}
    for kind in KINDS:
        rows = [row for row, one in enumerate(judged) if one.expected.kind == kind]
        if rows:
            by_kind[kind] = figures([judged[row] for row in rows], [seconds[row] for row in rows])
    print(json.dumps(by_kind) if arguments.json else _table(by_kind))
    return 0


def _ask(answers: AnswerService, expected: Expected) -> Answer:
    """The answer to the last turn, after those to the turns before it."""
    about: tuple[str, ...] = ()
    for number, turn in enumerate(expected.turns):
        answer = answers.answer(Question(turn, expected.plan, before=expected.turns[:number], about=about))
        about = tuple(source.article_id for source in answer.sources)
    return answer


def _table(by_kind: dict[str, dict]) -> str:
    lines = [f"{'':22}" + "".join(f"{kind:>14}" for kind in by_kind)]
    for figure in by_kind["all"]:
        values = "".join(f"{'-' if row[figure] is None else row[figure]!s:>14}" for row in by_kind.values())
        lines.append(f"{figure:22}{values}")
    return "\n".join(lines)


def _print_misses(judged: Sequence[Judged]) -> None:
    for one in judged:
        perfect = one.right_status and one.facts in (None, 1.0) and one.cited in (None, 1.0) and not one.forbidden
        if perfect:
            continue
        found = ", ".join(source.article_id for source in one.answer.sources)
        wanted = "; ".join("/".join(group) for group in one.expected.articles)
        print(f"{one.expected.id} [{one.expected.plan}] {' | '.join(one.expected.turns)}")
        print(f"    {one.answer.status} ({one.answer.confidence:.2f}) from {found or '-'}; expected {wanted or '-'}")
        print(f"    facts {one.facts}, cited {one.cited}, forbidden {one.forbidden}; expected {one.expected.facts}")


if __name__ == "__main__":
    sys.exit(main())
