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


@dataclass(frozen=True)
class TranscriptLine:
    """One thing said. `key` is unique in its conversation, so that a line read twice is kept once."""

    key: str
    author: Author
    text: str
    at: datetime
    name: str = ""


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
    """A handoff as the desk shows it."""

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
