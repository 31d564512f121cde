"""Events as Rasa 3.6.21 wrote them, one of each kind, and what the application makes of them."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from frontdesk.handoff.model import Author
from frontdesk.handoff.transcript import line_from_event
from frontdesk.rasa.events import EventStream

RECORDED: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("rasa_events.json").read_text("utf-8"))
SPOKEN = {
    "user text": (Author.CUSTOMER, "hello 0"),
    "user several": (
        Author.CUSTOMER,
        "Move me to the Pro plan. Change my billing email to pay@aisha.example. What is my plan?",
    ),
    "user payload": (Author.CUSTOMER, "Pro"),
    "bot text": (Author.BOT, "Hello! What can I do for you?"),
    "bot buttons": (Author.BOT, "Which plan would you like to move to?"),
    "bot agent_message": (Author.AGENT, "Hello, Ana here. How can I help?"),
}


@pytest.mark.parametrize("kind", RECORDED)
def test_what_was_said_becomes_a_line_and_nothing_else_does(kind: str) -> None:
    event = RECORDED[kind]
    line = line_from_event(event["sender_id"], event)
    if kind not in SPOKEN:
        assert line is None
        return
    assert line is not None
    assert (line.author, line.text) == SPOKEN[kind]
    assert line.at.timestamp() == pytest.approx(event["timestamp"])


def test_the_broker_table_is_read_as_rasa_writes_it(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/rasa-tracker.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), data TEXT)"))
        for event in RECORDED.values():
            row = {"sender_id": event["sender_id"], "data": json.dumps(event)}
            connection.execute(text("INSERT INTO events (sender_id, data) VALUES (:sender_id, :data)"), row)

    streamed = list(EventStream(engine).read(after=0))
    assert [one.position for one in streamed] == list(range(1, len(RECORDED) + 1))
    for one, recorded in zip(streamed, RECORDED.values()):
        assert (one.conversation_id, one.type, one.data) == (recorded["sender_id"], recorded["event"], recorded)
        assert one.at.timestamp() == pytest.approx(recorded["timestamp"])
    assert [one.position for one in EventStream(engine).read(after=3, limit=2)] == [4, 5]


def test_a_customers_event_carries_what_the_actions_read() -> None:
    understood = RECORDED["user several"]["parse_data"]
    assert [request["intent"] for request in understood["requests"]] == [
        "change_plan",
        "change_billing_email",
        "check_my_plan",
    ]
    assert all({"intent", "text", "entities"} <= set(request) for request in understood["requests"])
    assert understood["match"]["status"] in ("matched", "ambiguous", "unmatched")
    assert RECORDED["user several"]["input_channel"] == RECORDED["user queued"]["input_channel"] == "callback"
