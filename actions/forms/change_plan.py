"""Moves the customer to another plan."""

from datetime import UTC, datetime

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.base import Events, FrontdeskAction
from actions.forms.base import FrontdeskForm, checked, confirmation, done
from actions.forms.wording import ASK_YES_OR_NO, NEVER_MIND, say_sign_in
from actions.speech import TALK_TO_A_PERSON, Speech
from actions.turn import Turn
from frontdesk.customers.errors import AccountError
from frontdesk.customers.model import PlanChange
from frontdesk.customers.plans import decide_plan_change


class ValidateChangePlanForm(FrontdeskForm):
    """Accepts a plan that the account can move to."""

    def name(self) -> str:
        return "validate_change_plan_form"

    async def validate_new_plan(
        self, value: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict:
        return await checked(_check_plan, value, dispatcher, tracker, domain)

    async def validate_plan_change_confirmed(
        self, value: bool, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> dict:
        return await checked(confirmation("plan_change_confirmed", "plan"), value, dispatcher, tracker, domain)


class ActionAskNewPlan(FrontdeskAction):
    """Asks which plan, with those that the account can move to as buttons."""

    def name(self) -> str:
        return "action_ask_new_plan"

    def act(self, speech: Speech, turn: Turn) -> Events:
        plans = turn.services.plans
        fitting = [plan for plan in plans.ids if _refusal(turn, plan) is None]
        buttons = [{"title": plans.name(plan), "payload": f'/inform{{"plan": "{plan}"}}'} for plan in fitting]
        question = "Which plan would you like to move to?" if fitting else "No other plan fits your account as it is."
        speech.say(question, [*buttons, TALK_TO_A_PERSON, NEVER_MIND])
        return []


class ActionAskPlanChangeConfirmed(FrontdeskAction):
    """Says what the change means and asks whether to make it."""

    def name(self) -> str:
        return "action_ask_plan_change_confirmed"

    def act(self, speech: Speech, turn: Turn) -> Events:
        change = _decide(turn, turn.tracker.get_slot("new_plan"))
        speech.say(f"Move from {_described(turn, change)} Shall I?", ASK_YES_OR_NO)
        return []


class ActionSubmitChangePlan(FrontdeskAction):
    """Changes the plan, if the customer said yes."""

    def name(self) -> str:
        return "action_submit_change_plan"

    def act(self, speech: Speech, turn: Turn) -> Events:
        if turn.customer is None:
            say_sign_in(speech, "change your plan")
        elif not turn.tracker.get_slot("plan_change_confirmed"):
            speech.say(f"Then you stay on {turn.services.plans.name(turn.customer.plan)}. Nothing was changed.")
        else:
            self._change(speech, turn, turn.customer.id)
        return done(turn)

    def _change(self, speech: Speech, turn: Turn, customer_id: str) -> None:
        plan = turn.tracker.get_slot("new_plan")
        try:
            change = turn.services.customers.change_plan(customer_id, plan, turn.conversation_id)
        except AccountError as error:
            speech.say(str(error))
            return
        name = turn.services.plans.name(change.after)
        speech.say(f"Done: you are on {name} {_when(change)}.", did=f"Changed the plan to {name}")


def _check_plan(speech: Speech, turn: Turn, value: str) -> dict:
    plan = turn.services.plans.resolve(_target(turn, value))
    refusal = _refusal(turn, plan or value)
    if refusal is None:
        return {"new_plan": plan}
    speech.say(str(refusal))
    return {"new_plan": None}


def _refusal(turn: Turn, plan: str) -> AccountError | None:
    """Why the account cannot move to `plan`, if it cannot."""
    try:
        _decide(turn, plan)
    except AccountError as error:
        return error
    return None


def _target(turn: Turn, value: str) -> str:
    """The plan to move to: of several in one request, the first that the customer does not have already."""
    current = turn.customer.plan if turn.customer else ""
    named = [plan for plan in turn.request.values("plan") if turn.services.plans.resolve(plan) != current]
    return named[0] if named else value


def _decide(turn: Turn, plan: str) -> PlanChange:
    customer = turn.customer
    assert customer is not None, "the form asks nothing of visitors"
    return decide_plan_change(customer, plan, turn.services.plans, datetime.now(UTC).date())


def _described(turn: Turn, change: PlanChange) -> str:
    plans = turn.services.plans
    period = "year" if change.billing_cycle == "yearly" else "month"
    seats = f"{change.seats} seat" + ("" if change.seats == 1 else "s")
    price = f"${change.period_total:,} a {period} for {seats}"
    return f"{plans.name(change.before)} to {plans.name(change.after)}, {price}, {_when(change)}."


def _when(change: PlanChange) -> str:
    starts_today = change.starts_on <= datetime.now(UTC).date()
    return "from today" if starts_today else f"from {change.starts_on:%d %B %Y}"
