"""Reads the events that Rasa's SQL tracker store writes, by position; its SQL event broker has the same columns."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, Text, inspect, select

_EVENTS = Table(
    "events",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("sender_id", String(255)),
    Column("data", Text),
)


@dataclass(frozen=True)
class StreamedEvent:
    """One event of Rasa's stream. `position` grows with every event and never repeats."""

    position: int
    conversation_id: str
    type: str
    at: datetime
    data: dict[str, Any]


class EventStream:
    """Rasa's table of events, read in order; a position read before is where the next read goes on."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self, after: int, limit: int = 500) -> Iterator[StreamedEvent]:
        """Events with a position greater than `after`, oldest first, `limit` at most; none before Rasa first wrote."""
        if not self._table_exists():
            return
        query = select(_EVENTS).where(_EVENTS.c.id > after).order_by(_EVENTS.c.id).limit(limit)
        with self._engine.connect() as connection:
            rows = connection.execute(query).all()
        for row in rows:
            data = json.loads(row.data)
            yield StreamedEvent(
                position=row.id,
                conversation_id=row.sender_id,
                type=data.get("event", ""),
                at=datetime.fromtimestamp(data.get("timestamp") or 0, UTC),
                data=data,
            )

    def _table_exists(self) -> bool:
        return inspect(self._engine).has_table(_EVENTS.name)
