"""Where messages may be cut."""

import random
import re
import time

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


@pytest.mark.parametrize(
    "unbroken",
    [
        *("3.5 GB", "3,5 GB", "1,000", "$1,299.00", "1,000,000", "10 - 20", "10:30", "2.3.1", "555-1234"),
        *(
            "e.g. this",
            "i.e. that",
            "Mr. Smith",
            "Dr. Who",
            "pro vs. business",
            "approx. 5",
            "ticket no. 5",
            "U.S. law",
        ),
        *("a.b@c.example", "https://parley.example/j/1,2", "R&D", "12.11.2026", "android", "Sandy", "handover"),
    ],
)
@pytest.mark.parametrize("around", ["I need {} for us", "tell me, is it {} today, and record it", "{} is what I see"])
def test_numbers_and_abbreviations_stay_whole(unbroken, around):
    text = around.format(unbroken)
    start, end = text.index(unbroken), text.index(unbroken) + len(unbroken)
    assert not [cut for cut in find_cuts(text) if cut.start < end and cut.end > start]


@pytest.mark.parametrize("text", ["we pay for 100, record the meeting", "I have 2. How do I add 3", "no. I want to go"])
def test_a_mark_after_a_number_or_a_no_still_ends_a_clause(text):
    assert len(pieces(text)) == 2


def any_texts(count, seed=7):
    alphabet = "ab é中🙂,.;!?\n\t-–'\" and also plus then"
    words = [*alphabet, " and ", ", ", ". ", " also ", "word ", "1", "20", "e.g. "]
    words += ["\u200f", "\x00", "e\u0301", "مرحبا ", "👩‍👧"]
    chooser = random.Random(seed)
    return ["".join(chooser.choice(words) for _ in range(chooser.randrange(60))) for _ in range(count)]


def test_cuts_and_pieces_cover_any_text_in_order():
    for text in any_texts(2000):
        cuts = find_cuts(text)
        assert len(cuts) <= MOST_CUTS
        edges = [edge for cut in cuts for edge in (cut.start, cut.end)]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(text) for edge in edges)
        for span in spans_between(text, cuts):
            assert text[span.start : span.end] == text[span.start : span.end].strip()


def test_pieces_and_what_is_cut_out_make_up_the_text():
    for text in any_texts(2000, seed=8):
        cuts = find_cuts(text)
        marks = [text[cut.start : cut.end] for cut in cuts]
        left, position = [], 0
        for cut in cuts:
            left.append(text[position : cut.start])
            position = cut.end
        left.append(text[position:])
        assert [part.strip() for part in left] == pieces(text)
        assert "".join(part + mark for part, mark in zip(left, [*marks, ""])) == text


def test_no_cut_takes_anything_but_marks_and_joining_words():
    joining = re.compile(r"[\s,.;!?\-–—\"')\]]|oh|and|also|plus|then|but", re.IGNORECASE)
    cuts = [(text, cut) for text in any_texts(2000, seed=9) for cut in find_cuts(text)]
    assert len(cuts) > 1000
    for text, cut in cuts:
        assert joining.sub("", text[cut.start : cut.end]) == ""
        assert not re.fullmatch(r"\d(,|\s+[-–]+\s+)\d", text[cut.start - 1 : cut.end + 1])


def test_every_cut_leaves_words_on_both_sides():
    for text in any_texts(2000, seed=10):
        for cut in find_cuts(text):
            words_before = [word for word in text[: cut.start].split() if any(map(str.isalpha, word))]
            words_after = [word for word in text[cut.end :].split() if any(map(str.isalpha, word))]
            assert len(words_before) >= 1
            assert len(words_after) >= 2


@pytest.mark.parametrize(
    "text",
    [
        "please help me, and then some more. " * 600,
        "hello" + " " * 20_000 + "my friend",
        "hello " + "." * 20_000 + "x y",
        "1, " * 6_600 + "a b c",
        "a," * 10_000,
        "and " * 5_000,
        "- " * 10_000,
        "a" + "\n" * 20_000 + "b c",
        "no. " * 5_000,
    ],
    ids=["clauses", "spaces", "dots", "numbers", "commas", "ands", "dashes", "lines", "abbreviations"],
)
def test_a_very_long_text_is_searched_in_time(text):
    started = time.monotonic()
    cuts = find_cuts(text)
    assert time.monotonic() - started < 1.5
    assert len(cuts) <= MOST_CUTS
