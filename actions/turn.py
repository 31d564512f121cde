"""What an action may know of the turn it runs in."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.types import DomainDict

from frontdesk.customers.model import Customer
from frontdesk.services import Services

MOST_QUEUED = 10
REQUESTS = "requests"
PENDING_QUESTION = "pending_question"
OFFER = "offer"
REPLIES = frozenset({"affirm", "deny"})

Events = list[dict[str, Any]]


@dataclass(frozen=True)
class Request:
    """Something the customer wants: one of the requests of a message."""

    intent: str
    text: str
    entities: tuple[dict[str, Any], ...] = ()

    @classmethod
    def from_slot(cls, value: dict[str, Any]) -> "Request":
        """The request that `as_slot` made `value` of."""
        return cls(value["intent"], value["text"], tuple(value.get("entities", ())))

    @property
    def is_reply(self) -> bool:
        """Whether it is a yes or no to what was offered."""
        return self.intent in REPLIES

    def as_slot(self) -> dict[str, Any]:
        """The request as slots keep it."""
        return {"intent": self.intent, "text": self.text, "entities": list(self.entities)}

    def values(self, entity: str) -> list[str]:
        """The values of the entities called `entity`, each once, in the order of the text."""
        return list(dict.fromkeys(str(found["value"]) for found in self.entities if found["entity"] == entity))

    def entity(self, entity: str) -> str | None:
        """The value of the last entity called `entity`."""
        return next(reversed(self.values(entity)), None)


class Turn:
    """The customer's latest message and what is known about the conversation it belongs to."""

    def __init__(self, tracker: Tracker, domain: DomainDict, services: Services) -> None:
        self.tracker = tracker
        self.domain = domain
        self.services = services

    @property
    def conversation_id(self) -> str:
        return self.tracker.sender_id

    @property
    def channel(self) -> str:
        return self.tracker.get_latest_input_channel() or ""

    @property
    def message(self) -> dict[str, Any]:
        return self.tracker.latest_message

    @property
    def text(self) -> str:
        return self.message.get("text") or ""

    @property
    def intent(self) -> str:
        return (self.message.get("intent") or {}).get("name") or ""

    @property
    def form(self) -> str | None:
        """The form that is under way."""
        return self.tracker.active_loop_name

    @cached_property
    def customer(self) -> Customer | None:
        """Who is asking, when they have signed in."""
        customer_id = self.services.conversations.customer_of(self.conversation_id)
        return self.services.customers.find(customer_id) if customer_id else None

    @property
    def plan(self) -> str | None:
        """The customer's plan: of their account, or else the one that they say they have."""
        return self.customer.plan if self.customer else self.tracker.get_slot("stated_plan")

    @cached_property
    def request(self) -> Request:
        """What this turn is about first."""
        found = self.message.get("requests") or []
        entities = tuple(found[0]["entities"] if len(found) > 1 else self.message.get("entities") or ())
        text = found[0]["text"] if found else self.text
        return Request(self.intent, self._spoken(text), entities)

    @cached_property
    def replies(self) -> list[Request]:
        """The yes or no that the message says to what was offered, alone or beside something else."""
        if self.tracker.get_slot(OFFER) is None:
            return []
        acts = [self.intent, *(self.message.get("social") or [])]
        return [Request(act, self.text) for act in acts if act in REPLIES]

    @cached_property
    def unread_requests(self) -> list[Request]:
        """What else the message asks for, as long as no action of this turn has put it in the queue."""
        found = self.message.get("requests") or []
        further = [Request(r["intent"], r["text"], tuple(r.get("entities", ()))) for r in found[1:]]
        further += [reply for reply in self.replies if reply.intent != self.intent]
        is_read = any(e.get("event") == "slot" and e.get("name") == REQUESTS for e in self.events_of_turn())
        return [] if is_read or self._is_a_text_that_was_asked_for else further

    @property
    def queue(self) -> list[Request]:
        """Requests that wait for their turn, those of the latest message first."""
        waiting = self.tracker.get_slot(REQUESTS) or []
        return [*self.unread_requests, *map(Request.from_slot, waiting)][:MOST_QUEUED]

    @property
    def pending_question(self) -> Request | None:
        """The question that waits for the customer to say which plan they have, or which reading they mean."""
        value = self.tracker.get_slot(PENDING_QUESTION)
        return Request.from_slot(value) if value else None

    @property
    def failures(self) -> int:
        return int(self.tracker.get_slot("failures") or 0)

    @property
    def form_slots(self) -> list[str]:
        """Every slot that some form fills."""
        return [slot for form in self.domain.get("forms", {}).values() for slot in form.get("required_slots", [])]

    @property
    def said_before(self) -> tuple[str, ...]:
        """What the customer wrote in earlier turns of this session, oldest first; buttons are left out."""
        said = [event for event in self._session() if event.get("event") == "user" and event.get("text")]
        if not said or _is_queued(said[-1]):
            return ()
        earlier = [event["text"] for event in said[:-1] if not _is_queued(event)]
        return tuple(text for text in earlier if not text.startswith("/"))

    @property
    def articles_before(self) -> tuple[str, ...]:
        """Ids of the articles that the latest answer quoted."""
        for event in reversed(self.tracker.events):
            quoted = event.get("event") == "bot" and (event.get("metadata") or {}).get("answered_from")
            if quoted:
                return tuple(quoted)
        return ()

    def _session(self) -> list[dict[str, Any]]:
        events = self.tracker.events
        started = [place for place, event in enumerate(events) if event.get("event") == "session_started"]
        return events[started[-1] :] if started else events

    def events_of_turn(self) -> Iterator[dict[str, Any]]:
        """What happened since the customer's latest message, latest first."""
        for event in reversed(self.tracker.events):
            if event.get("event") == "user" and not _is_queued(event):
                return
            yield event

    @property
    def _is_a_text_that_was_asked_for(self) -> bool:
        """Whether a form asked for a text in the customer's own words: then the message is that text, not requests."""
        requested = self.tracker.get_slot("requested_slot")
        mappings = self.domain["slots"].get(requested, {}).get("mappings", []) if requested else []
        return any(mapping["type"] == "from_text" for mapping in mappings)

    def _spoken(self, text: str) -> str:
        """`text`, or, for a button, the words that the button stands for."""
        if not text.startswith("/"):
            return text
        pending = self.pending_question
        if pending is not None and pending.intent == "":
            return pending.text
        return self.reading(self.intent)

    def reading(self, intent: str) -> str:
        """An intent in a customer's words: what data/readings.yml calls it, or its article's title."""
        written = self.services.readings.get(intent)
        return written or self.services.answers.title_of_intent(intent) or intent.replace("_", " ")


def _is_queued(event: dict[str, Any]) -> bool:
    """Whether a user event is a request of an earlier message, put to the policies later."""
    return bool((event.get("metadata") or {}).get("queued"))


def queued(requests: list[Request]) -> dict[str, Any]:
    """The event that makes `requests` the queue."""
    return SlotSet(REQUESTS, [request.as_slot() for request in requests] or None)
