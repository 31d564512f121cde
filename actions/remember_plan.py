"""Takes a bare detail or the customer's plan, and answers the question that waited for it."""

from rasa_sdk.events import SlotSet

from actions.answer import answer_request, ask_knowledge, fail
from actions.base import Events, FrontdeskAction
from actions.speech import Speech
from actions.turn import Turn
from frontdesk.knowledge.answers.model import AnswerStatus


class ActionRememberPlan(FrontdeskAction):
    """Runs when the customer says which plan they have, or gives a detail that no form asked for."""

    def name(self) -> str:
        return "action_remember_plan"

    def act(self, speech: Speech, turn: Turn) -> Events:
        stated = turn.services.plans.resolve(turn.request.entity("plan") or "")
        if stated is None:
            return _take_as_question(speech, turn)
        turn.tracker.slots["stated_plan"] = stated
        pending = turn.pending_question
        if pending is not None:
            return [SlotSet("stated_plan", stated), *answer_request(speech, turn, pending)]
        speech.say(_acknowledgement(turn, stated))
        return [SlotSet("stated_plan", stated)]


def _acknowledgement(turn: Turn, stated: str) -> str:
    plans = turn.services.plans
    if turn.customer and turn.customer.plan != stated:
        name = plans.name(turn.customer.plan)
        return f"Your account is on {name}, so I answer for {name}. What would you like to know?"
    return f"Thanks, I answer for {plans.name(stated)} from now on. What would you like to know?"


def _take_as_question(speech: Speech, turn: Turn) -> Events:
    answer = ask_knowledge(turn, turn.request)
    if answer.status is AnswerStatus.ANSWERED:
        speech.answer(answer)
        return [SlotSet("failures", 0)]
    return fail(speech, turn, "I'm not sure what you would like me to do with that.", answer)
