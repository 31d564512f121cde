"""Sessions, the form's tokens and the counting of wrong passwords."""

from typing import Any

from frontdesk.console.session import DeskSessions, WrongTries, same_token
from frontdesk.settings import Settings


def sessions(**changes: Any) -> DeskSessions:
    return DeskSessions(Settings(_env_file=None, **changes))


def test_a_session_is_read_back_and_has_a_token_of_its_own() -> None:
    desk = sessions()
    first, second = desk.read(desk.open("Ana")), desk.read(desk.open("Ana"))
    assert first and second
    assert first.name == "Ana"
    assert first.csrf != second.csrf


def test_a_forged_or_missing_session_is_nobody() -> None:
    desk = sessions()
    cookie = desk.open("Ana")
    assert desk.read(None) is None
    assert desk.read(cookie[:-2] + "xx") is None
    assert desk.read(desk.form_token()) is None, "a token of another kind opens nothing"


def test_changing_the_password_or_the_secret_signs_everybody_out() -> None:
    cookie = sessions().open("Ana")
    assert sessions().read(cookie)
    assert sessions(desk_password="another").read(cookie) is None
    assert sessions(identity_secret="another").read(cookie) is None


def test_a_session_ends(monkeypatch: Any) -> None:
    monkeypatch.setattr("frontdesk.console.session.SESSION_SECONDS", -1)
    desk = sessions()
    assert desk.read(desk.open("Ana")) is None


def test_the_password_must_be_right_to_the_letter() -> None:
    desk = sessions(desk_password="pässword")
    assert desk.is_password("pässword")
    assert not desk.is_password("passwordd")
    assert not desk.is_password("")


def test_a_form_token_counts_only_with_its_cookie() -> None:
    desk = sessions()
    token = desk.form_token()
    assert desk.is_form_token(token, token)
    assert not desk.is_form_token(token, desk.form_token())
    assert not desk.is_form_token(token, None)
    assert not desk.is_form_token("made up", "made up")


def test_nothing_is_not_the_same_token_as_nothing() -> None:
    assert not same_token("", "")
    assert not same_token(None, None)
    assert same_token("a", "a")


def test_ten_wrong_tries_a_minute_and_then_a_wait_for_that_address_alone() -> None:
    now = 1000.0
    tries = WrongTries(lambda: now)
    for _ in range(10):
        assert tries.seconds_to_wait("10.0.0.1") == 0
        tries.count("10.0.0.1")
    assert tries.seconds_to_wait("10.0.0.1") == 60
    assert tries.seconds_to_wait("10.0.0.2") == 0
    now += 61
    assert tries.seconds_to_wait("10.0.0.1") == 0
