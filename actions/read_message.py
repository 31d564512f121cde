"""Queues the further requests of every message, before anything else happens."""

from rasa_sdk.events import SlotSet

from actions.base import Events, FrontdeskAction
from actions.speech import Speech
from actions.turn import Turn, queued


class ActionReadMessage(FrontdeskAction):
    """Runs at every message, by the mapping of the slot `requests`."""

    def name(self) -> str:
        return "action_read_message"

    def act(self, speech: Speech, turn: Turn) -> Events:
        stale = _stale_offer(turn)
        further = turn.further_requests
        if not further or _was_read(turn) or _takes_the_whole_text(turn):
            return stale
        return [*stale, queued([*further, *turn.queue])]


def _stale_offer(turn: Turn) -> Events:
    """Takes back what was offered before, unless this message says yes or no to it."""
    is_answer = turn.intent in ("affirm", "deny")
    return [] if is_answer or turn.tracker.get_slot("offer") is None else [SlotSet("offer", None)]


def _was_read(turn: Turn) -> bool:
    """Whether this message was queued already: Rasa runs this a second time when the message begins a form."""
    return any(event.get("event") == "slot" and event.get("name") == "requests" for event in turn.events_of_turn())


def _takes_the_whole_text(turn: Turn) -> bool:
    """Whether a form asked for a text in the customer's own words: then the message is that text, not requests."""
    requested = turn.tracker.get_slot("requested_slot")
    mappings = turn.domain["slots"].get(requested, {}).get("mappings", []) if requested else []
    return any(mapping["type"] == "from_text" for mapping in mappings)
