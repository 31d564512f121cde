"""Which messages are split, with a stand-in for the encoder."""

import numpy as np
import pytest

from nlu.segmentation import Span, find_cuts
from nlu.splitter import OpeningWords, RequestSplitter, StretchTable, judge_stretches
from nlu.splitter_training import train_splitter
from nlu.understanding import train_understanding


@pytest.fixture(scope="module")
def seen_by_all(taught, encode):
    """Trained in so many folds that no intent is hidden: every example is held out once."""
    texts, intents = taught
    return train_understanding(texts, encode(texts), intents, encode, C=20.0, folds=3, accept_right=0.9, seed=1)


def train(taught, encode, seen_by_all):
    texts, intents = taught
    options = {"samples": 400, "most_requests": 5, "false_split_target": 0.02, "seed": 1}
    return train_splitter(texts, encode(texts), intents, seen_by_all, encode, **options)


@pytest.fixture(scope="module")
def splitter(taught, encode, seen_by_all):
    return train(taught, encode, seen_by_all)


def split(splitter, seen_by_all, encode, text):
    return [stretch.text for stretch in splitter.split(text, encode([text])[0], encode, seen_by_all.understanding)]


def test_a_message_without_a_mark_is_one_request(splitter, seen_by_all, encode):
    assert split(splitter, seen_by_all, encode, "how do I share my screen") == ["how do I share my screen"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reset my password and share a window", ["reset my password", "share a window"]),
        ("how much is pro, and record my call", ["how much is pro", "record my call"]),
        ("record my call; price of enterprise", ["record my call", "price of enterprise"]),
        ("plan prices please\nreset my password", ["plan prices please", "reset my password"]),
    ],
)
def test_joined_requests_of_different_intents_are_split(splitter, seen_by_all, encode, text, expected):
    assert split(splitter, seen_by_all, encode, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I came back from leave and forgot my password",
        "I teach maths and want to share my screen",
        "we meet on monday, please record the meeting",
    ],
)
def test_one_request_with_an_and_or_a_comma_is_not_split(splitter, seen_by_all, encode, text):
    assert len(find_cuts(text)) == 1, "there is something to be tempted by"
    assert split(splitter, seen_by_all, encode, text) == [text]


def test_two_splitters_of_the_same_seed_agree(splitter, seen_by_all, taught, encode):
    again = train(taught, encode, seen_by_all)
    assert again.threshold == splitter.threshold
    for text in ("reset my password and share a window", "hello, how much is pro and record it"):
        assert split(again, seen_by_all, encode, text) == split(splitter, seen_by_all, encode, text)


def test_the_threshold_decides_whether_a_cut_is_made(splitter, seen_by_all, encode):
    text = "reset my password. how much is pro"
    kept, splitter.threshold = splitter.threshold, 0.0
    try:
        assert split(splitter, seen_by_all, encode, text) == ["reset my password", "how much is pro"]
        splitter.threshold = 1.1
        assert split(splitter, seen_by_all, encode, text) == [text]
    finally:
        splitter.threshold = kept


def test_no_more_requests_are_made_than_allowed(taught, seen_by_all, encode):
    texts, _ = taught

    class AlwaysCut:
        def predict_proba(self, rows):
            return np.tile([0.0, 1.0], (len(rows), 1))

    text = "reset my password. how much is pro. share a window. record my call. price of enterprise"
    for most in (1, 2, 3, 5):
        splitter = RequestSplitter(OpeningWords(texts), most_requests=most)
        splitter._model, splitter._is_trained = AlwaysCut(), True
        assert len(split(splitter, seen_by_all, encode, text)) == most


def test_stretches_keep_their_place_in_the_message(seen_by_all, encode):
    text = "reset my password and share a window"
    whole = judge_stretches(text, [Span(0, len(text))], encode([text]), seen_by_all.understanding)[0]
    table = StretchTable(text, find_cuts(text), whole, encode, seen_by_all.understanding)
    for first, last in ((0, 0), (1, 1), (0, 1)):
        stretch = table.between(first, last)
        assert text[stretch.span.start : stretch.span.end] == stretch.text
