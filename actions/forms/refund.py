"""Asks for a refund of an invoice."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.base import Events, FrontdeskAction
from actions.forms.base import FrontdeskForm, checked, confirmation, done, free_text
from actions.forms.wording import ASK_YES_OR_NO, NEVER_MIND, say_sign_in
from actions.speech import TALK_TO_A_PERSON, Speech
from actions.turn import Turn
from frontdesk.customers.errors import AccountError
from frontdesk.customers.model import Invoice
from frontdesk.customers.wording import normalise_invoice_number

INVOICES_OFFERED = 4


class ValidateRefundForm(FrontdeskForm):
    """Accepts one of the customer's own invoices and a reason."""

    def name(self) -> str:
        return "validate_refund_form"

    async def validate_invoice_number(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict:
        return await checked(_check_invoice, value, dispatcher, tracker, domain)

    async def validate_refund_reason(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict:
        return await checked(free_text("refund_reason"), value, dispatcher, tracker, domain)

    async def validate_refund_confirmed(
        self, value: bool, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict:
        return await checked(confirmation("refund_confirmed", "invoice_number"), value, dispatcher, tracker, domain)


class ActionAskInvoiceNumber(FrontdeskAction):
    """Asks which invoice, with the latest paid ones as buttons."""

    def name(self) -> str:
        return "action_ask_invoice_number"

    def act(self, speech: Speech, turn: Turn) -> Events:
        buttons = [
            {
                "title": f"{invoice.number} ({invoice.amount} {invoice.currency})",
                "payload": f'/inform{{"invoice_number": "{invoice.number}"}}',
            }
            for invoice in _refundable(turn)[:INVOICES_OFFERED]
        ]
        question = "Which invoice is it about? Its number stands at the top and begins with INV."
        speech.say(question, [*buttons, TALK_TO_A_PERSON, NEVER_MIND])
        return []


class ActionAskRefundConfirmed(FrontdeskAction):
    """Asks whether to send the request."""

    def name(self) -> str:
        return "action_ask_refund_confirmed"

    def act(self, speech: Speech, turn: Turn) -> Events:
        number = turn.tracker.get_slot("invoice_number")
        speech.say(f"Ask for a refund of {number}, because: “{turn.tracker.get_slot('refund_reason')}”?", ASK_YES_OR_NO)
        return []


class ActionSubmitRefund(FrontdeskAction):
    """Asks for the refund, if the customer said yes."""

    def name(self) -> str:
        return "action_submit_refund"

    def act(self, speech: Speech, turn: Turn) -> Events:
        if turn.customer is None:
            say_sign_in(speech, "ask for a refund")
        elif not turn.tracker.get_slot("refund_confirmed"):
            speech.say("Then I leave it. No refund was asked for.")
        else:
            self._request(speech, turn, turn.customer.id)
        return done(turn)

    def _request(self, speech: Speech, turn: Turn, customer_id: str) -> None:
        number, reason = turn.tracker.get_slot("invoice_number"), turn.tracker.get_slot("refund_reason")
        try:
            refund = turn.services.customers.request_refund(customer_id, number, reason, turn.conversation_id)
        except AccountError as error:
            speech.say(str(error))
            return
        amount = f"{refund.amount} {refund.currency}"
        if refund.already_requested:
            speech.say(f"A refund of {amount} for {refund.invoice_number} was asked for already; it is on its way.")
        else:
            text = f"Done: a refund of {amount} for {refund.invoice_number} is asked for. Billing answers by email."
            speech.say(text, did=f"Asked for a refund of {refund.invoice_number}")


def _refundable(turn: Turn) -> list[Invoice]:
    """The customer's invoices that can be refunded, the latest first."""
    invoices = turn.customer.invoices if turn.customer else ()
    return [invoice for invoice in invoices if _refusal(turn, invoice.number) is None]


def _refusal(turn: Turn, number: str) -> AccountError | None:
    """Why the invoice of that number cannot be refunded, if it cannot."""
    assert turn.customer is not None, "the form asks nothing of visitors"
    try:
        turn.services.customers.require_refundable(turn.customer.id, number)
    except AccountError as error:
        return error
    return None


def _check_invoice(speech: Speech, turn: Turn, value: str) -> dict:
    refusal = _refusal(turn, value)
    if refusal is None:
        return {"invoice_number": normalise_invoice_number(value)}
    speech.say(str(refusal))
    return {"invoice_number": None}
