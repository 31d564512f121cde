"""Goes on with the next request where nothing but a response ended a rule."""

from actions.base import Events, FrontdeskAction
from actions.speech import Speech
from actions.turn import Turn


class ActionNextRequest(FrontdeskAction):
    """Stands after a response: responses do not look at the queue, and every other action does by itself."""

    def name(self) -> str:
        return "action_next_request"

    def act(self, speech: Speech, turn: Turn) -> Events:
        return []
