"""Noise: the same every time, of the size it says, and only around what is a request."""

import random

import pytest

from benchmarks.nlu.dataset import Labelled
from benchmarks.nlu.noise import (
    AROUND_THE_MESSAGE,
    CLEAN,
    IN_THE_MESSAGE,
    _words,
    in_a_story,
    in_shorthand,
    noisy_sets,
    with_typos,
    without_some_spaces,
)
from benchmarks.nlu.pipeline import Parse
from benchmarks.nlu.robustness import MEAN, robustness
from nlu.spelling import slips_between

TEXT = "How do I record the meeting that begins on Monday?"
TEST = [Labelled(TEXT, ("record",)), Labelled("good morning to you", ("greet",)), Labelled("ok", ("record",))]
ACTS = frozenset({"greet"})


def test_noise_is_the_same_every_time():
    assert noisy_sets(TEST, ACTS) == noisy_sets(TEST, ACTS)


def test_the_clean_set_is_the_set_itself():
    assert noisy_sets(TEST, ACTS)[CLEAN] == list(enumerate(TEST))


def test_labels_stay_and_words_are_put_around_requests_only():
    kinds = noisy_sets(TEST, ACTS)
    for kind in IN_THE_MESSAGE:
        assert [row.intents for _, row in kinds[kind]] == [row.intents for row in TEST]
    for kind in AROUND_THE_MESSAGE:
        assert [place for place, _ in kinds[kind]] == [0]
        assert TEXT.rstrip("?") in kinds[kind][0][1].text


@pytest.mark.parametrize(("share", "slips"), [(0.05, 2), (0.10, 4)])
def test_as_many_slips_as_the_share_of_letters(share, slips):
    for seed in range(20):
        typed = with_typos(share)(TEXT, random.Random(seed))
        assert 0 < slips_between(TEXT, typed, 2 * slips) <= slips


def test_no_letters_no_slips():
    assert with_typos(0.5)("812 4471 9035", random.Random(1)) == "812 4471 9035"


def test_one_space_at_least_is_missing():
    assert without_some_spaces("my microphone", random.Random(1)) == "mymicrophone"
    assert without_some_spaces("microphone", random.Random(1)) == "microphone"
    assert without_some_spaces(TEXT, random.Random(1)).replace(" ", "") == TEXT.replace(" ", "")


def test_shorthand_replaces_words_and_ends_as_chats_do():
    text = in_shorthand("Thanks, can you please call?", random.Random(3))
    assert text.startswith("thanks, can u pls call")
    assert text != "thanks, can u pls call"


def test_every_story_has_one_place_for_the_question_and_some_two_hundred_words():
    stories = _words()["stories"]
    assert len(stories) >= 8
    for story in stories:
        assert story.count("{question}") == 1
        assert 190 <= len(story.split()) <= 250
    assert TEXT in in_a_story(TEXT, random.Random(1))


def test_lost_points_compare_the_same_messages():
    def ask(texts):
        """Knows the request only without a story around it, and the greeting only in small letters."""
        names = ["record" if len(text.split()) < 100 and "morning" not in text else "greet" for text in texts]
        return [
            Parse({"intent": {"name": name}, "intent_ranking": [{"name": name, "confidence": 0.9}]}, 0.01)
            for name in names
        ]

    told = []
    figures = robustness(ask, TEST, ACTS, told.append)
    assert figures[CLEAN]["accuracy_forced"] == 1.0
    assert figures["all capitals"]["lost"] == pytest.approx(1 / 3, abs=1e-4)
    assert (figures["in a story"]["accuracy_forced"], figures["in a story"]["lost"]) == (0.0, 1.0)
    assert (figures["filler around it"]["accuracy_forced"], figures["filler around it"]["lost"]) == (1.0, 0.0)
    noisy = [each["lost"] for kind, each in figures.items() if kind not in (CLEAN, MEAN)]
    assert figures[MEAN]["lost"] == pytest.approx(sum(noisy) / len(noisy), abs=1e-4)
    assert len(told) == len(figures) - 1
