"""Sends what waits in the outbox to the customer's channel, in order, until it is accepted."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from frontdesk.handoff import outbox, store
from frontdesk.handoff.model import Case, CaseState
from frontdesk.handoff.outbox import OutboxKind
from frontdesk.storage.engine import Database

_log = logging.getLogger(__name__)

_POLL_SECONDS = 0.2
_LONGEST_PAUSE = timedelta(seconds=30)
# Longer than the longest wait for Rasa, so that no second process sends what the first is still sending.
_CLAIM = timedelta(seconds=90)


class DeliveryFailed(Exception):
    """The message was not accepted; it may be tried again."""


class Delivery(Protocol):
    """The way to the customer. Everything may be called twice with the same content after a failure.

    Each raises DeliveryFailed.
    """

    async def send(self, case: Case, message_id: str, agent: str, text: str) -> None:
        """Deliver an agent's reply on the case's channel."""

    async def announce(self, case: Case, state: CaseState, agent: str | None) -> None:
        """Tell the customer that the case waits, is in a person's hands, or is closed."""

    async def give_back(self, case: Case) -> None:
        """Let the assistant answer the conversation again."""


@dataclass(frozen=True)
class _Parcel:
    """One row of the outbox, taken out to be sent."""

    row_id: int
    kind: OutboxKind
    payload: dict[str, Any]
    attempt: int
    case: Case


class DeliveryLoop:
    """Drains the outbox while it runs. One conversation's trouble does not hold up another's."""

    def __init__(self, database: Database, delivery: Delivery, *, first_pause_seconds: float = 1.0) -> None:
        self._database = database
        self._delivery = delivery
        self._first_pause = timedelta(seconds=first_pause_seconds)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="handoff delivery")

    async def stop(self) -> None:
        """Stop; what is not sent stays in the outbox."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def send_due(self) -> int:
        """Try what is due once, one parcel a conversation; returns how many were tried."""
        parcels = await asyncio.to_thread(self._take_due)
        await asyncio.gather(*(self._send(parcel) for parcel in parcels))
        return len(parcels)

    async def _run(self) -> None:
        while True:
            try:
                tried = await self.send_due()
            except Exception:
                _log.exception("The outbox could not be read; trying again")
                tried = 0
            if not tried:
                await asyncio.sleep(_POLL_SECONDS)

    async def _send(self, parcel: _Parcel) -> None:
        try:
            await self._hand_over(parcel)
        except DeliveryFailed as error:
            _log.warning("Case %s: %s", parcel.case.id, error)
            await asyncio.to_thread(self._postpone, parcel)
        except Exception:
            _log.exception("Case %s: a %s could not be sent", parcel.case.id, parcel.kind)
            await asyncio.to_thread(self._postpone, parcel)
        except asyncio.CancelledError:
            self._release(parcel)
            raise
        else:
            await asyncio.to_thread(self._mark_sent, parcel)

    async def _hand_over(self, parcel: _Parcel) -> None:
        case, payload = parcel.case, parcel.payload
        match parcel.kind:
            case OutboxKind.MESSAGE:
                await self._delivery.send(case, payload["id"], payload["agent"], payload["text"])
            case OutboxKind.ANNOUNCE:
                await self._delivery.announce(case, CaseState(payload["state"]), payload["agent"])
            case OutboxKind.GIVE_BACK:
                await self._delivery.give_back(case)

    def _take_due(self) -> list[_Parcel]:
        now = datetime.now(UTC)
        with self._database.transaction() as session:
            return [
                _Parcel(row.id, OutboxKind(row.kind), row.payload, row.attempts, store.summary(row.case))
                for row in outbox.due_rows(session, now)
                if outbox.claim(session, row, now + _CLAIM)
            ]

    def _mark_sent(self, parcel: _Parcel) -> None:
        with self._database.transaction() as session:
            outbox.mark_sent(session, parcel.row_id, datetime.now(UTC))
            if parcel.kind is OutboxKind.MESSAGE:
                store.mark_delivered(session, parcel.case.id, parcel.payload["id"])

    def _postpone(self, parcel: _Parcel) -> None:
        pause = min(self._first_pause * 2 ** min(parcel.attempt, 16), _LONGEST_PAUSE)
        with self._database.transaction() as session:
            outbox.postpone(session, parcel.row_id, datetime.now(UTC) + pause)
            store.mark_retrying(session, parcel.case.id)

    def _release(self, parcel: _Parcel) -> None:
        with self._database.transaction() as session:
            outbox.postpone(session, parcel.row_id, datetime.now(UTC))
