"""From turns as they went to the benchmark's figures."""

from typing import Any

import pytest

from benchmarks.turns.figures import alike, percentile, ratio, ratios, summarise
from benchmarks.turns.play import Performance, PlayedTurn
from benchmarks.turns.project import with_epochs


def turn(kind: str = "intent", milliseconds: float = 10.0, *texts: str) -> PlayedTurn:
    return PlayedTurn(kind, milliseconds / 1000, tuple({"text": text} for text in texts or ("ok",)))


def test_times_are_those_of_all_turns_and_of_each_kind() -> None:
    turns = [turn("intent", 10), turn("intent", 20), turn("knowledge", 30), turn("form", 100), turn("small_talk", 40)]
    figures = summarise(Performance(tuple(turns), seconds=0.5), rasa_cpu_seconds=0.1)
    assert figures["p50_ms"] == 30.0
    assert figures["p95_ms"] == 88.0  # between the fourth and the fifth of five, where numpy puts it
    assert figures["turns_per_second"] == 10.0
    assert figures["rasa_cpu_ms_per_turn"] == 20.0
    assert figures["intent_p50_ms"] == 15.0
    assert figures["knowledge_p50_ms"] == 30.0
    assert figures["knowledge_over_intent"] == 2.0


def test_a_kind_that_was_not_played_has_no_figure() -> None:
    figures = summarise(Performance((turn("knowledge", 30),), seconds=1), rasa_cpu_seconds=0)
    assert figures["intent_p50_ms"] is None
    assert figures["knowledge_over_intent"] is None
    assert percentile([], 50) is None


def test_a_turn_without_an_answer_is_counted_with_the_time_it_took() -> None:
    failed, silent = PlayedTurn("intent", 30.0, None), PlayedTurn("intent", 0.01, ())
    figures = summarise(Performance((failed, silent, turn()), seconds=31), rasa_cpu_seconds=0)
    assert (figures["failed_turns"], figures["silent_turns"]) == (1, 1)
    assert percentile([failed], 95) == 30_000.0


@pytest.mark.parametrize(("ours", "theirs", "expected"), [(50, 100, 0.5), (0, 2, 0.0), (2, 0, None), (None, 2, None)])
def test_a_ratio_is_ours_over_theirs(ours: Any, theirs: Any, expected: float | None) -> None:
    assert ratio(ours, theirs) == expected


def test_ratios_go_by_name() -> None:
    assert ratios({"a": 1, "b": 9}, {"b": 3, "a": 4}) == {"a": 0.25, "b": 3.0}


def test_answers_are_alike_when_only_numbers_differ() -> None:
    ours = [turn("form", 1, "Your report is T-1043."), turn("intent", 1, "Hello", "there")]
    theirs = [turn("form", 9, "Your report is T-2001."), turn("intent", 9, "Good day")]
    assert alike(ours, theirs) == 0.5


@pytest.mark.parametrize("replies", [None, ()])
def test_what_was_not_answered_is_not_alike(replies: tuple[()] | None) -> None:
    unanswered = PlayedTurn("intent", 1, replies)
    assert alike([unanswered, unanswered], [turn(), unanswered]) == 0.0


def test_both_sides_must_have_played_the_same_turns() -> None:
    with pytest.raises(ValueError, match="shorter"):
        alike([turn(), turn()], [turn()])


def test_only_what_has_epochs_is_cut_short() -> None:
    config = {"language": "en", "pipeline": [{"name": "A", "epochs": 100}, {"name": "B"}], "policies": [{"name": "C"}]}
    assert with_epochs(config, None) == config
    assert with_epochs(config, 2)["pipeline"] == [{"name": "A", "epochs": 2}, {"name": "B"}]
    assert with_epochs(config, 2)["policies"] == [{"name": "C"}]
