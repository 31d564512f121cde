"""Goes on with the next request in the queue; a form that was interrupted is taken up by the policies themselves."""

from typing import Any

from rasa_sdk.events import ActionExecuted, SlotSet

from actions.base import Events, FrontdeskAction
from actions.speech import Speech
from actions.turn import Request, Turn, queued


class ActionNextRequest(FrontdeskAction):
    """Ends every rule. The next request is put to the policies as if the customer had just said it."""

    def name(self) -> str:
        return "action_next_request"

    def act(self, speech: Speech, turn: Turn) -> Events:
        if turn.form or not turn.queue or _waits_for_the_customer(turn):
            return []
        request, *rest = turn.queue
        speech.say(f"Now to your other request: “{request.text}”")
        return [
            queued(rest),
            ActionExecuted("action_listen"),
            _said(request, turn.channel),
            *_slots_from_entities(request, turn.domain.get("slots", {})),
        ]


def _waits_for_the_customer(turn: Turn) -> bool:
    """Whether this turn has asked the customer something that the next message should answer."""
    asked = ("pending_question", "offer")
    return any(e.get("event") == "slot" and e.get("name") in asked and e.get("value") for e in turn.events_of_turn())


def _said(request: Request, channel: str) -> dict[str, Any]:
    entities = list(request.entities)
    intent = {"name": request.intent, "confidence": 1.0}
    said = {"intent": request.intent, "confidence": 1.0, "text": request.text, "entities": entities}
    return {
        "event": "user",
        "timestamp": None,
        "text": request.text,
        "parse_data": {
            "text": request.text,
            "intent": intent,
            "intent_ranking": [intent],
            "entities": entities,
            "requests": [said],
        },
        # Rasa and the actions take the channel of the latest message for the customer's.
        "input_channel": channel,
        "metadata": {"queued": True},
    }


def _slots_from_entities(request: Request, slots: dict[str, Any]) -> Events:
    """What Rasa itself would fill from a message of this intent, by the mappings in domain.yml."""
    filled = []
    for name, slot in slots.items():
        for mapping in slot.get("mappings", []):
            wanted = mapping.get("intent") or []
            intents = [wanted] if isinstance(wanted, str) else wanted
            value = request.entity(mapping.get("entity", ""))
            if mapping["type"] == "from_entity" and request.intent in intents and value is not None:
                filled.append(SlotSet(name, value))
                break
    return filled
