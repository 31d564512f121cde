"""Where messages may be cut."""

import random

import pytest

from nlu.segmentation import MOST_CUTS, find_cuts, spans_between


def pieces(text):
    return [text[span.start : span.end] for span in spans_between(text, find_cuts(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reset my password and show my invoices", ["reset my password", "show my invoices"]),
        ("Where is my recording? Also, what does pro cost?", ["Where is my recording", "what does pro cost?"]),
        ("record it, share it later", ["record it", "share it later"]),
        ("first line\nsecond line", ["first line", "second line"]),
        ("I need an invoice also turn on captions", ["I need an invoice", "turn on captions"]),
    ],
)
def test_marks_between_two_requests_are_found(text, expected):
    assert pieces(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "can you also help me",
        "the file has 3.5 GB",
        "Sandy needs an android phone",
        "hello",
        "and",
        "",
        "?!,",
        "what is the difference between Pro and Business",
    ],
)
def test_what_is_one_clause_is_not_cut(text):
    assert len(pieces(text)) <= 1 or pieces(text) == [text]


def test_cuts_and_pieces_cover_any_text_in_order():
    alphabet = "ab é中🙂,.;!?\n\t-–'\" and also plus then"
    words = [*alphabet, " and ", ", ", ". ", " also ", "word ", "\u200f", "\x00"]
    chooser = random.Random(7)
    for _ in range(500):
        text = "".join(chooser.choice(words) for _ in range(chooser.randrange(60)))
        cuts = find_cuts(text)
        assert len(cuts) <= MOST_CUTS
        edges = [edge for cut in cuts for edge in (cut.start, cut.end)]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(text) for edge in edges)
        for span in spans_between(text, cuts):
            assert text[span.start : span.end] == text[span.start : span.end].strip()


def test_a_very_long_text_is_searched_in_reasonable_steps():
    assert len(find_cuts("please help me, and then some more. " * 600)) == MOST_CUTS
