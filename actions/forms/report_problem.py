"""Files a problem as a ticket."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.base import Events, FrontdeskAction
from actions.forms.base import FrontdeskForm, checked, done, free_text
from actions.speech import Speech
from actions.turn import Turn
from frontdesk.customers.errors import AccountError


class ValidateReportProblemForm(FrontdeskForm):
    """Accepts any product and any description; visitors may report problems too."""

    needs_account = False

    def name(self) -> str:
        return "validate_report_problem_form"

    async def validate_problem_product(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict:
        return await checked(free_text("problem_product"), value, dispatcher, tracker, domain)

    async def validate_problem_description(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict:
        return await checked(free_text("problem_description"), value, dispatcher, tracker, domain)


class ActionSubmitProblem(FrontdeskAction):
    """Opens a ticket."""

    def name(self) -> str:
        return "action_submit_problem"

    def act(self, speech: Speech, turn: Turn) -> Events:
        product, description = turn.tracker.get_slot("problem_product"), turn.tracker.get_slot("problem_description")
        customer_id = turn.customer.id if turn.customer else None
        try:
            ticket = turn.services.customers.report_problem(customer_id, product, description, turn.conversation_id)
        except AccountError as error:
            speech.say(str(error))
        else:
            speech.say(
                f"Thank you. Your report has the number **{ticket.id}**. {_what_follows(turn)}",
                did=f"Filed the problem as {ticket.id}",
            )
        return done(turn)


def _what_follows(turn: Turn) -> str:
    if turn.customer:
        return f"We answer by email to {turn.customer.email} as soon as we know more."
    return "Keep it: with it we find your report when you come back."
