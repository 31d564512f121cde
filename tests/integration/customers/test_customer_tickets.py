"""Problems become tickets, numbered without gap or double, whoever reports them and from wherever."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event

from frontdesk.customers.errors import CustomerNotFound, ProblemNotDescribed
from frontdesk.customers.model import ChangeKind
from frontdesk.customers.service import CustomerDirectory
from frontdesk.storage.engine import Database

_REPORTS_OF_ONE_PROCESS = """
import sys
from frontdesk.customers.service import CustomerDirectory
from frontdesk.storage.engine import Database, open_engine

directory = CustomerDirectory(Database(open_engine(sys.argv[1])), plans=None)
print("ready", flush=True)
sys.stdin.readline()
for n in range(15):
    print(directory.report_problem(None, "meetings", f"Problem {n}", f"chat-{sys.argv[2]}").id)
"""


def test_a_customers_problem_is_the_next_ticket_and_stands_in_their_record(directory: CustomerDirectory, clock):
    ticket = directory.report_problem("cus_maya", "recordings", "  The recording has no sound. ", "chat-1")

    assert (ticket.id, ticket.status, ticket.product) == ("T-1059", "open", "recordings")
    assert (ticket.subject, ticket.description) == ("The recording has no sound.", "The recording has no sound.")
    assert ticket.opened_on == clock.now.date()
    maya = directory.find("cus_maya")
    assert maya.tickets[0] == ticket
    assert ticket in maya.open_tickets
    assert [(c.kind, c.after) for c in directory.history("cus_maya")] == [(ChangeKind.TICKET, "T-1059")]


def test_a_visitor_gets_a_ticket_too(directory: CustomerDirectory):
    assert directory.report_problem(None, "meetings", "I cannot join", "chat-1").id == "T-1059"
    assert all("T-1059" not in {t.id for t in customer.tickets} for customer in directory.all())


def test_the_first_ticket_of_an_empty_directory_is_number_one(database: Database, clock):
    directory = CustomerDirectory(database, plans=None, clock=clock)

    assert directory.report_problem(None, "meetings", "I cannot join", "chat-1").id == "T-0001"


def test_the_same_problem_in_one_conversation_is_one_ticket(directory: CustomerDirectory):
    first = directory.report_problem("cus_maya", "meetings", "No sound", "chat-1")

    assert directory.report_problem("cus_maya", "meetings", " No sound ", "chat-1") == first
    assert directory.report_problem("cus_maya", "phone", "No sound", "chat-1").id == "T-1060"
    assert directory.report_problem("cus_maya", "meetings", "No sound", "chat-2").id == "T-1061"
    assert len(directory.history("cus_maya")) == 3


def test_a_long_description_is_kept_whole_under_a_short_subject(directory: CustomerDirectory):
    description = "Since the update " + "the picture freezes and " * 40 + "stops."
    ticket = directory.report_problem("cus_maya", "meetings", description, "chat-1")

    assert len(ticket.subject) <= 80
    assert ticket.subject.endswith("…")
    assert directory.find("cus_maya").tickets[0].description == description


def test_a_report_without_words_or_of_an_unknown_customer_is_refused(directory: CustomerDirectory):
    with pytest.raises(ProblemNotDescribed):
        directory.report_problem("cus_maya", "meetings", " \n", "chat-1")
    with pytest.raises(CustomerNotFound):
        directory.report_problem("cus_nobody", "meetings", "No sound", "chat-1")

    assert directory.report_problem(None, "meetings", "No sound", "chat-1").id == "T-1059"


def test_one_report_sent_by_many_processes_is_one_ticket(
    directory: CustomerDirectory, reopened: Callable[[], CustomerDirectory]
):
    directories = [reopened() for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        tickets = list(
            threads.map(lambda each: each.report_problem("cus_maya", "meetings", "No sound", "chat"), directories)
        )

    assert {ticket.id for ticket in tickets} == {"T-1059"}
    assert len(directory.history("cus_maya")) == 1


def test_processes_that_open_tickets_together_share_no_number(directory: CustomerDirectory, database: Database):
    url = str(database.engine.url)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _REPORTS_OF_ONE_PROCESS, url, str(n)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(3)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    numbers = [number for process in processes for number in process.communicate()[0].split()]

    assert sorted(numbers) == [f"T-{number}" for number in range(1059, 1059 + 45)]


def just_before_a_ticket_is_written(database: Database, act: Callable[[], object]) -> None:
    """Do `act` once, at the moment when a ticket's number is chosen and the ticket not yet in the table."""
    waiting = [act]

    @event.listens_for(database.engine, "before_cursor_execute")
    def interrupt(connection, cursor, statement, parameters, context, executemany) -> None:
        if waiting and statement.startswith("INSERT INTO tickets"):
            waiting.pop()()


def test_a_number_taken_in_between_leads_to_the_next(
    directory: CustomerDirectory, database: Database, reopened: Callable[[], CustomerDirectory]
):
    other = reopened()
    just_before_a_ticket_is_written(database, lambda: other.report_problem(None, "phone", "No dial tone", "chat-2"))

    assert directory.report_problem("cus_maya", "meetings", "No sound", "chat-1").id == "T-1060"
    assert len(directory.history("cus_maya")) == 1


def test_the_same_report_made_in_between_is_found(
    directory: CustomerDirectory, database: Database, reopened: Callable[[], CustomerDirectory]
):
    other = reopened()
    just_before_a_ticket_is_written(
        database, lambda: other.report_problem("cus_maya", "meetings", "No sound", "chat-1")
    )

    assert directory.report_problem("cus_maya", "meetings", "No sound", "chat-1").id == "T-1059"
    assert len(directory.history("cus_maya")) == 1
