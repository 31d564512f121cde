"""The shape of every action here."""

import asyncio
from abc import ABC, abstractmethod
from functools import lru_cache

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.queue import go_on, read_message
from actions.speech import Speech
from actions.turn import Events, Turn
from frontdesk.services import Services
from frontdesk.settings import get_settings


@lru_cache
def services() -> Services:
    """The services that actions call, made once a process."""
    return Services(get_settings())


class FrontdeskAction(Action, ABC):
    """An action whose work is done by `act`, away from the action server's event loop.

    Around it, the latest message's further requests are queued and the next one begins: one call to this server is all
    that most turns take.
    """

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict) -> Events:
        turn = Turn(tracker, domain, services())
        speech = Speech(dispatcher, turn.channel, turn.services.settings.public_url)
        return await asyncio.to_thread(self.take_turn, speech, turn)

    def take_turn(self, speech: Speech, turn: Turn) -> Events:
        """Act on the turn, and leave its further requests queued or the next of them begun."""
        events = [*read_message(turn), *self.act(speech, turn)]
        return [*events, *go_on(speech, turn, events)]

    @abstractmethod
    def act(self, speech: Speech, turn: Turn) -> Events:
        """Do the action's work: say what is to be said, and return the events that it leaves behind."""
