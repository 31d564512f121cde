"""A web conversation and what is said in it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from frontdesk.customers.model import Customer


class Author(StrEnum):
    """Who wrote a message. System: a line about the conversation itself, such as a person joining it."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class DeliveryState(StrEnum):
    """Where a customer's message stands on its way to Rasa."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"


class HandledBy(StrEnum):
    """Who answers the customer."""

    BOT = "bot"
    PERSON = "person"


class HandoffState(StrEnum):
    """Where the last handoff of the conversation stands."""

    QUEUED = "queued"
    ACTIVE = "active"
    RESOLVED = "resolved"


@dataclass(frozen=True)
class Button:
    """A quick reply: `payload` goes to Rasa, `title` is what the customer sees."""

    title: str
    payload: str


@dataclass(frozen=True)
class Source:
    """An article that an answer rests on."""

    title: str
    url: str
    id: str = ""


@dataclass(frozen=True)
class Handoff:
    """A change in who handles the conversation."""

    state: HandoffState
    agent: str | None = None


@dataclass(frozen=True)
class Conversation:
    """One customer's chat. `customer_id` is None for a visitor; `last_seq` is the number of the newest message."""

    id: str
    customer_id: str | None
    handoff: Handoff | None
    last_seq: int

    @property
    def handled_by(self) -> HandledBy:
        is_active = self.handoff is not None and self.handoff.state is HandoffState.ACTIVE
        return HandledBy.PERSON if is_active else HandledBy.BOT


@dataclass(frozen=True)
class Draft:
    """What is to be added to a conversation.

    Attributes:
        external_id: the author's own id of it; a second draft of the same author with the same id is not added.
        outgoing: what Rasa is to be given; None when the message does not go to Rasa.
    """

    author: Author
    text: str = ""
    name: str | None = None
    external_id: str | None = None
    outgoing: str | None = None
    buttons: tuple[Button, ...] = ()
    sources: tuple[Source, ...] = ()
    image: str | None = None
    handoff: Handoff | None = None


@dataclass(frozen=True, kw_only=True)
class Message(Draft):
    """A draft that was added: numbered in its conversation, and dated."""

    seq: int
    at: datetime


class CustomerLookup(Protocol):
    """What the chat needs of the customer directory."""

    def find(self, customer_id: str) -> Customer | None:
        """The customer of that id, or None."""

    def all(self) -> list[Customer]:
        """Every customer; the demo page lets one chat as any of them."""
