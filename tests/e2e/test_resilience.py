"""A system of its own, which is flooded, killed and started again; the tests build on each other, in this order."""

import contextlib
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from people import Chat
from running_system import COMMAND, System, wait_for

ARTICLE = Path("data/kb/hosting/share-your-screen.md")
NEWS = "Hold the purple key for a second to share at once."


@pytest.fixture(scope="module")
def own_system(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """A system with the limits that customers meet. Whatever a test leaves running is ended."""
    own = System(project, tmp_path_factory.mktemp("own"))
    yield own
    own.clear_away()


@pytest.fixture(scope="module")
def customer(own_system: System) -> Iterator[Chat]:
    """One customer, who is there before and after everything that happens."""
    own_system.start()
    with contextlib.closing(Chat(own_system, "cus_maya")) as chat:
        yield chat


def assert_all_ended(system: System) -> None:
    assert system.wait() != 0, "that is not how one ends it"
    wait_for(lambda: system.processes() == {}, f"nothing is left: {system.processes()}")


def test_who_floods_is_asked_to_slow_down_and_others_are_served(customer: Chat, own_system: System) -> None:
    with contextlib.closing(Chat(own_system)) as flooder:
        answers = [flooder.say(f"hello {number}") for number in range(40)]
        refused = [answer for answer in answers if answer["type"] == "error"]
        assert len(answers) - len(refused) == 30, "what is allowed in a minute"
        assert {answer["code"] for answer in refused} == {"slow_down"} and refused[0]["retry_after"] > 0
        assert "share-your-screen" in customer.ask("How do I share my screen?").sources
        pending = "SELECT 1 FROM web_messages WHERE conversation_id = ? AND delivery = 'pending'"
        wait_for(lambda: own_system.rows(pending, flooder.id) == [], "all that was kept is answered")


def test_a_new_index_is_picked_up_while_everything_runs(customer: Chat, own_system: System) -> None:
    article = own_system.project / ARTICLE
    before = article.read_text(encoding="utf-8")
    assert NEWS not in customer.ask("How do I share my screen?").text
    lead, rest = before.split("\n\n", 1)
    article.write_text(f"{lead}\n\n{NEWS}\n\n{rest}", encoding="utf-8")
    try:
        build = subprocess.run(
            [COMMAND, "kb", "build"], cwd=own_system.project, env=own_system.environment, capture_output=True, text=True
        )
        assert build.returncode == 0, build.stderr
        assert NEWS in customer.ask("How do I share my screen?").text
    finally:
        article.write_text(before, encoding="utf-8")


def test_an_action_that_fails_is_not_met_with_silence(customer: Chat, own_system: System) -> None:
    own_system.rows("ALTER TABLE customers RENAME TO elsewhere")
    try:
        failed = customer.ask("Which plan am I on?")
    finally:
        own_system.rows("ALTER TABLE elsewhere RENAME TO customers")
    assert "went wrong on our side" in failed.text and "Talk to a person" in failed.buttons
    assert "Pro" in customer.ask("Which plan am I on?").text


def test_killing_the_action_server_ends_everything(customer: Chat, own_system: System) -> None:
    own_system.signal("actions", signal.SIGKILL)
    assert_all_ended(own_system)


def test_a_message_nobody_answered_is_answered_after_the_next_start(customer: Chat, own_system: System) -> None:
    own_system.start()
    customer.open()
    own_system.signal("rasa", signal.SIGSTOP)
    kept = customer.say("Which plan am I on?")
    assert kept["type"] == "ack"
    customer.close()
    own_system.signal("rasa", signal.SIGKILL)
    assert_all_ended(own_system)

    own_system.start()
    customer.open()
    assert "Pro" in customer.answer(kept).text
    said = "SELECT count(*) FROM web_messages WHERE conversation_id = ? AND seq > ? AND author = 'bot'"
    assert own_system.row(said, customer.id, kept["seq"])[0] == 1, "once"


def test_killing_the_web_application_ends_everything(customer: Chat, own_system: System) -> None:
    own_system.signal("web", signal.SIGKILL)
    assert_all_ended(own_system)
