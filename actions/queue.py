"""The requests of a conversation that wait for their turn: how they get into the queue, and how the next one begins."""

from typing import Any

from rasa_sdk.events import ActionExecuted, SlotSet

from actions.speech import Speech
from actions.turn import OFFER, PENDING_QUESTION, REQUESTS, Events, Request, Turn, queued


def read_message(turn: Turn) -> Events:
    """What the latest message changes before anything is done about it: its further requests wait in the queue.

    What was offered before is taken back, unless this message says yes or no to it.
    """
    events = [queued(turn.queue)] if turn.unread_requests else []
    if turn.tracker.get_slot(OFFER) is not None and not turn.replies:
        events.append(SlotSet(OFFER, None))
    return events


def go_on(speech: Speech, turn: Turn, events: Events) -> Events:
    """Begin the next request, once an action has left `events`; it is put to the policies as if it had just been said.

    Nothing begins while a form runs, while the customer is asked something, or when a person takes over.
    """
    queue = _queue_after(turn, events)
    if not queue or _form_after(turn, events) or _waits_for_somebody(turn, events):
        return []
    request, *rest = queue
    if not request.is_reply:
        speech.say(f"Now to your other request: “{request.text}”")
    return [
        queued(rest),
        ActionExecuted("action_listen"),
        _said(request, turn.channel),
        *_slots_from_entities(request, turn.domain.get("slots", {})),
    ]


def _queue_after(turn: Turn, events: Events) -> list[Request]:
    for event in reversed(events):
        if event.get("event") == "slot" and event["name"] == REQUESTS:
            return [Request.from_slot(value) for value in event["value"] or []]
    return turn.queue


def _form_after(turn: Turn, events: Events) -> str | None:
    for event in reversed(events):
        if event.get("event") == "active_loop":
            return event["name"]
    return turn.form


def _waits_for_somebody(turn: Turn, events: Events) -> bool:
    happened = [*events, *turn.events_of_turn()]
    asked = any(
        e.get("event") == "slot" and e.get("name") in (PENDING_QUESTION, OFFER) and e["value"] for e in happened
    )
    return asked or any(event.get("event") == "pause" for event in events)


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
