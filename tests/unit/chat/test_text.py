import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.chat.text import as_plain_words, clean


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  hello  ", "hello"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("a\tb", "a b"),
        ("👩‍👩‍👧 семья 家族 اهلا", "👩‍👩‍👧 семья 家族 اهلا"),
        ("half \ud83d of an emoji", "half  of an emoji"),
    ],
)
def test_clean_keeps_what_people_write_and_drops_what_machines_read(raw: str, kept: str) -> None:
    assert clean(raw) == kept


@pytest.mark.parametrize("raw", ["", "   ", "\n\n", "\x00\x01", "\u200b\u200d", "\u00a0\u3000"])
def test_text_in_which_nothing_is_visible_is_empty(raw: str) -> None:
    assert clean(raw) == ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("/restart", "restart"),
        ("  //intent{'a': 1}", "intent{'a': 1}"),
        ("/ / /restart", "restart"),
        ("\n/restart", "restart"),
        ("///", "slash"),
        ("and/or", "and/or"),
    ],
)
def test_typed_slashes_do_not_begin_a_command(typed: str, words: str) -> None:
    assert as_plain_words(typed) == words


@given(st.text())
def test_no_text_reaches_rasa_as_a_command(typed: str) -> None:
    assert not as_plain_words(clean(typed)).strip().startswith("/")


@given(st.text())
def test_clean_text_can_be_stored(typed: str) -> None:
    text = clean(typed)
    text.encode()
    assert clean(text) == text
