"""What can be done with a case: open it, take it, answer in it, close it."""

import uuid
from datetime import UTC, datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from frontdesk.handoff import outbox, store
from frontdesk.handoff.model import (
    Author,
    Case,
    CaseClosed,
    CaseNotAccepted,
    CaseNotFound,
    CaseState,
    CaseTaken,
    DeliveryState,
    HandoffRequest,
    TranscriptLine,
)
from frontdesk.handoff.outbox import OutboxKind
from frontdesk.handoff.tables import CaseRow
from frontdesk.storage.engine import Database

_OPENING_TRIES = 5


class HandoffService:
    """Cases in the application's database. Everything here is synchronous and may be called from any process."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open_case(self, request: HandoffRequest) -> Case:
        """Open a case and announce to the customer that it waits; an unresolved one of the conversation is returned."""
        for _ in range(_OPENING_TRIES):
            open_already = self.for_conversation(request.conversation_id)
            if open_already:
                return open_already
            try:
                return self._insert(request)
            except IntegrityError:
                continue  # another process was first; unless it has closed its case meanwhile, that one is ours
        raise RuntimeError(f"the case of conversation {request.conversation_id} could not be opened")

    def queue(self) -> tuple[Case, ...]:
        """Unresolved cases, oldest first, without their transcripts."""
        with self._database.transaction() as session:
            return store.unresolved_cases(session)

    def closed(self, closed_before: datetime | None = None, limit: int = 50) -> tuple[Case, ...]:
        """Closed cases, the last closed first, without their transcripts; `closed_before` turns the page."""
        with self._database.transaction() as session:
            return store.resolved_cases(session, closed_before, limit)

    def case(self, case_id: int) -> Case:
        """The case with its transcript. Raises CaseNotFound."""
        with self._database.transaction() as session:
            return store.case_with_transcript(session, _row(session, case_id))

    def for_conversation(self, conversation_id: str) -> Case | None:
        """The conversation's unresolved case with its transcript, if it has one."""
        with self._database.transaction() as session:
            row = store.unresolved_case(session, conversation_id)
            return store.case_with_transcript(session, row) if row else None

    def accept(self, case_id: int, agent: str) -> Case:
        """Give the case to `agent`; accepting one's own case again changes nothing.

        Raises CaseNotFound, CaseTaken (another agent has it) or CaseClosed.
        """
        now = datetime.now(UTC)
        with self._database.transaction() as session:
            if store.take(session, case_id, agent, now):
                row = _row(session, case_id)
                outbox.enqueue(session, row, OutboxKind.ANNOUNCE, now, state=CaseState.ACTIVE, agent=agent)
                store.mark_seen(session, case_id)
            elif not store.hold(session, case_id, agent):
                raise _refusal(_row(session, case_id), agent)
            return self._reload(session, case_id)

    def reply(self, case_id: int, agent: str, text: str, message_id: str | None = None) -> TranscriptLine:
        """Put a reply on its way to the customer; the same `message_id` sent again is not a second reply.

        Raises CaseNotFound, CaseTaken, CaseNotAccepted or CaseClosed when `agent` does not have the case.
        """
        now = datetime.now(UTC)
        line = TranscriptLine(message_id or uuid.uuid4().hex, Author.AGENT, text, now, agent, DeliveryState.PENDING)
        with self._database.transaction() as session:
            if not store.hold(session, case_id, agent):
                raise _refusal(_row(session, case_id), agent)
            if store.append_lines(session, case_id, [line]):
                row = _row(session, case_id)
                outbox.enqueue(session, row, OutboxKind.MESSAGE, now, id=line.key, agent=agent, text=text)
                store.mark_seen(session, case_id)
        return line

    def close(self, case_id: int, agent: str, note: str = "") -> Case:
        """Resolve the case: what is still to be sent goes out, then the assistant answers again.

        Raises CaseNotFound, CaseTaken, CaseNotAccepted or CaseClosed when `agent` does not have the case.
        """
        now = datetime.now(UTC)
        with self._database.transaction() as session:
            if not store.resolve(session, case_id, agent, now, note):
                raise _refusal(_row(session, case_id), agent)
            row = _row(session, case_id)
            outbox.enqueue(session, row, OutboxKind.GIVE_BACK, now)
            outbox.enqueue(session, row, OutboxKind.ANNOUNCE, now, state=CaseState.RESOLVED, agent=agent)
            return self._reload(session, case_id)

    def mark_seen(self, case_id: int, agent: str) -> None:
        """`agent` has the case on the screen: if it is theirs, nothing in it is unread any more."""
        with self._database.transaction() as session:
            row = session.get(CaseRow, case_id)
            if row and row.agent == agent:
                store.mark_seen(session, case_id)

    def revisions(self, closed_since: datetime) -> dict[int, int]:
        """A number for every unresolved or lately closed case that grows with each change of it."""
        with self._database.transaction() as session:
            return store.revisions(session, closed_since)

    def _insert(self, request: HandoffRequest) -> Case:
        now = datetime.now(UTC)
        with self._database.transaction() as session:
            row = store.insert_case(session, request, now)
            outbox.enqueue(session, row, OutboxKind.ANNOUNCE, now, state=CaseState.QUEUED, agent=None)
            return store.case_with_transcript(session, row)

    @staticmethod
    def _reload(session: Session, case_id: int) -> Case:
        session.expire_all()
        return store.case_with_transcript(session, _row(session, case_id))


def _row(session: Session, case_id: int) -> CaseRow:
    row = session.get(CaseRow, case_id)
    if row is None:
        raise CaseNotFound(case_id)
    return row


def _refusal(row: CaseRow, agent: str) -> Exception:
    """Why `agent` may not do to the case what they asked."""
    if row.state == CaseState.RESOLVED:
        return CaseClosed()
    if row.agent is None or row.agent == agent:
        return CaseNotAccepted()
    return CaseTaken(row.agent)
