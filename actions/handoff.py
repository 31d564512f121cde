"""Brings in a person, who gets everything that was said."""

from rasa_sdk.events import ActiveLoop, ConversationPaused, SlotSet

from actions.base import Events, FrontdeskAction
from actions.speech import Speech
from actions.turn import Turn
from frontdesk.handoff.model import HandoffRequest
from frontdesk.handoff.transcript import transcript_from_events

REASONS = {"talk_to_human": "asked", "affirm": "asked", "frustrated": "frustrated"}
# What is said in the course of a conversation and is no request of its own.
NO_REQUEST = frozenset(
    "greet goodbye thank affirm deny cancel start_over talk_to_human frustrated state_plan inform bot_challenge "
    "capabilities helpful not_helpful".split()
)
OPENING = {
    "asked": "I'm bringing in a person.",
    "frustrated": "I'm sorry that this has been frustrating. I'm bringing in a person.",
    "failed": "I could not help with that, so I'm bringing in a person.",
}


class ActionHandoff(FrontdeskAction):
    """Opens a case and falls silent until the case is closed."""

    def name(self) -> str:
        return "action_handoff"

    def act(self, speech: Speech, turn: Turn) -> Events:
        return hand_over(speech, turn, REASONS.get(turn.intent, "asked"))


def hand_over(speech: Speech, turn: Turn, reason: str) -> Events:
    """Open a case for the conversation, tell the customer, and pause the assistant."""
    customer = turn.customer
    turn.services.handoff.open_case(
        HandoffRequest(
            conversation_id=turn.conversation_id,
            channel=turn.channel,
            reason=reason,
            customer_id=customer.id if customer else None,
            customer_name=customer.name if customer else "Visitor",
            plan=turn.plan,
            requests=_requests(turn),
            tried=_tried(turn),
            transcript=transcript_from_events(turn.conversation_id, turn.tracker.events),
        )
    )
    speech.say(f"{OPENING[reason]} They see our whole conversation, so you need not repeat anything. Please stay here.")
    return [
        ActiveLoop(None),
        SlotSet("requested_slot", None),
        SlotSet("requests", None),
        SlotSet("pending_question", None),
        SlotSet("offer", None),
        SlotSet("failures", 0),
        *(SlotSet(slot, None) for slot in turn.form_slots),
        ConversationPaused(),
    ]


def _requests(turn: Turn) -> tuple[dict[str, str], ...]:
    """Everything the customer asked for in this conversation, with whether the assistant dealt with it."""
    waiting = {request.text for request in [*turn.queue, *filter(None, [turn.pending_question])]}
    asked: dict[str, dict[str, str]] = {}
    for event in turn.tracker.events:
        if event.get("event") != "user":
            continue
        understood = event.get("parse_data") or {}
        if (understood.get("match") or {}).get("status") == "unmatched":
            asked[event["text"]] = {"intent": "", "text": event["text"], "state": "not understood"}
            continue
        for request in understood.get("requests") or []:
            if request["intent"] not in NO_REQUEST:
                state = "open" if request["text"] in waiting else "dealt with"
                asked[request["text"]] = {"intent": request["intent"], "text": request["text"], "state": state}
    return tuple(asked.values())


def _tried(turn: Turn) -> tuple[str, ...]:
    """What the assistant did, a line each: the articles it answered from and the changes it made."""
    lines = []
    for event in turn.tracker.events:
        metadata = event.get("metadata") or {}
        if event.get("event") == "bot" and metadata.get("answered_from"):
            lines.append("Answered from " + ", ".join(metadata["answered_from"]))
        elif event.get("event") == "bot" and metadata.get("did"):
            lines.append(metadata["did"])
    return tuple(dict.fromkeys(lines))
