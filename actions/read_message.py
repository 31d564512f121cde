"""Queues the further requests of every message, before anything else happens."""

from actions.base import Events, FrontdeskAction
from actions.speech import Speech
from actions.turn import Turn, queued


class ActionReadMessage(FrontdeskAction):
    """Runs at every message, by the mapping of the slot `requests`."""

    def name(self) -> str:
        return "action_read_message"

    def act(self, speech: Speech, turn: Turn) -> Events:
        further = turn.further_requests
        if not further or _takes_the_whole_text(turn):
            return []
        return [queued([*further, *turn.queue])]


def _takes_the_whole_text(turn: Turn) -> bool:
    """Whether a form asked for a text in the customer's own words: then the message is that text, not requests."""
    requested = turn.tracker.get_slot("requested_slot")
    mappings = turn.domain["slots"].get(requested, {}).get("mappings", []) if requested else []
    return any(mapping["type"] == "from_text" for mapping in mappings)
