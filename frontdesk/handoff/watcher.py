"""Follows Rasa's event stream and writes what is said in open cases into their transcripts."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from frontdesk.handoff import store
from frontdesk.handoff.model import TranscriptLine
from frontdesk.handoff.transcript import line_from_event
from frontdesk.rasa.events import StreamedEvent
from frontdesk.storage.engine import Database
from frontdesk.storage.positions import read_position, store_position

_log = logging.getLogger(__name__)

READER = "handoff"
_BATCH = 500
# Rasa writes a turn's events when the turn is over, so they are somewhat out of the order of their times.
_SLACK = timedelta(minutes=5)


class Stream(Protocol):
    """What the watcher needs of `frontdesk.rasa.events.EventStream`."""

    def read(self, after: int, limit: int = 500) -> Iterator[StreamedEvent]:
        """Events with a position greater than `after`, oldest first."""


class CaseWatcher:
    """Reads the stream while it runs. Several may run; a line is written once all the same."""

    def __init__(self, database: Database, stream: Stream, *, interval_seconds: float = 0.2) -> None:
        self._database = database
        self._stream = stream
        self._interval = interval_seconds
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="handoff watcher")

    async def stop(self) -> None:
        """Stop; the next start goes on where this one ended."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def read_batch(self) -> int:
        """Take in the next events of the stream; returns how many were read.

        Which cases are open is asked after the events are read. A case is opened before Rasa writes the events that
        follow it, so an event that is read here finds its case, or was in the transcript the case was opened with.
        """
        position = self._position()
        events = list(self._stream.read(position, _BATCH))
        if not events:
            return 0
        with self._database.transaction() as session:
            _record(session, events)
            store_position(session, READER, events[-1].position)
        return len(events)

    async def _run(self) -> None:
        while True:
            try:
                read = await asyncio.to_thread(self.read_batch)
            except Exception:
                _log.exception("The event stream could not be read; trying again")
                read = 0
            if read < _BATCH:
                await asyncio.sleep(self._interval)

    def _position(self) -> int:
        with self._database.transaction() as session:
            position = read_position(session, READER)
        if position is not None and self._is_in_stream(position):
            return position
        return self._find_start()

    def _is_in_stream(self, position: int) -> bool:
        # Positions start again when somebody removes Rasa's database; a stored one then points past the end.
        return position == 0 or any(self._stream.read(position - 1, 1))

    def _find_start(self) -> int:
        """Where to begin without a position: before the oldest open case, and before any that opens from now on."""
        with self._database.transaction() as session:
            oldest = store.first_unresolved_opening(session)
            start = _position_before(self._stream, (oldest or datetime.now(UTC)) - _SLACK)
            store_position(session, READER, start)
        return start


def _record(session: Session, events: Iterable[StreamedEvent]) -> None:
    spoken: defaultdict[str, list[TranscriptLine]] = defaultdict(list)
    for event in events:
        line = line_from_event(event.conversation_id, event.data)
        if line:
            spoken[event.conversation_id].append(line)
    if not spoken:
        return
    since = min(line.at for lines in spoken.values() for line in lines)
    for case in store.recording_cases(session, spoken.keys(), since):
        end = case.closed_at
        lines = spoken[case.conversation_id]
        store.append_lines(session, case.id, [line for line in lines if end is None or line.at <= end])


def _position_before(stream: Stream, moment: datetime) -> int:
    """The position after which the stream's events are not older than `moment`, by bisection: few events are parsed."""

    def is_behind(position: int) -> bool:
        event = next(iter(stream.read(position, 1)), None)
        return event is None or event.at >= moment

    high = 1
    while not is_behind(high):
        high *= 2
    low = 0
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if is_behind(middle) else (middle + 1, high)
    return low
