"""Shows what stands in the customer's account."""

from actions.base import Events, FrontdeskAction
from actions.speech import TALK_TO_A_PERSON, Speech
from actions.turn import Turn
from frontdesk.customers.model import Customer


class ActionAccount(FrontdeskAction):
    """Reads the plan, the invoices or the tickets of the customer who is asking."""

    def name(self) -> str:
        return "action_account"

    def act(self, speech: Speech, turn: Turn) -> Events:
        say_account(speech, turn, turn.intent)
        return []


def say_account(speech: Speech, turn: Turn, intent: str) -> None:
    """Say what the account holds about `intent`, or that the customer has to sign in first."""
    customer = turn.customer
    if customer is None:
        speech.say("I can show that once you have signed in, so that nobody else sees it.", [TALK_TO_A_PERSON])
    elif intent == "check_my_plan":
        speech.say(_plan(customer, turn))
    elif intent == "check_tickets":
        speech.say(_tickets(customer))
    else:
        speech.say(_invoices(customer))


def _plan(customer: Customer, turn: Turn) -> str:
    plans = turn.services.plans
    text = (
        f"You are on **{plans.name(customer.plan)}** with {_count(customer.seats, 'seat')}, billed "
        f"{customer.billing_cycle}. It renews on {customer.renews_on:%d %B %Y}."
    )
    if customer.pending_plan:
        text += f" From then on you are on {plans.name(customer.pending_plan)}."
    return text


def _tickets(customer: Customer) -> str:
    if not customer.open_tickets:
        return "You have no open tickets."
    lines = [f"- **{t.id}**: {t.subject} ({t.status}, since {t.opened_on:%d %B})" for t in customer.open_tickets]
    return "\n".join([f"You have {_count(len(lines), 'open ticket')}:", *lines])


def _invoices(customer: Customer) -> str:
    if not customer.invoices:
        return "There are no invoices in your account."
    latest = sorted(customer.invoices, key=lambda invoice: invoice.date, reverse=True)[:5]
    lines = [f"- **{i.number}**, {i.date:%d %B %Y}: {i.amount} {i.currency}, {i.status}" for i in latest]
    owed = sum(invoice.amount for invoice in customer.open_invoices)
    total = f"{owed} {latest[0].currency} is open." if owed else "Nothing is open."
    return "\n".join([f"Your latest invoices. {total}", *lines])


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" + ("" if number == 1 else "s")
