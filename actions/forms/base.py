"""The shape of a form's validation."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from rasa_sdk import FormValidationAction, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.answer import ask_knowledge
from actions.base import Events, services
from actions.queue import read_message
from actions.speech import Speech
from actions.turn import Turn
from frontdesk.knowledge.answers.model import AnswerStatus

REQUESTED_SLOT = "requested_slot"
QUESTION_OPENINGS = (
    "how", "what", "where", "when", "why", "who", "which", "can i", "can you", "could", "do i", "do you", "does",
    "is it", "is there", "are there", "are you", "am i", "will", "should",
)  # fmt: skip

Check = Callable[[Speech, Turn, str], dict[str, Any]]


class FrontdeskForm(FormValidationAction, ABC):
    """Validates a form's slots; a form that needs an account asks nothing of a visitor."""

    needs_account = True

    @abstractmethod
    def name(self) -> str:
        """`validate_` and the form's name."""

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[str]:
        turn = Turn(tracker, domain, services())
        if self.needs_account and await asyncio.to_thread(lambda: turn.customer) is None:
            return []
        return domain_slots

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        turn = Turn(tracker, domain, services())
        events = await super().run(dispatcher, tracker, domain)
        # A slot that is set here, whichever it is, tells Rasa that the message was for the form. Where it was not,
        # the action that deals with it reads it.
        is_for_the_form = any(e["event"] == "slot" and e["name"] != REQUESTED_SLOT for e in events)
        begins = tracker.get_slot(REQUESTED_SLOT) is None
        return [*read_message(turn), *events] if is_for_the_form or begins else events


async def checked(check: Check, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict):
    """Run `check` on a slot's value away from the event loop."""
    turn = Turn(tracker, domain, services())
    speech = Speech(dispatcher, turn.channel, turn.services.settings.public_url)
    return await asyncio.to_thread(check, speech, turn, str(value))


def free_text(slot: str) -> Check:
    """A check for a text in the customer's own words: a question in its place is answered, and the form asks again."""

    def check(speech: Speech, turn: Turn, text: str) -> dict[str, Any]:
        if _is_question(text) and not text.startswith("/"):
            answer = ask_knowledge(turn, turn.request)
            if answer.status is AnswerStatus.ANSWERED:
                speech.answer(answer)
                return {slot: None}
        return {slot: text.strip() or None}

    return check


def _is_question(text: str) -> bool:
    return text.rstrip().endswith("?") and text.strip().lower().startswith(QUESTION_OPENINGS)


def confirmation(slot: str, entity: str) -> Check:
    """A check for a yes or no: a message that brings another value for the form ("no, Business") is a correction."""

    def check(speech: Speech, turn: Turn, value: str) -> dict[str, Any]:
        return {slot: None if turn.request.entity(entity) else value == "True"}

    return check


def done(turn: Turn) -> Events:
    """Events that empty the slots of all forms, so that the next form begins with nothing left over."""
    return [SlotSet(slot, None) for slot in turn.form_slots]
