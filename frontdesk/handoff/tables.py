"""The tables of handoff."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from frontdesk.storage.engine import Base
from frontdesk.storage.types import UtcDateTime

_UNRESOLVED = text("state != 'resolved'")


class CaseRow(Base):
    """A case. `revision` grows with everything that changes about it; `seen_line` is the last line its agent saw."""

    __tablename__ = "handoff_cases"
    __table_args__ = (
        # One unresolved case a conversation, also when two processes open one at the same time.
        Index(
            "one_unresolved_case",
            "conversation_id",
            unique=True,
            sqlite_where=_UNRESOLVED,
            postgresql_where=_UNRESOLVED,
        ),
        Index("handoff_cases_by_state", "state", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(255), index=True)
    channel: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    customer_id: Mapped[str | None] = mapped_column(String(255))
    customer_name: Mapped[str] = mapped_column(String(255))
    plan: Mapped[str | None] = mapped_column(String(64))
    requests: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    tried: Mapped[list[str]] = mapped_column(JSON)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    agent: Mapped[str | None] = mapped_column(String(255))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")
    revision: Mapped[int] = mapped_column(default=0)
    seen_line: Mapped[int] = mapped_column(default=0)


class LineRow(Base):
    """A line of a case's transcript."""

    __tablename__ = "handoff_lines"
    __table_args__ = (UniqueConstraint("case_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("handoff_cases.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(320))
    author: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    name: Mapped[str] = mapped_column(String(255), default="")
    delivery: Mapped[str | None] = mapped_column(String(16))


class OutboxRow(Base):
    """Something to tell Rasa: a reply, an announcement, or that the conversation is the assistant's again.

    Sent in the order of `id` within a conversation. `due_at` is when it may be tried (again).
    """

    __tablename__ = "handoff_outbox"
    __table_args__ = (Index("handoff_outbox_unsent", "sent_at", "conversation_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("handoff_cases.id", ondelete="CASCADE"))
    conversation_id: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(16))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    case: Mapped[CaseRow] = relationship(lazy="joined")
