"""The tables of web conversations, and the queries on them."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from frontdesk.chat.model import (
    Author,
    Button,
    Conversation,
    DeliveryState,
    Draft,
    Handoff,
    HandoffState,
    Message,
    Source,
)
from frontdesk.storage.engine import Base, Database
from frontdesk.storage.types import UtcDateTime


class ConversationRow(Base):
    __tablename__ = "web_conversations"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    customer_id: Mapped[str | None] = mapped_column(String(255))
    handoff_state: Mapped[str | None] = mapped_column(String(16))
    handoff_agent: Mapped[str | None] = mapped_column(String(255))
    last_seq: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MessageRow(Base):
    __tablename__ = "web_messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "author", "external_id", name="uq_web_messages_external_id"),
        Index("ix_web_messages_delivery", "delivery", "conversation_id"),
    )

    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("web_conversations.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    author: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(String(255))
    external_id: Mapped[str | None] = mapped_column(String(128))
    outgoing: Mapped[str | None] = mapped_column(Text)
    delivery: Mapped[str | None] = mapped_column(String(16))
    buttons: Mapped[list[dict[str, str]] | None] = mapped_column(JSON(none_as_null=True))
    sources: Mapped[list[dict[str, str]] | None] = mapped_column(JSON(none_as_null=True))
    image: Mapped[str | None] = mapped_column(Text)
    handoff: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class UnknownConversation(LookupError):
    """No web conversation has that id."""


class ConversationStore:
    """Web conversations in `database`. Every method is one transaction, and blocks: call it from a thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, conversation_id: str, key_hash: str, customer_id: str | None) -> Conversation:
        """Begin a conversation that `key_hash` opens."""
        row = ConversationRow(
            id=conversation_id, key_hash=key_hash, customer_id=customer_id, last_seq=0, created_at=datetime.now(UTC)
        )
        with self._database.transaction() as session:
            session.add(row)
        return _conversation(row)

    def find(self, conversation_id: str) -> Conversation | None:
        """The conversation of that id, or None."""
        with self._database.transaction() as session:
            row = session.get(ConversationRow, conversation_id)
            return _conversation(row) if row else None

    def key_hash_of(self, conversation_id: str) -> str | None:
        """The hash of the key that opens the conversation, or None when there is no such conversation."""
        with self._database.transaction() as session:
            return session.scalar(select(ConversationRow.key_hash).where(ConversationRow.id == conversation_id))

    def customer_of(self, conversation_id: str) -> str | None:
        """The id of the customer whose conversation it is; None for a visitor and for a conversation not of the web."""
        with self._database.transaction() as session:
            return session.scalar(select(ConversationRow.customer_id).where(ConversationRow.id == conversation_id))

    def add(self, conversation_id: str, draft: Draft) -> tuple[Message, bool]:
        """Number and keep `draft`; a handoff it carries becomes the conversation's.

        Returns the message and whether it is new: for a draft added before, the message of then.

        Raises:
            UnknownConversation: there is no such conversation.
        """
        try:
            with self._database.transaction() as session:
                # The first statement is the update, so that the row (in SQLite: the file) is locked until the commit
                # and two processes never get the same number. A duplicate rolls the number back.
                seq = session.scalar(
                    _next_number(conversation_id, draft.handoff), execution_options={"synchronize_session": False}
                )
                if seq is None:
                    raise UnknownConversation(conversation_id)
                row = _row(conversation_id, seq, draft)
                session.add(row)
            return _message(row), True
        except IntegrityError:
            if draft.external_id is None:
                raise
            return self._earlier(conversation_id, draft), False

    def messages(self, conversation_id: str, after: int, limit: int = 200) -> list[Message]:
        """Messages numbered above `after`, in order."""
        query = select(MessageRow).where(MessageRow.conversation_id == conversation_id, MessageRow.seq > after)
        with self._database.transaction() as session:
            return [_message(row) for row in session.scalars(query.order_by(MessageRow.seq).limit(limit))]

    def offered(self, conversation_id: str, payload: str) -> bool:
        """Whether the assistant offered a button with that payload in this conversation."""
        query = select(MessageRow.buttons).where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.author == Author.BOT,
            MessageRow.buttons.is_not(None),
        )
        with self._database.transaction() as session:
            return any(button["payload"] == payload for buttons in session.scalars(query) for button in buttons or ())

    def next_pending(self, conversation_id: str) -> Message | None:
        """The oldest message that Rasa has not been given."""
        query = select(MessageRow).where(
            MessageRow.conversation_id == conversation_id, MessageRow.delivery == DeliveryState.PENDING
        )
        with self._database.transaction() as session:
            row = session.scalar(query.order_by(MessageRow.seq).limit(1))
            return _message(row) if row else None

    def conversations_with_pending(self) -> list[str]:
        """Conversations with a message that Rasa has not been given."""
        query = select(MessageRow.conversation_id).where(MessageRow.delivery == DeliveryState.PENDING).distinct()
        with self._database.transaction() as session:
            return list(session.scalars(query))

    def mark(self, conversation_id: str, seq: int, state: DeliveryState) -> None:
        """Record where a customer's message stands."""
        change = update(MessageRow).where(MessageRow.conversation_id == conversation_id, MessageRow.seq == seq)
        with self._database.transaction() as session:
            session.execute(change.values(delivery=state))

    def last_reply(self, conversation_id: str) -> int:
        """The number of the newest message that the customer was sent; 0 when there is none."""
        query = select(func.max(MessageRow.seq)).where(
            MessageRow.conversation_id == conversation_id, MessageRow.author != Author.CUSTOMER
        )
        with self._database.transaction() as session:
            return session.scalar(query) or 0

    def _earlier(self, conversation_id: str, draft: Draft) -> Message:
        query = select(MessageRow).where(
            MessageRow.conversation_id == conversation_id,
            MessageRow.author == draft.author,
            MessageRow.external_id == draft.external_id,
        )
        with self._database.transaction() as session:
            return _message(session.scalars(query).one())


def _next_number(conversation_id: str, handoff: Handoff | None) -> Any:
    change = update(ConversationRow).where(ConversationRow.id == conversation_id)
    change = change.values(last_seq=ConversationRow.last_seq + 1)
    if handoff:
        change = change.values(handoff_state=handoff.state, handoff_agent=handoff.agent)
    return change.returning(ConversationRow.last_seq)


def _row(conversation_id: str, seq: int, draft: Draft) -> MessageRow:
    return MessageRow(
        conversation_id=conversation_id,
        seq=seq,
        author=draft.author,
        text=draft.text,
        name=draft.name,
        external_id=draft.external_id,
        outgoing=draft.outgoing,
        delivery=DeliveryState.PENDING if draft.outgoing is not None else None,
        buttons=[asdict(button) for button in draft.buttons] or None,
        sources=[asdict(source) for source in draft.sources] or None,
        image=draft.image,
        handoff=asdict(draft.handoff) if draft.handoff else None,
        at=datetime.now(UTC),
    )


def _conversation(row: ConversationRow) -> Conversation:
    handoff = Handoff(HandoffState(row.handoff_state), row.handoff_agent) if row.handoff_state else None
    return Conversation(id=row.id, customer_id=row.customer_id, handoff=handoff, last_seq=row.last_seq)


def _message(row: MessageRow) -> Message:
    return Message(
        author=Author(row.author),
        text=row.text,
        name=row.name,
        external_id=row.external_id,
        outgoing=row.outgoing,
        buttons=tuple(Button(**button) for button in row.buttons or ()),
        sources=tuple(Source(**source) for source in row.sources or ()),
        image=row.image,
        handoff=Handoff(HandoffState(row.handoff["state"]), row.handoff["agent"]) if row.handoff else None,
        seq=row.seq,
        at=row.at,
    )
