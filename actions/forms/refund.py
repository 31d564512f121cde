"""Asks for a refund of an invoice."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.base import Events, FrontdeskAction
from actions.forms.base import FrontdeskForm, checked, forget, free_text
from actions.forms.wording import ASK_YES_OR_NO, say_sign_in
from actions.speech import Speech
from actions.turn import Turn
from frontdesk.customers.errors import AccountError
from frontdesk.customers.wording import normalise_invoice_number

SLOTS = ("invoice_number", "refund_reason", "refund_confirmed")
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


class ActionAskInvoiceNumber(FrontdeskAction):
    """Asks which invoice, with the latest paid ones as buttons."""

    def name(self) -> str:
        return "action_ask_invoice_number"

    def act(self, speech: Speech, turn: Turn) -> Events:
        invoices = turn.customer.invoices if turn.customer else ()
        paid = sorted((i for i in invoices if i.status == "paid"), key=lambda i: i.date, reverse=True)
        buttons = [
            {
                "title": f"{invoice.number} ({invoice.amount} {invoice.currency})",
                "payload": f'/inform{{"invoice_number": "{invoice.number}"}}',
            }
            for invoice in paid[:INVOICES_OFFERED]
        ]
        speech.say("Which invoice is it about? Its number stands at the top, such as INV-2026-0412.", buttons)
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
        return forget(*SLOTS)

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


def _check_invoice(speech: Speech, turn: Turn, value: str) -> dict:
    number = normalise_invoice_number(value)
    own = {invoice.number for invoice in turn.customer.invoices} if turn.customer else set()
    if number in own:
        return {"invoice_number": number}
    speech.say(f"I don't find {number or value} in your account.")
    return {"invoice_number": None}
