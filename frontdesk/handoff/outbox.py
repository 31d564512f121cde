"""The queries on what is still to be told to Rasa. Each works inside the transaction of the session it is given."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from frontdesk.handoff.tables import CaseRow, OutboxRow


class OutboxKind(StrEnum):
    """What a row of the outbox does when its turn comes."""

    MESSAGE = "message"
    ANNOUNCE = "announce"
    GIVE_BACK = "give_back"


def enqueue(session: Session, case: CaseRow, kind: OutboxKind, now: datetime, **payload: Any) -> None:
    """Put something behind everything that waits for the case's conversation."""
    session.add(
        OutboxRow(case_id=case.id, conversation_id=case.conversation_id, kind=kind, payload=payload, due_at=now)
    )


def due_rows(session: Session, now: datetime) -> Sequence[OutboxRow]:
    """The first unsent row of each conversation, where its time has come: the others wait behind it."""
    first = select(func.min(OutboxRow.id)).where(OutboxRow.sent_at.is_(None)).group_by(OutboxRow.conversation_id)
    return session.scalars(select(OutboxRow).where(OutboxRow.id.in_(first), OutboxRow.due_at <= now)).all()


def claim(session: Session, row: OutboxRow, until: datetime) -> bool:
    """Take the row until `until`; False when another process took it first."""
    statement = (
        update(OutboxRow)
        .where(OutboxRow.id == row.id, OutboxRow.attempts == row.attempts, OutboxRow.sent_at.is_(None))
        .values(attempts=row.attempts + 1, due_at=until)
        .returning(OutboxRow.id)
    )
    return session.execute(statement, execution_options={"synchronize_session": False}).first() is not None


def mark_sent(session: Session, row_id: int, now: datetime) -> None:
    session.execute(update(OutboxRow).where(OutboxRow.id == row_id).values(sent_at=now))


def postpone(session: Session, row_id: int, until: datetime) -> None:
    session.execute(update(OutboxRow).where(OutboxRow.id == row_id).values(due_at=until))
