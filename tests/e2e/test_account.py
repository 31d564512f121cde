"""Changes to an account, judged by what the database holds afterwards."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from people import Chat
from running_system import System

SignIn = Callable[[str], Chat]


def plan_of(system: System, customer_id: str) -> tuple[str, str | None]:
    row = system.row("SELECT plan, pending_plan FROM customers WHERE id = ?", customer_id)
    return row["plan"], row["pending_plan"]


def billing_email_of(system: System, customer_id: str) -> str:
    return system.row("SELECT billing_email FROM customers WHERE id = ?", customer_id)[0]


def changes_of(system: System, chat: Chat) -> list[tuple[str, str]]:
    rows = system.rows("SELECT kind, after FROM account_changes WHERE conversation_id = ? ORDER BY id", chat.id)
    return [(row["kind"], row["after"]) for row in rows]


def test_changing_the_plan_changes_the_account(sign_in: SignIn, system: System) -> None:
    chat = sign_in("cus_kenji")
    asked = chat.ask("I want to change my plan")
    assert "Pro" in asked.buttons and "Business" not in asked.buttons, "one seat is too few for Business"
    confirm = chat.press(asked, "Pro")
    assert "$14.90" in confirm.text and plan_of(system, "cus_kenji") == ("basic", None), "nothing before the yes"

    done = chat.press(confirm, "Yes")
    assert "you are on Pro" in done.text
    assert plan_of(system, "cus_kenji") == ("pro", None)
    assert changes_of(system, chat) == [("plan", "pro")]
    assert "Pro" in chat.ask("Which plan am I on?").text


def test_a_plan_that_does_not_fit_is_refused_with_the_reason_and_no_is_no(sign_in: SignIn, system: System) -> None:
    chat = sign_in("cus_priya")
    assert "1 to 9 seats" in chat.ask("Move me to the Pro plan").text
    assert "stopped" in chat.ask("no").text
    assert plan_of(system, "cus_priya") == ("business", None) and changes_of(system, chat) == []


def test_a_question_in_a_form_is_answered_and_the_form_goes_on(sign_in: SignIn, system: System) -> None:
    chat = sign_in("cus_lucia")
    first = chat.ask("I want to change my billing email")
    digression = chat.ask("How do I share my screen?")
    assert digression.sources[0] == "share-your-screen"
    assert digression.frames[-1]["text"] == first.frames[-1]["text"], "the form asks again"

    chat.press(chat.ask("new@solana.example"), "Yes")
    assert billing_email_of(system, "cus_lucia") == "new@solana.example"


def test_what_was_said_in_a_form_can_be_corrected(sign_in: SignIn, system: System) -> None:
    chat = sign_in("cus_jonas")
    chat.ask("Please change my billing email to first@brandt.example")
    corrected = chat.ask("no wait, use second@brandt.example")
    assert "second@brandt.example" in corrected.text
    chat.press(corrected, "Yes")

    assert billing_email_of(system, "cus_jonas") == "second@brandt.example"
    assert changes_of(system, chat) == [("billing_email", "second@brandt.example")]


@pytest.mark.parametrize("words", ["cancel", "start over"])
def test_what_is_called_off_changes_nothing(sign_in: SignIn, system: System, words: str) -> None:
    chat, before = sign_in("cus_sofia"), billing_email_of(system, "cus_sofia")
    confirm = chat.ask("Change my billing email to gone@example.org")
    assert "Yes" in confirm.buttons
    chat.ask(words)
    chat.ask("yes")

    assert billing_email_of(system, "cus_sofia") == before and changes_of(system, chat) == []
    assert system.tracker(chat.id)["active_loop"] == {}


def test_a_refund_is_asked_for_ones_own_invoice_once(sign_in: SignIn, system: System) -> None:
    charged = (datetime.now(UTC) - timedelta(days=2)).date().isoformat()
    system.rows("UPDATE invoices SET date = ? WHERE number = 'INV-2026-0398'", charged)
    chat = sign_in("cus_ben")
    chat.ask("I want a refund for INV-2026-0398")
    confirm = chat.ask("It was charged twice by mistake")
    assert system.rows("SELECT 1 FROM refunds") == []
    chat.press(confirm, "Yes")

    refund = system.row("SELECT customer_id, invoice_number, reason, status FROM refunds")
    assert tuple(refund) == ("cus_ben", "INV-2026-0398", "It was charged twice by mistake", "requested")


@pytest.mark.parametrize(
    ("number", "reason"),
    [("INV-2026-0083", "not one of your invoices"), ("INV-2026-0412", "not been paid"), ("INV-2026-0294", "until")],
)
def test_an_invoice_that_cannot_be_refunded_is_refused_at_once(
    sign_in: SignIn, system: System, number: str, reason: str
) -> None:
    chat = sign_in("cus_maya")
    refused = chat.ask(f"I want a refund for {number}")
    assert reason in refused.text
    assert "5040" not in refused.text, "nothing about somebody else's invoice"
    chat.ask("never mind, cancel")
    assert changes_of(system, chat) == []


def test_a_visitor_can_report_a_problem_but_change_nothing(visitor: Chat, system: System) -> None:
    assert "sign in" in visitor.ask("I want to change my plan to Pro").text
    visitor.ask("I want to report a problem")
    visitor.ask("meetings")
    done = visitor.ask("The screen goes black when I join, PRL-2107")

    ticket = system.row("SELECT * FROM tickets WHERE conversation_id = ?", visitor.id)
    assert f"T-{ticket['number']}" in done.text and ticket["customer_id"] is None
    assert ticket["description"] == "The screen goes black when I join, PRL-2107"
    assert "email" not in done.text, "we have no address to write to"


def test_two_changes_in_one_message_are_made_one_after_the_other(sign_in: SignIn, system: System) -> None:
    chat = sign_in("cus_aisha")
    first = chat.ask("Move me to the Pro plan. Change my billing email to pay@aisha.example. What is my plan?")
    second = chat.press(first, "Yes")
    assert "pay@aisha.example" in second.text
    last = chat.press(second, "Yes")

    assert changes_of(system, chat) == [("plan", "pro"), ("billing_email", "pay@aisha.example")]
    assert plan_of(system, "cus_aisha")[0] == "pro"
    assert "You are on **Pro**" in last.text, "the third request comes last, and sees the change"


def test_a_form_then_a_question_are_dealt_with_in_order_and_each_once(sign_in: SignIn) -> None:
    chat = sign_in("cus_grace")
    form = chat.ask("I would like a refund. And how do I record a meeting?")
    assert form.sources == []
    after = chat.ask("cancel")
    assert after.sources.count("record-a-meeting") == 1


def test_a_yes_later_on_does_not_take_up_an_old_offer(visitor: Chat, system: System) -> None:
    visitor.ask("flurb grobnak wibble")
    visitor.ask("How do I share my screen?")
    visitor.ask("yes")
    assert system.rows("SELECT 1 FROM handoff_cases WHERE conversation_id = ?", visitor.id) == []
