"""What is said, out of Rasa's events: which events count, whose words they are, and that a key is the same twice."""

import json
from typing import Any

import pytest

from frontdesk.handoff.model import Author
from frontdesk.handoff.transcript import transcript_from_events


def user(text: str | None, at: float = 1.0, **more: Any) -> dict[str, Any]:
    return {"event": "user", "text": text, "timestamp": at, **more}


def bot(text: str | None, at: float = 1.0, **more: Any) -> dict[str, Any]:
    return {"event": "bot", "text": text, "timestamp": at, **more}


def texts(*events: dict[str, Any]) -> list[str]:
    return [line.text for line in transcript_from_events("c1", events)]


def test_customers_and_the_assistants_lines_are_kept_in_order() -> None:
    lines = transcript_from_events("c1", [user("hi", 1.5), {"event": "slot", "timestamp": 1.6}, bot("Hello!", 1.7)])
    assert [(line.author, line.text, line.at.timestamp()) for line in lines] == [
        (Author.CUSTOMER, "hi", 1.5),
        (Author.BOT, "Hello!", 1.7),
    ]


@pytest.mark.parametrize(
    "event",
    [
        user("refund me", metadata={"queued": True}),
        user(""),
        user(None),
        user("/session_start"),
        user('/session_start{"metadata":{}}'),
        bot(None),
        bot(None, data={"custom": {"kind": "handoff", "state": "active", "agent": "Ana"}}),
        bot("You're now talking with Ana.", metadata={"desk": {"kind": "handoff", "state": "active"}}),
        {"event": "action", "name": "action_listen", "timestamp": 1.0},
    ],
)
def test_events_in_which_nothing_new_is_said_add_no_line(event: dict[str, Any]) -> None:
    assert texts(event) == []


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        (user("/ask_refund", metadata={"title": "Refund, please"}), "Refund, please"),
        (user("/ask_refund", parse_data={"intent": {"name": "ask_refund"}}), "Ask refund"),
        (user('/faq/cancel_plan{"plan":"pro"}'), "Faq: cancel plan"),
        (user("/"), ""),
        (user("/affirm", parse_data={"intent": {"name": "affirm"}, "entities": []}), "Yes"),
        (user("/inform{}", parse_data={"intent": {"name": "inform"}, "entities": [{"value": "INV-1"}]}), "INV-1"),
    ],
)
def test_a_button_is_shown_in_words(event: dict[str, Any], shown: str) -> None:
    assert texts(event) == [shown]


def test_an_agents_reply_has_its_own_id_as_key_on_the_web_and_elsewhere() -> None:
    reply = {"kind": "agent_message", "id": "m1", "name": "Ana", "text": "On it"}
    web = bot(None, data={"custom": reply})
    sms = bot("Ana: On it", metadata={"case": 1, "desk": reply})
    for event in (web, sms):
        (line,) = transcript_from_events("c1", [event])
        assert (line.key, line.author, line.text, line.name) == ("m1", Author.AGENT, "On it", "Ana")


def test_an_answer_sent_as_data_is_shown_by_its_text() -> None:
    assert texts(bot(None, data={"custom": {"kind": "answer", "text": "Click **Mute**."}})) == ["Click **Mute**."]


def test_an_event_has_the_same_key_after_a_trip_through_json_and_differs_from_its_neighbours() -> None:
    events = [user("a", 1763971234.1234567), bot("b", 1763971234.1234567), user("a", 1763971234.2)]
    once = transcript_from_events("c1", events)
    again = transcript_from_events("c1", json.loads(json.dumps(events)))
    assert once == again
    assert len({line.key for line in once}) == 3
    assert once[0].key != transcript_from_events("c2", events)[0].key
