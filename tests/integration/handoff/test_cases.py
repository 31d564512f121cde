"""Cases in a real database: opening, taking, answering and closing, also when two do it at the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from frontdesk.handoff import store
from frontdesk.handoff.model import (
    Author,
    CaseClosed,
    CaseNotAccepted,
    CaseNotFound,
    CaseState,
    CaseTaken,
    DeliveryState,
    HandoffRequest,
)
from frontdesk.handoff.service import HandoffService
from frontdesk.handoff.transcript import transcript_from_events
from frontdesk.storage.engine import Database, open_engine

RequestFor = Callable[..., HandoffRequest]
SAID = [
    {"event": "user", "text": "I was billed twice", "timestamp": 1763971200.25},
    {"event": "bot", "text": "Let me look.", "timestamp": 1763971201.5},
]


def test_a_case_keeps_everything_the_assistant_knew(handoff: HandoffService, request_for: RequestFor) -> None:
    said = transcript_from_events("c1", SAID)
    wanted = ({"intent": "refund", "text": "I was billed twice", "state": "open"},)
    opened = handoff.open_case(request_for(requests=wanted, tried=("Looked at two invoices",), transcript=said))
    case = handoff.case(opened.id)
    assert case == opened
    assert (case.state, case.customer_name, case.plan, case.reason) == (CaseState.QUEUED, "Mia Weber", "pro", "asked")
    assert (case.requests, case.tried, case.transcript) == (wanted, ("Looked at two invoices",), said)
    assert case.opened_at.utcoffset() is not None
    assert case.unread == 0, "what was said before the handoff is not news"


def test_a_conversation_has_one_unresolved_case(handoff: HandoffService, request_for: RequestFor) -> None:
    first = handoff.open_case(request_for())
    assert handoff.open_case(request_for(reason="failed")).id == first.id
    handoff.accept(first.id, "Ana")
    assert handoff.open_case(request_for()).id == first.id
    handoff.close(first.id, "Ana")
    assert handoff.open_case(request_for()).id != first.id


def test_the_database_itself_refuses_a_second_unresolved_case(
    database: Database, handoff: HandoffService, request_for: RequestFor
) -> None:
    opened = handoff.open_case(request_for())
    with pytest.raises(IntegrityError), database.transaction() as session:
        store.insert_case(session, request_for(), opened.opened_at)


def _open_in_process(url: str, request: HandoffRequest) -> int:
    return HandoffService(Database(open_engine(url))).open_case(request).id


def test_processes_that_open_a_case_together_get_the_same(
    database: Database, handoff: HandoffService, request_for: RequestFor, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/frontdesk.db"
    jobs = [(url, request_for(f"c{number % 4}")) for number in range(24)]
    with get_context("spawn").Pool(3) as pool:
        ids = pool.starmap(_open_in_process, jobs, chunksize=1)
    assert len(set(ids)) == 4
    assert len(handoff.queue()) == 4


def test_the_queue_is_oldest_first_with_last_line_and_unread(handoff: HandoffService, request_for: RequestFor) -> None:
    first = handoff.open_case(request_for("c1", transcript=transcript_from_events("c1", SAID)))
    second = handoff.open_case(request_for("c2"))
    queue = handoff.queue()
    assert [case.id for case in queue] == [first.id, second.id]
    assert queue[0].last_line and queue[0].last_line.text == "Let me look."
    assert queue[1].last_line is None


def test_of_many_agents_who_accept_together_one_gets_the_case(handoff: HandoffService, request_for: RequestFor) -> None:
    case = handoff.open_case(request_for())
    gate = threading.Barrier(6)

    def accept(agent: str) -> str:
        gate.wait()
        try:
            return handoff.accept(case.id, agent).agent or ""
        except CaseTaken as taken:
            return f"not {agent} but {taken.agent}"

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(accept, [f"agent {number}" for number in range(6)]))
    (winner,) = [answer for answer in answers if not answer.startswith("not")]
    assert all(answer == winner or answer.endswith(f"but {winner}") for answer in answers)


def test_accepting_ones_own_case_again_changes_nothing(handoff: HandoffService, request_for: RequestFor) -> None:
    case = handoff.open_case(request_for())
    assert handoff.accept(case.id, "Ana") == handoff.accept(case.id, "Ana")


def test_a_reply_is_in_the_transcript_at_once_and_pending(handoff: HandoffService, request_for: RequestFor) -> None:
    case = handoff.open_case(request_for())
    handoff.accept(case.id, "Ana")
    handoff.reply(case.id, "Ana", "Hello Mia")
    (line,) = handoff.case(case.id).transcript
    assert (line.author, line.name, line.text) == (Author.AGENT, "Ana", "Hello Mia")
    assert line.delivery is DeliveryState.PENDING


def test_the_same_reply_sent_again_is_one_reply(handoff: HandoffService, request_for: RequestFor) -> None:
    case = handoff.open_case(request_for())
    handoff.accept(case.id, "Ana")
    for _ in range(2):
        handoff.reply(case.id, "Ana", "Hello Mia", message_id="m1")
    assert len(handoff.case(case.id).transcript) == 1


def test_only_who_has_a_case_answers_and_closes_it(handoff: HandoffService, request_for: RequestFor) -> None:
    case = handoff.open_case(request_for())
    with pytest.raises(CaseNotAccepted):
        handoff.reply(case.id, "Ana", "Hello")
    handoff.accept(case.id, "Ana")
    with pytest.raises(CaseTaken, match="Ana has this conversation"):
        handoff.reply(case.id, "Ben", "Hello")
    with pytest.raises(CaseTaken):
        handoff.close(case.id, "Ben")
    assert handoff.case(case.id).transcript == ()


def test_a_closed_case_stays_closed(handoff: HandoffService, request_for: RequestFor) -> None:
    case = handoff.open_case(request_for())
    handoff.accept(case.id, "Ana")
    closed = handoff.close(case.id, "Ana", note="Refunded")
    assert (closed.state, closed.note) == (CaseState.RESOLVED, "Refunded")
    assert handoff.for_conversation("c1") is None
    assert [case.id for case in handoff.closed()] == [closed.id]
    for attempt in (handoff.accept, handoff.close, lambda number, agent: handoff.reply(number, agent, "Hello")):
        with pytest.raises(CaseClosed):
            attempt(case.id, "Ana")
    assert handoff.case(case.id) == closed


def test_a_case_that_is_not_there_is_said_to_be_missing(handoff: HandoffService) -> None:
    for attempt in (handoff.case, lambda number: handoff.accept(number, "Ana")):
        with pytest.raises(CaseNotFound, match="no case 99"):
            attempt(99)
