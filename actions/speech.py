"""Says things on the channel that the customer is on."""

from collections.abc import Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from frontdesk.knowledge.answers.model import Answer, Choice, Source

# Channels whose readers get links beside the text as data; on every other one they stand in the text.
CHANNELS_WITH_SOURCES = frozenset({"callback", "rest"})

TALK_TO_A_PERSON = {"title": "Talk to a person", "payload": "/talk_to_human"}


def _button(title: str, payload: str) -> dict[str, str]:
    return {"title": title, "payload": payload}


class Speech:
    """What the assistant says in one action."""

    def __init__(self, dispatcher: CollectingDispatcher, channel: str, public_url: str = "") -> None:
        self._dispatcher = dispatcher
        self._channel = channel
        self._public_url = public_url.rstrip("/")

    def say(self, text: str, buttons: Sequence[dict[str, str]] = (), **metadata: Any) -> None:
        """Say `text`, with buttons of {title, payload}; further keywords become the message's metadata."""
        self._dispatcher.utter_message(text=text, buttons=list(buttons) or None, **metadata)

    def answer(self, answer: Answer) -> None:
        """Say an answer and name its sources."""
        articles = [source.article_id for source in answer.sources]
        if self._channel in CHANNELS_WITH_SOURCES:
            self.say(answer.text, answered_from=articles)
            self._dispatcher.utter_message(json_message={"kind": "sources", "sources": self._links(answer.sources)})
        else:
            self.say(f"{answer.text}\nSource: {self._named(answer.sources)}", answered_from=articles)

    def suggest(self, text: str, sources: Sequence[Source]) -> None:
        """Say `text`, name articles that may help, and offer a person."""
        if sources and self._channel not in CHANNELS_WITH_SOURCES:
            text = f"{text}\nThis may be near it: {self._named(sources)}"
        self.say(text, [TALK_TO_A_PERSON])
        if sources and self._channel in CHANNELS_WITH_SOURCES:
            self._dispatcher.utter_message(json_message={"kind": "sources", "sources": self._links(sources)})

    def ask_which_plan(self, text: str, choices: Sequence[Choice]) -> None:
        """Ask for the customer's plan, with a button for each."""
        self.say(text, [_button(choice.title, f'/state_plan{{"plan": "{choice.value}"}}') for choice in choices])

    def ask_which_meaning(self, text: str, choices: Sequence[Choice]) -> None:
        """Ask what is meant, with a button for each meaning, which says it, and a way to a person."""
        self.say(text, [*(_button(choice.title, choice.title) for choice in choices), TALK_TO_A_PERSON])

    def _links(self, sources: Sequence[Source]) -> list[dict[str, str]]:
        return [
            {"id": source.article_id, "title": source.title, "url": f"{self._public_url}{source.url}"}
            for source in sources
        ]

    def _named(self, sources: Sequence[Source]) -> str:
        return "; ".join(
            f"{source.title} ({self._public_url}{source.url})" if self._public_url else source.title
            for source in sources
        )
