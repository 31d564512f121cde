"""The queries on cases and their transcripts. Each works inside the transaction of the session it is given."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from frontdesk.handoff.model import Author, Case, CaseState, DeliveryState, HandoffRequest, TranscriptLine
from frontdesk.handoff.tables import CaseRow, LineRow


def insert_case(session: Session, request: HandoffRequest, opened_at: datetime) -> CaseRow:
    """A new queued case with the transcript so far.

    Raises:
        sqlalchemy.exc.IntegrityError: the conversation has an unresolved case.
    """
    row = CaseRow(
        conversation_id=request.conversation_id,
        channel=request.channel,
        reason=request.reason,
        state=CaseState.QUEUED,
        customer_id=request.customer_id,
        customer_name=request.customer_name,
        plan=request.plan,
        requests=list(request.requests),
        tried=list(request.tried),
        opened_at=opened_at,
    )
    session.add(row)
    session.flush()
    append_lines(session, row.id, request.transcript)
    mark_seen(session, row.id)
    return row


def unresolved_case(session: Session, conversation_id: str) -> CaseRow | None:
    query = select(CaseRow).where(CaseRow.conversation_id == conversation_id, CaseRow.state != CaseState.RESOLVED)
    return session.scalars(query).one_or_none()


def recording_cases(session: Session, conversation_ids: Collection[str], since: datetime) -> Sequence[CaseRow]:
    """The cases of these conversations that take in what is said: unresolved, or closed after `since`."""
    query = select(CaseRow).where(
        CaseRow.conversation_id.in_(conversation_ids),
        or_(CaseRow.state != CaseState.RESOLVED, CaseRow.closed_at >= since),
    )
    return session.scalars(query).all()


def first_unresolved_opening(session: Session) -> datetime | None:
    """When the oldest unresolved case was opened; None when there is none."""
    query = select(CaseRow.opened_at).where(CaseRow.state != CaseState.RESOLVED).order_by(CaseRow.opened_at).limit(1)
    return session.scalars(query).first()


def append_lines(session: Session, case_id: int, lines: Iterable[TranscriptLine]) -> int:
    """Add the lines that the case does not have yet; returns how many."""
    distinct = {line.key: line for line in lines}
    if not distinct:
        return 0
    query = select(LineRow.key).where(LineRow.case_id == case_id, LineRow.key.in_(distinct))
    known = set(session.scalars(query))
    added = [line for key, line in distinct.items() if key not in known]
    session.add_all(
        LineRow(
            case_id=case_id,
            key=line.key,
            author=line.author,
            text=line.text,
            at=line.at,
            name=line.name,
            delivery=line.delivery,
        )
        for line in added
    )
    session.flush()
    if added:
        touch(session, case_id)
    return len(added)


def touch(session: Session, case_id: int) -> None:
    """Let everybody who watches the case know that it changed."""
    session.execute(update(CaseRow).where(CaseRow.id == case_id).values(revision=CaseRow.revision + 1))


def take(session: Session, case_id: int, agent: str, accepted_at: datetime) -> bool:
    """Give a queued case to `agent`; False when it is not queued (any more)."""
    queued = and_(CaseRow.id == case_id, CaseRow.state == CaseState.QUEUED)
    return _change(session, queued, state=CaseState.ACTIVE, agent=agent, accepted_at=accepted_at)


def hold(session: Session, case_id: int, agent: str) -> bool:
    """Lock the case for the rest of the transaction if `agent` has it; False when not."""
    return _change(session, _is_with(case_id, agent))


def resolve(session: Session, case_id: int, agent: str, closed_at: datetime, note: str) -> bool:
    """Close the case if `agent` has it; False when not."""
    return _change(session, _is_with(case_id, agent), state=CaseState.RESOLVED, closed_at=closed_at, note=note)


def _is_with(case_id: int, agent: str) -> ColumnElement[bool]:
    return and_(CaseRow.id == case_id, CaseRow.state == CaseState.ACTIVE, CaseRow.agent == agent)


def _change(session: Session, condition: ColumnElement[bool], **values: object) -> bool:
    # One UPDATE that tests and changes: of two agents who click at the same time, one gets a row and one does not.
    statement = update(CaseRow).where(condition).values(revision=CaseRow.revision + 1, **values).returning(CaseRow.id)
    return session.execute(statement).first() is not None


def mark_seen(session: Session, case_id: int) -> bool:
    """Nothing is unread in the case from here on; False when nothing was."""
    last = select(func.max(LineRow.id)).where(LineRow.case_id == case_id).scalar_subquery()
    statement = (
        update(CaseRow)
        .where(CaseRow.id == case_id, CaseRow.seen_line < last)
        .values(seen_line=last, revision=CaseRow.revision + 1)
        .returning(CaseRow.id)
    )
    return session.execute(statement).first() is not None


def mark_delivered(session: Session, case_id: int, key: str) -> None:
    line = and_(LineRow.case_id == case_id, LineRow.key == key)
    session.execute(update(LineRow).where(line).values(delivery=DeliveryState.DELIVERED))
    touch(session, case_id)


def mark_retrying(session: Session, case_id: int) -> None:
    """Everything the case has not delivered waits for another try: what failed, and what is behind it."""
    waiting = and_(LineRow.case_id == case_id, LineRow.delivery == DeliveryState.PENDING)
    session.execute(update(LineRow).where(waiting).values(delivery=DeliveryState.RETRYING))
    touch(session, case_id)


def unresolved_cases(session: Session) -> tuple[Case, ...]:
    """Queued and active cases, oldest first, each with its last line and what is unread."""
    query = select(CaseRow).where(CaseRow.state != CaseState.RESOLVED).order_by(CaseRow.opened_at, CaseRow.id)
    return _summaries(session, session.scalars(query).all())


def resolved_cases(session: Session, closed_before: datetime | None, limit: int) -> tuple[Case, ...]:
    """Closed cases, the last closed first."""
    query = select(CaseRow).where(CaseRow.state == CaseState.RESOLVED)
    if closed_before is not None:
        query = query.where(CaseRow.closed_at < closed_before)
    return _summaries(session, session.scalars(query.order_by(CaseRow.closed_at.desc()).limit(limit)).all())


def revisions(session: Session, closed_since: datetime) -> dict[int, int]:
    """The revision of every case that is unresolved or was closed after `closed_since`."""
    query = select(CaseRow.id, CaseRow.revision).where(
        or_(CaseRow.state != CaseState.RESOLVED, CaseRow.closed_at >= closed_since)
    )
    return dict(session.execute(query).all())


def summary(row: CaseRow) -> Case:
    """The case itself, without anything that was said in it."""
    return _case(row)


def case_with_transcript(session: Session, row: CaseRow) -> Case:
    query = select(LineRow).where(LineRow.case_id == row.id).order_by(LineRow.at, LineRow.id)
    lines = tuple(_line(line) for line in session.scalars(query))
    unread = _unread(session, [row.id]).get(row.id, 0)
    return _case(row, transcript=lines, last_line=lines[-1] if lines else None, unread=unread)


def _summaries(session: Session, rows: Sequence[CaseRow]) -> tuple[Case, ...]:
    ids = [row.id for row in rows]
    newest = select(func.max(LineRow.id)).where(LineRow.case_id.in_(ids)).group_by(LineRow.case_id)
    last = {line.case_id: _line(line) for line in session.scalars(select(LineRow).where(LineRow.id.in_(newest)))}
    unread = _unread(session, ids)
    return tuple(_case(row, last_line=last.get(row.id), unread=unread.get(row.id, 0)) for row in rows)


def _unread(session: Session, case_ids: Collection[int]) -> dict[int, int]:
    query = (
        select(LineRow.case_id, func.count())
        .join(CaseRow, CaseRow.id == LineRow.case_id)
        .where(LineRow.case_id.in_(case_ids), LineRow.id > CaseRow.seen_line, LineRow.author == Author.CUSTOMER)
        .group_by(LineRow.case_id)
    )
    return dict(session.execute(query).all())


def _case(
    row: CaseRow,
    *,
    transcript: tuple[TranscriptLine, ...] = (),
    last_line: TranscriptLine | None = None,
    unread: int = 0,
) -> Case:
    return Case(
        id=row.id,
        conversation_id=row.conversation_id,
        channel=row.channel,
        reason=row.reason,
        state=CaseState(row.state),
        customer_id=row.customer_id,
        customer_name=row.customer_name,
        plan=row.plan,
        requests=tuple(row.requests),
        tried=tuple(row.tried),
        opened_at=row.opened_at,
        agent=row.agent,
        accepted_at=row.accepted_at,
        closed_at=row.closed_at,
        transcript=transcript,
        note=row.note,
        last_line=last_line,
        unread=unread,
    )


def _line(row: LineRow) -> TranscriptLine:
    delivery = DeliveryState(row.delivery) if row.delivery else None
    return TranscriptLine(row.key, Author(row.author), row.text, row.at, row.name, delivery)
