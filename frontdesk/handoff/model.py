"""A case: one handoff of a conversation to a person, from the request to its close."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class CaseState(StrEnum):
    """Where a case stands. Queued: waits for a person. Active: a person has it. Resolved: closed, the bot is back."""

    QUEUED = "queued"
    ACTIVE = "active"
    RESOLVED = "resolved"


class Author(StrEnum):
    """Who said a line of a transcript."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"


class DeliveryState(StrEnum):
    """How far an agent's reply has come. Retrying: tried, not accepted by Rasa, and tried again."""

    PENDING = "pending"
    RETRYING = "retrying"
    DELIVERED = "delivered"


@dataclass(frozen=True)
class TranscriptLine:
    """One thing said. `key` is unique in its conversation, so that a line read twice is kept once.

    `delivery` is set on replies written at the desk, and None on every other line.
    """

    key: str
    author: Author
    text: str
    at: datetime
    name: str = ""
    delivery: DeliveryState | None = None


@dataclass(frozen=True)
class HandoffRequest:
    """What the assistant knows when it opens a case.

    Attributes:
        reason: why a person is needed: asked, failed, frustrated, declined.
        requests: what the customer wants, each {intent, text, state}.
        tried: what the assistant did about it, one line each.
    """

    conversation_id: str
    channel: str
    reason: str
    customer_id: str | None
    customer_name: str
    plan: str | None
    requests: tuple[dict[str, Any], ...] = ()
    tried: tuple[str, ...] = ()
    transcript: tuple[TranscriptLine, ...] = ()


@dataclass(frozen=True)
class Case:
    """A handoff as the desk shows it.

    Lists of cases carry `last_line` and `unread`, what the customer wrote that nobody has looked at, and an empty
    transcript; a single case carries its transcript.
    """

    id: int
    conversation_id: str
    channel: str
    reason: str
    state: CaseState
    customer_id: str | None
    customer_name: str
    plan: str | None
    requests: tuple[dict[str, Any], ...]
    tried: tuple[str, ...]
    opened_at: datetime
    agent: str | None = None
    accepted_at: datetime | None = None
    closed_at: datetime | None = None
    transcript: tuple[TranscriptLine, ...] = field(default=())
    note: str = ""
    last_line: TranscriptLine | None = None
    unread: int = 0


class CaseNotFound(Exception):
    """There is no case with this number."""

    def __init__(self, case_id: int) -> None:
        super().__init__(f"There is no case {case_id}.")


class CaseTaken(Exception):
    """Somebody else has the case; `agent` names who."""

    def __init__(self, agent: str) -> None:
        super().__init__(f"{agent} has this conversation.")
        self.agent = agent


class CaseNotAccepted(Exception):
    """Nobody has the case yet, and what was asked needs somebody who has it."""

    def __init__(self) -> None:
        super().__init__("Accept this conversation first.")


class CaseClosed(Exception):
    """The case is resolved, and stays so."""

    def __init__(self) -> None:
        super().__init__("This conversation is closed.")
