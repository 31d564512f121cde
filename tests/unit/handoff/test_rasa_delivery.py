"""What the desk says, as Rasa is given it: data for the web widget, sentences for every other channel."""

from datetime import UTC, datetime
from typing import Any

import pytest

from frontdesk.handoff.adapters.rasa import RasaDelivery
from frontdesk.handoff.delivery import DeliveryFailed
from frontdesk.handoff.model import Case, CaseState
from frontdesk.handoff.transcript import transcript_from_events
from frontdesk.rasa.client import RasaUnavailable


class RecordingRasa:
    def __init__(self, down: bool = False) -> None:
        self.down = down
        self.appended: list[tuple[str, list[dict[str, Any]], bool]] = []

    async def append_events(self, conversation_id: str, events: list[dict[str, Any]], *, deliver: bool = False) -> None:
        if self.down:
            raise RasaUnavailable("connection refused")
        self.appended.append((conversation_id, events, deliver))

    async def send_message(self, conversation_id: str, text: str) -> None:
        raise AssertionError("the desk never speaks as the customer")

    async def tracker(self, conversation_id: str) -> dict[str, Any]:
        raise AssertionError("the desk reads the event stream, not the tracker")

    async def is_ready(self) -> bool:
        return not self.down


def case(channel: str) -> Case:
    opened = datetime(2026, 3, 1, tzinfo=UTC)
    return Case(7, "c1", channel, "asked", CaseState.ACTIVE, None, "Mia", "pro", (), (), opened, agent="Ana")


async def test_a_reply_on_the_web_is_data() -> None:
    rasa = RecordingRasa()
    await RasaDelivery(rasa).send(case("callback"), "m1", "Ana", "Hello")
    custom = {"kind": "agent_message", "id": "m1", "name": "Ana", "text": "Hello"}
    event = {"event": "bot", "text": None, "data": {"custom": custom}, "metadata": {"case": 7}}
    assert rasa.appended == [("c1", [event], True)]


async def test_a_reply_elsewhere_is_text_that_the_transcript_knows_again() -> None:
    rasa = RecordingRasa()
    await RasaDelivery(rasa).send(case("slack"), "m1", "Ana", "Hello")
    (_, (event,), delivered) = rasa.appended[0]
    assert (event["text"], event.get("data"), delivered) == ("Ana: Hello", None, True)
    assert "text" not in event["metadata"], "Rasa lays an event's metadata over the message it sends"
    (line,) = transcript_from_events("c1", [{**event, "timestamp": 1.0}])
    assert (line.key, line.text) == ("m1", "Hello")


@pytest.mark.parametrize(
    ("state", "agent", "sentence"),
    [
        (CaseState.ACTIVE, "Ana", "You're now talking with Ana."),
        (
            CaseState.RESOLVED,
            "Ana",
            "Ana has closed this conversation; the assistant is back if you need anything else.",
        ),
    ],
)
async def test_an_announcement_is_a_sentence_elsewhere(state: CaseState, agent: str, sentence: str) -> None:
    rasa = RecordingRasa()
    await RasaDelivery(rasa).announce(case("telegram"), state, agent)
    assert rasa.appended[0][1][0]["text"] == sentence


async def test_that_a_case_waits_is_announced_on_the_web_alone() -> None:
    rasa = RecordingRasa()
    await RasaDelivery(rasa).announce(case("telegram"), CaseState.QUEUED, None)
    await RasaDelivery(rasa).announce(case("callback"), CaseState.QUEUED, None)
    (only,) = rasa.appended
    assert only[1][0]["data"] == {"custom": {"kind": "handoff", "state": "queued", "agent": None}}


async def test_giving_back_resumes_and_forgets_failures_without_a_message() -> None:
    rasa = RecordingRasa()
    await RasaDelivery(rasa).give_back(case("callback"))
    listening = {"event": "action", "name": "action_listen"}
    forgotten = {"event": "slot", "name": "failures", "value": 0}
    assert rasa.appended == [("c1", [{"event": "resume"}, listening, forgotten], False)]


async def test_rasa_being_down_is_a_failed_delivery() -> None:
    with pytest.raises(DeliveryFailed, match="connection refused"):
        await RasaDelivery(RecordingRasa(down=True)).send(case("callback"), "m1", "Ana", "Hello")
