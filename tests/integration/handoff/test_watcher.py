"""The watcher on a real event stream: nothing lost, nothing doubled, over restarts and whoever comes first."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import text

from frontdesk.handoff.model import Author, HandoffRequest
from frontdesk.handoff.service import HandoffService
from frontdesk.handoff.transcript import transcript_from_events
from frontdesk.handoff.watcher import READER, CaseWatcher
from frontdesk.rasa.events import EventStream, StreamedEvent
from frontdesk.storage.engine import Database
from frontdesk.storage.positions import read_position

RequestFor = Callable[..., HandoffRequest]


def said(text: str, at: float | None = None, event: str = "user") -> dict[str, Any]:
    return {"event": event, "text": text, "timestamp": at or time.time()}


def read_all(watcher: CaseWatcher) -> None:
    while watcher.read_batch():
        pass


def texts(handoff: HandoffService, case_id: int) -> list[str]:
    return [line.text for line in handoff.case(case_id).transcript]


@pytest.fixture
def watcher(database: Database, broker: Any) -> CaseWatcher:
    return CaseWatcher(database, broker.stream)


def test_what_is_said_in_an_open_case_is_recorded(
    watcher: CaseWatcher, broker: Any, handoff: HandoffService, request_for: RequestFor
) -> None:
    case = handoff.open_case(request_for("c1"))
    broker.publish("c1", said("anyone there?"), said("A moment", event="bot"), {"event": "slot", "timestamp": 1.0})
    broker.publish("c2", said("not in a case"))
    read_all(watcher)
    lines = handoff.case(case.id).transcript
    assert [(line.author, line.text) for line in lines] == [
        (Author.CUSTOMER, "anyone there?"),
        (Author.BOT, "A moment"),
    ]
    assert handoff.queue()[0].unread == 1


def test_a_line_copied_from_the_tracker_is_not_doubled(
    watcher: CaseWatcher, broker: Any, handoff: HandoffService, request_for: RequestFor
) -> None:
    events = [said("I want a person"), said("One moment", event="bot")]
    case = handoff.open_case(request_for("c1", transcript=transcript_from_events("c1", events)))
    broker.publish("c1", *events, said("A colleague will be with you", event="bot"))
    read_all(watcher)
    assert texts(handoff, case.id) == ["I want a person", "One moment", "A colleague will be with you"]


def test_a_reply_that_comes_back_in_the_stream_is_not_doubled(
    watcher: CaseWatcher, broker: Any, handoff: HandoffService, request_for: RequestFor
) -> None:
    case = handoff.open_case(request_for("c1"))
    handoff.accept(case.id, "Ana")
    line = handoff.reply(case.id, "Ana", "Hello")
    custom = {"kind": "agent_message", "id": line.key, "name": "Ana", "text": "Hello"}
    broker.publish("c1", {"event": "bot", "text": None, "data": {"custom": custom}, "timestamp": time.time()})
    read_all(watcher)
    assert texts(handoff, case.id) == ["Hello"]


def test_a_restart_neither_loses_nor_doubles(
    database: Database, broker: Any, handoff: HandoffService, request_for: RequestFor
) -> None:
    case = handoff.open_case(request_for("c1"))
    broker.publish("c1", said("one"))
    read_all(CaseWatcher(database, broker.stream))
    broker.publish("c1", said("two"))
    read_all(CaseWatcher(database, broker.stream))
    assert texts(handoff, case.id) == ["one", "two"]


def test_a_batch_that_fails_half_way_is_read_again(
    watcher: CaseWatcher, database: Database, broker: Any, handoff: HandoffService, request_for: RequestFor
) -> None:
    case = handoff.open_case(request_for("c1"))
    read_all(watcher)
    broker.publish("c1", said("one"))
    with database.transaction() as session:
        session.execute(text("ALTER TABLE stream_positions RENAME TO away"))
    with pytest.raises(Exception, match="stream_positions"):
        watcher.read_batch()
    with database.transaction() as session:
        session.execute(text("ALTER TABLE away RENAME TO stream_positions"))
    read_all(watcher)
    assert texts(handoff, case.id) == ["one"]


def test_two_watchers_at_once_write_each_line_once(
    database: Database, broker: Any, handoff: HandoffService, request_for: RequestFor
) -> None:
    case = handoff.open_case(request_for("c1"))

    class BothHaveRead(EventStream):
        """Lets a second watcher go through the same events between the first one's read and its write."""

        def read(self, after: int, limit: int = 500) -> Iterator[StreamedEvent]:
            events = list(super().read(after, limit))
            read_all(CaseWatcher(database, broker.stream))
            return iter(events)

    broker.publish("c1", said("one"), said("two"))
    read_all(CaseWatcher(database, BothHaveRead(broker.engine)))
    assert texts(handoff, case.id) == ["one", "two"]


class CountingStream(EventStream):
    parsed = 0

    def read(self, after: int, limit: int = 500) -> Iterator[StreamedEvent]:
        for event in super().read(after, limit):
            self.parsed += 1
            yield event


def test_the_first_start_does_not_parse_the_past(database: Database, broker: Any) -> None:
    long_ago = time.time() - 86_400
    broker.publish("old", *(said("hi", long_ago + number) for number in range(5000)))
    stream = CountingStream(broker.engine)
    read_all(CaseWatcher(database, stream))
    assert stream.parsed < 60
    with database.transaction() as session:
        assert read_position(session, READER) == 5000


def test_the_first_start_finds_what_was_said_in_a_case_opened_before_it(
    watcher: CaseWatcher, broker: Any, handoff: HandoffService, request_for: RequestFor
) -> None:
    broker.publish("old", *(said("hi", time.time() - 86_400 + number) for number in range(700)))
    case = handoff.open_case(request_for("c1"))
    broker.publish("c1", said("written before the desk first ran"))
    broker.publish("c2", *(said("noise") for _ in range(700)))
    read_all(watcher)
    assert texts(handoff, case.id) == ["written before the desk first ran"]


def test_a_case_opened_while_the_first_start_looks_for_its_place_loses_nothing(
    database: Database, broker: Any, handoff: HandoffService, request_for: RequestFor
) -> None:
    broker.publish("old", *(said("hi", time.time() - 86_400 + number) for number in range(100)))

    class OpensACaseMeanwhile(EventStream):
        opened = 0

        def read(self, after: int, limit: int = 500) -> Iterator[StreamedEvent]:
            if not self.opened:
                self.opened = handoff.open_case(request_for("c1")).id
                broker.publish("c1", said("in between"))
            return super().read(after, limit)

    stream = OpensACaseMeanwhile(broker.engine)
    read_all(CaseWatcher(database, stream))
    assert texts(handoff, stream.opened) == ["in between"]


def test_a_new_broker_database_is_read_from_its_start(
    watcher: CaseWatcher, broker: Any, handoff: HandoffService, request_for: RequestFor
) -> None:
    case = handoff.open_case(request_for("c1"))
    broker.publish("c1", *(said(f"line {number}", time.time() - 1 + number / 1000) for number in range(10)))
    read_all(watcher)
    broker.drop()
    broker.create()
    broker.publish("c1", said("after the move"))
    read_all(watcher)
    assert texts(handoff, case.id)[-1] == "after the move"
    assert len(texts(handoff, case.id)) == 11


def test_before_rasa_has_written_anything_there_is_nothing_to_read(watcher: CaseWatcher, broker: Any) -> None:
    broker.drop()
    assert watcher.read_batch() == 0


def test_a_closed_case_takes_in_what_was_said_before_its_close_and_nothing_after(
    watcher: CaseWatcher, broker: Any, handoff: HandoffService, request_for: RequestFor
) -> None:
    case = handoff.open_case(request_for("c1"))
    handoff.accept(case.id, "Ana")
    before = time.time()
    handoff.close(case.id, "Ana")
    broker.publish("c1", said("thanks!", before), said("one more thing", time.time() + 1))
    read_all(watcher)
    assert texts(handoff, case.id) == ["thanks!"]


async def test_while_it_runs_a_message_arrives_by_itself(
    database: Database, broker: Any, handoff: HandoffService, request_for: RequestFor
) -> None:
    case = handoff.open_case(request_for("c1"))
    watcher = CaseWatcher(database, broker.stream, interval_seconds=0.01)
    await watcher.start()
    try:
        broker.publish("c1", said("live"))
        async with asyncio.timeout(5):
            while texts(handoff, case.id) != ["live"]:
                await asyncio.sleep(0.01)
    finally:
        await watcher.stop()
    broker.publish("c1", said("after stop"))
    await asyncio.sleep(0.1)
    assert texts(handoff, case.id) == ["live"]
