"""Deals with a message that no intent fits: asks which reading is meant, or tries the knowledge base."""

from rasa_sdk.events import FollowupAction, SlotSet

from actions.answer import ask_back, ask_knowledge, fail
from actions.base import Events, FrontdeskAction
from actions.speech import TALK_TO_A_PERSON, Speech
from actions.turn import Request, Turn
from frontdesk.knowledge.answers.model import AnswerStatus

READINGS = 3


class ActionNotUnderstood(FrontdeskAction):
    """Never a dead end: a question with buttons, an answer, or a person."""

    def name(self) -> str:
        return "action_not_understood"

    def act(self, speech: Speech, turn: Turn) -> Events:
        # Rasa also calls this when no rule fits the conversation, and would go on doing so.
        if any(event.get("name") == self.name() for event in turn.events_of_turn()):
            return [FollowupAction("action_listen")]
        if (turn.message.get("match") or {}).get("status") == "ambiguous":
            return _ask_which_reading(speech, turn)
        request = Request("", turn.request.text, turn.request.entities)
        answer = ask_knowledge(turn, request)
        if answer.status is AnswerStatus.ANSWERED:
            speech.answer(answer)
            return [SlotSet("failures", 0)]
        if answer.status is AnswerStatus.CLARIFY:
            return ask_back(speech, request, answer)
        return fail(speech, turn, "I'm not sure what you mean.", answer)


def _ask_which_reading(speech: Speech, turn: Turn) -> Events:
    ranking = [entry["name"] for entry in turn.message["intent_ranking"] if entry["name"] != "nlu_fallback"]
    buttons = [{"title": turn.reading(intent), "payload": f"/{intent}"} for intent in ranking[:READINGS]]
    speech.say("Which of these do you mean?", [*buttons, TALK_TO_A_PERSON])
    # Without an intent of its own, the question is put again under the reading that the customer chooses.
    return [SlotSet("pending_question", Request("", turn.text, turn.request.entities).as_slot())]
