"""Changes the address that invoices go to."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.base import Events, FrontdeskAction
from actions.forms.base import FrontdeskForm, checked, confirmation, done
from actions.forms.wording import ASK_YES_OR_NO, say_sign_in
from actions.speech import Speech
from actions.turn import Turn
from frontdesk.customers.errors import AccountError, InvalidEmail
from frontdesk.customers.wording import read_email


class ValidateBillingEmailForm(FrontdeskForm):
    """Accepts an email address."""

    def name(self) -> str:
        return "validate_billing_email_form"

    async def validate_billing_email(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict:
        return await checked(_check_email, value, dispatcher, tracker, domain)

    async def validate_billing_email_confirmed(
        self, value: bool, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict:
        return await checked(confirmation("billing_email_confirmed", "email"), value, dispatcher, tracker, domain)


class ActionAskBillingEmailConfirmed(FrontdeskAction):
    """Asks whether to make the change."""

    def name(self) -> str:
        return "action_ask_billing_email_confirmed"

    def act(self, speech: Speech, turn: Turn) -> Events:
        speech.say(f"Send your invoices to {turn.tracker.get_slot('billing_email')} from now on?", ASK_YES_OR_NO)
        return []


class ActionSubmitBillingEmail(FrontdeskAction):
    """Changes the address, if the customer said yes."""

    def name(self) -> str:
        return "action_submit_billing_email"

    def act(self, speech: Speech, turn: Turn) -> Events:
        if turn.customer is None:
            say_sign_in(speech, "change your billing email")
        elif not turn.tracker.get_slot("billing_email_confirmed"):
            speech.say(f"Then your invoices still go to {turn.customer.billing_email}.")
        else:
            self._change(speech, turn, turn.customer.id)
        return done(turn)

    def _change(self, speech: Speech, turn: Turn, customer_id: str) -> None:
        email = turn.tracker.get_slot("billing_email")
        try:
            change = turn.services.customers.change_billing_email(customer_id, email, turn.conversation_id)
        except AccountError as error:
            speech.say(str(error))
            return
        speech.say(
            f"Done: your invoices go to {change.after} from now on.", did=f"Changed the billing email to {change.after}"
        )


def _check_email(speech: Speech, turn: Turn, value: str) -> dict:
    try:
        return {"billing_email": read_email(value)}
    except InvalidEmail as error:
        speech.say(str(error))
        return {"billing_email": None}
