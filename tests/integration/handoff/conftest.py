"""A real application database and a broker's table as Rasa writes it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

import frontdesk.handoff.tables
import frontdesk.storage.positions  # noqa: F401 - registers its table
from frontdesk.handoff.model import HandoffRequest
from frontdesk.handoff.service import HandoffService
from frontdesk.rasa.events import EventStream
from frontdesk.storage.engine import Base, Database, open_engine


class Broker:
    """Writes events as Rasa's SQL event broker does."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.stream = EventStream(engine)
        self.create()

    def create(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), data TEXT)"))

    def drop(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(text("DROP TABLE events"))

    def publish(self, conversation_id: str, *events: dict[str, Any]) -> None:
        rows = [{"sender": conversation_id, "data": json.dumps({"sender_id": conversation_id, **e})} for e in events]
        with self.engine.begin() as connection:
            connection.execute(text("INSERT INTO events (sender_id, data) VALUES (:sender, :data)"), rows)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    engine = open_engine(f"sqlite:///{tmp_path}/frontdesk.db")
    Base.metadata.create_all(engine)
    return Database(engine)


@pytest.fixture
def broker(tmp_path: Path) -> Broker:
    return Broker(open_engine(f"sqlite:///{tmp_path}/rasa-tracker.db"))


@pytest.fixture
def handoff(database: Database) -> HandoffService:
    return HandoffService(database)


@pytest.fixture
def request_for() -> Callable[..., HandoffRequest]:
    def make(conversation_id: str = "c1", **changes: Any) -> HandoffRequest:
        values: dict[str, Any] = {
            "conversation_id": conversation_id,
            "channel": "callback",
            "reason": "asked",
            "customer_id": "cus_1",
            "customer_name": "Mia Weber",
            "plan": "pro",
        }
        return HandoffRequest(**values | changes)

    return make
