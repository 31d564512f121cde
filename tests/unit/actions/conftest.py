"""Fakes of the services that actions call, and a tracker as the action server gets it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

import actions.base
from actions.speech import Speech
from actions.turn import Turn
from frontdesk.customers.model import Customer
from frontdesk.handoff.model import HandoffRequest
from frontdesk.knowledge.answers.model import Answer, AnswerStatus, Choice, Question, Source

DOMAIN = {
    "slots": {
        "new_plan": {"mappings": [{"type": "from_entity", "entity": "plan", "intent": ["change_plan"]}]},
        "refund_reason": {"mappings": [{"type": "from_text"}]},
    },
    "forms": {
        "change_plan_form": {"required_slots": ["new_plan", "plan_change_confirmed"]},
        "refund_form": {"required_slots": ["invoice_number", "refund_reason", "refund_confirmed"]},
    },
}
BEN = Customer(
    id="cus_ben",
    name="Ben Calloway",
    email="ben@example.com",
    company="Calloway",
    plan="pro",
    seats=9,
    region="uk",
    language="en",
    timezone="Europe/London",
    billing_email="billing@example.com",
    billing_cycle="monthly",
    renews_on=date(2027, 1, 5),
    since=date(2024, 1, 5),
)


class FakeAnswers:
    """Knows one article; what asks for `limits` depends on the plan, what asks for `nothing` has no answer."""

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        if "nothing" in question.text:
            return Answer(AnswerStatus.NO_ANSWER, "I don't have an answer.", question.plan, 0.1)
        if "limits" in question.text and question.plan is None:
            choices = (Choice("Basic", "basic"), Choice("Pro", "pro"))
            return Answer(AnswerStatus.CLARIFY, "Which plan do you have?", None, 0.9, choices=choices)
        source = Source("an-article", "An article", "/help/articles/an-article")
        text = f"Answer to {question.text} for {question.plan}"
        return Answer(AnswerStatus.ANSWERED, text, question.plan, 0.9, sources=(source,))

    def answers_intent(self, intent: str) -> bool:
        return intent in ("record_meeting", "polls", "meeting_limits")

    def title_of_intent(self, intent: str) -> str | None:
        return "Record a meeting" if intent == "record_meeting" else None


class FakeHandoff:
    def __init__(self) -> None:
        self.opened: list[HandoffRequest] = []

    def open_case(self, request: HandoffRequest) -> None:
        self.opened.append(request)


class FakePlans:
    def resolve(self, text: str) -> str | None:
        return text.lower() if text.lower() in ("basic", "pro", "business") else None

    def name(self, plan: str) -> str:
        return plan.capitalize()


@dataclass
class Scene:
    """One turn to act in; afterwards, what was said and what the services were asked."""

    customer: Customer | None = None
    channel: str = "callback"
    services: Any = None
    dispatcher: CollectingDispatcher = field(default_factory=CollectingDispatcher)

    def __post_init__(self) -> None:
        self.services = SimpleNamespace(
            answers=FakeAnswers(),
            handoff=FakeHandoff(),
            plans=FakePlans(),
            readings={"talk_to_human": "Talk to a person"},
            conversations=SimpleNamespace(customer_of=lambda _: self.customer.id if self.customer else None),
            customers=SimpleNamespace(find=lambda _: self.customer),
            settings=SimpleNamespace(public_url=""),
        )

    def turn(self, *requests: tuple[str, str], text: str | None = None, **parts: Any) -> Turn:
        """The turn of a message of `requests`, each an intent and its words; `parts` override the tracker's."""
        found = [{"intent": i, "text": t, "entities": parts.get("entities", [])} for i, t in requests]
        message = {
            "text": text or " and ".join(t for _, t in requests),
            "intent": {"name": requests[0][0] if requests else "nlu_fallback"},
            "requests": found,
            "entities": parts.pop("entities", []),
            **parts.pop("message", {}),
        }
        event = {"event": "user", "text": message["text"], "parse_data": message, "metadata": {}}
        at = {"timestamp": datetime(2026, 11, 24, tzinfo=UTC).timestamp(), "input_channel": self.channel}
        tracker = Tracker(
            "web-1",
            parts.pop("slots", {}),
            message,
            [*parts.pop("events", []), event | at],
            False,
            None,
            {"name": parts.pop("form", None)},
            "action_listen",
        )
        return Turn(tracker, DOMAIN, self.services)

    def act(self, action: Any, turn: Turn) -> list[dict[str, Any]]:
        return action.take_turn(Speech(self.dispatcher, self.channel), turn)

    @property
    def said(self) -> list[str]:
        return [message["text"] for message in self.dispatcher.messages if message.get("text")]

    @property
    def buttons(self) -> list[str]:
        return [button["payload"] for message in self.dispatcher.messages for button in message.get("buttons") or []]


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Scene:
    made = Scene()
    monkeypatch.setattr(actions.base, "services", lambda: made.services)
    return made


@pytest.fixture
def ben() -> Customer:
    return BEN


def slots(events: list[dict[str, Any]]) -> dict[str, Any]:
    """The slots that events set, by name."""
    return {event["name"]: event["value"] for event in events if event["event"] == "slot"}


@pytest.fixture(name="slots")
def slots_of() -> Any:
    return slots
