"""What stands around a request: slips of typing and asides."""

import numpy as np
import pytest

from nlu.asides import ASIDES, AsideModel, train_asides
from nlu.focus import Focus
from nlu.spelling import Corrected, Speller, slips_between
from nlu.understanding import train_understanding

TAUGHT = ["how do I record my meeting", "record the meeting", "reset my password", "who's the host of Parley"]


@pytest.fixture(scope="module")
def speller():
    return Speller(TAUGHT, ["the", "coffee", "recall", "met", "host"])


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("how do i rcord the meeting", "how do i record the meeting"),
        ("resett my pasword", "reset my password"),
        ("my metting", "my meeting"),
        ("recordthe meeting", "record the meeting"),
        ("reset passwrodd PRL-1042!", "reset password PRL-1042!"),
        ("u have cofee", "you have coffee"),
    ],
)
def test_slips_are_put_right(speller, typed, right):
    assert speller.correct(typed).text == right


@pytest.mark.parametrize("text", ["", "  ", "xyzzy", "812 4471", "meetings", "Parley's host", "the host", "🙂 ok"])
def test_what_is_known_or_like_nothing_is_left_alone(speller, text):
    corrected = speller.correct(text)
    assert corrected.text == text
    assert list(corrected.origin) == list(range(len(text)))


def test_places_lead_back_to_what_was_typed(speller):
    typed = "my pasword, recordthe meeting"
    corrected = speller.correct(typed)
    start = corrected.text.index("record the meeting")
    assert typed[slice(*corrected.typed(0, start - 2))] == "my pasword"
    assert typed[slice(*corrected.typed(start, len(corrected.text)))] == "recordthe meeting"
    assert len(corrected.origin) == len(corrected.text)


def test_an_empty_stretch_has_a_place_too():
    assert Corrected("ab", [0, 1]).typed(1, 1) == (1, 1)
    assert Corrected("ab", [0, 1]).typed(2, 2) == (2, 2)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("meet", "meet", 0), ("meet", "met", 1), ("meet", "emet", 1), ("meet", "moot", 2), ("a", "abcd", 3)],
)
def test_slips_are_counted(one, other, slips):
    assert slips_between(one, other, 2) == slips


@pytest.fixture(scope="module")
def focus(taught, encode):
    texts, intents = taught
    vectors = encode(texts)
    trained = train_understanding(texts, vectors, intents, encode, C=20.0, folds=3, accept_right=0.9, seed=1)
    model = train_asides(texts, vectors, trained, encode)
    finder = Focus(model, frozenset({"greet"}))

    def find(text):
        found = finder.find(text, encode, trained.understanding)
        return [[text[span.start : span.end] for span in spans] for spans in (found.requests, found.acts)]

    return find


def test_a_message_of_one_part_is_kept_whole(focus):
    assert focus("how do I record a meeting") == [["how do I record a meeting"], []]
    assert focus("hello") == [["hello"], []]


def test_asides_are_left_out(focus):
    story = (
        "I hope you are all well and enjoying the summer. It has been a very long day. We are a small company with a "
        "dozen people. how do I record a meeting? My boss wants to know by the end of the week. Kind regards, Peter"
    )
    assert focus(story) == [["how do I record a meeting"], []]


def test_asides_alone_leave_something(focus):
    requests, _ = focus("It has been a very long day. Kind regards, Peter")
    assert len(requests) == 1


def test_a_greeting_beside_a_request_is_told_apart(focus):
    assert focus("good morning, how do I record a meeting") == [["how do I record a meeting"], ["good morning"]]
    assert focus("hello, good morning") == [["hello, good morning"], []]


def test_asides_are_less_like_a_request_than_the_examples(taught, encode):
    texts, _ = taught
    model = AsideModel().fit(encode(texts), encode)
    asides = ASIDES.read_text(encoding="utf-8").splitlines()
    assert np.median(model.odds(encode(texts))) > np.median(model.odds(encode(asides)))
