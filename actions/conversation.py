"""Greets, takes up or leaves what was offered, stops and begins again."""

from rasa_sdk.events import ActiveLoop, SlotSet

from actions.answer import ask_knowledge, fail
from actions.base import Events, FrontdeskAction
from actions.handoff import hand_over
from actions.speech import Speech
from actions.turn import Request, Turn

KEPT_WHEN_STARTING_OVER = frozenset({"stated_plan", "session_started_metadata"})


class ActionGreet(FrontdeskAction):
    """Greets customers by their name."""

    def name(self) -> str:
        return "action_greet"

    def act(self, speech: Speech, turn: Turn) -> Events:
        name = f" {turn.customer.first_name}" if turn.customer else ""
        speech.say(f"Hello{name}! What can I do for you?")
        return []


class ActionAffirm(FrontdeskAction):
    """Brings in a person when that was offered."""

    def name(self) -> str:
        return "action_affirm"

    def act(self, speech: Speech, turn: Turn) -> Events:
        if turn.tracker.get_slot("offer") == "human":
            return hand_over(speech, turn, reason="asked")
        if turn.form is None:  # a form asks its question again
            speech.say("All right. What can I do for you?")
        return []


class ActionDeny(FrontdeskAction):
    """Leaves what was offered, or the form whose question "no" does not answer."""

    def name(self) -> str:
        return "action_deny"

    def act(self, speech: Speech, turn: Turn) -> Events:
        if turn.form and turn.tracker.get_slot("offer") is None:
            return stop_form(speech, turn, turn.form)
        speech.say("All right. Tell me if there is anything else.")
        return [SlotSet("offer", None)]


class ActionCancel(FrontdeskAction):
    """Stops the form that is under way; what waits behind it stays."""

    def name(self) -> str:
        return "action_cancel"

    def act(self, speech: Speech, turn: Turn) -> Events:
        if turn.form is None:
            speech.say("There is nothing under way, so nothing was changed.")
            return [SlotSet("pending_question", None), SlotSet("offer", None)]
        return stop_form(speech, turn, turn.form)


class ActionStartOver(FrontdeskAction):
    """Forgets everything but who the customer is."""

    def name(self) -> str:
        return "action_start_over"

    def act(self, speech: Speech, turn: Turn) -> Events:
        speech.say("Let's begin again. What can I do for you?")
        forgotten = [slot for slot in turn.tracker.slots if slot not in KEPT_WHEN_STARTING_OVER]
        return [ActiveLoop(None), *(SlotSet(slot, None) for slot in forgotten), SlotSet("failures", 0)]


class ActionNotHelpful(FrontdeskAction):
    """Offers what else is near the question, and a person; brings in the person when it happens twice."""

    def name(self) -> str:
        return "action_not_helpful"

    def act(self, speech: Speech, turn: Turn) -> Events:
        answer = ask_knowledge(turn, _question_before(turn))
        return fail(speech, turn, "I'm sorry that this did not help.", answer)


def stop_form(speech: Speech, turn: Turn, form: str) -> Events:
    """Leave the form that is under way, and forget what it has been told."""
    speech.say("I've stopped. Nothing was changed.")
    required = turn.domain["forms"][form]["required_slots"]
    return [ActiveLoop(None), SlotSet("requested_slot", None), *(SlotSet(slot, None) for slot in required)]


def _question_before(turn: Turn) -> Request:
    """What the customer had asked when the answer did not help; this message itself when there is nothing."""
    said = [event for event in turn.tracker.events if event.get("event") == "user" and event.get("text")]
    texts = [event["text"] for event in said[:-1] if not event["text"].startswith("/")]
    return Request("", texts[-1] if texts else turn.text)
