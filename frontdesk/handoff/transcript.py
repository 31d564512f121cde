"""Turns Rasa's events into what was said.

The tracker that an action receives and the event stream that the watcher reads hold the same events with the same
timestamps. Both come through here, so a line gets the same key whichever way it arrives.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from frontdesk.handoff.model import Author, TranscriptLine

DESK = "desk"
"""Key in a bot event's metadata of what the desk sent: the same mapping that the web widget gets as `custom`."""

_SESSION_START = "/session_start"
_ANSWERS = {"affirm": "Yes", "deny": "No"}
_PAYLOAD = re.compile(r"^/([^\s{]+)")


def transcript_from_events(conversation_id: str, events: Sequence[Mapping[str, Any]]) -> tuple[TranscriptLine, ...]:
    """What was said in `events` of one conversation's tracker, in their order."""
    lines = (line_from_event(conversation_id, event) for event in events)
    return tuple(line for line in lines if line is not None)


def line_from_event(conversation_id: str, event: Mapping[str, Any]) -> TranscriptLine | None:
    """The line that one event of Rasa adds to the transcript; None when nobody said anything to anybody."""
    match event.get("event"):
        case "user":
            return _customer_line(conversation_id, event)
        case "bot":
            return _bot_line(conversation_id, event)
    return None


def _customer_line(conversation_id: str, event: Mapping[str, Any]) -> TranscriptLine | None:
    text = (event.get("text") or "").strip()
    # A queued request is a part of a message that is in the transcript already, which Rasa is given on its own.
    if not text or text.startswith(_SESSION_START) or _metadata(event).get("queued") is True:
        return None
    shown = _payload_in_words(text, event) if text.startswith("/") else text
    return TranscriptLine(_key(conversation_id, event), Author.CUSTOMER, shown, _moment(event))


def _bot_line(conversation_id: str, event: Mapping[str, Any]) -> TranscriptLine | None:
    custom = _mapping((event.get("data") or {}).get("custom"))
    # On channels that only carry text, what the desk sent says what it is in the event's metadata.
    from_desk = _mapping(_metadata(event).get(DESK)) or custom
    match from_desk.get("kind"):
        case "handoff":
            return None  # the case itself says when it was accepted and closed
        case "agent_message":
            text, name = str(from_desk.get("text") or ""), str(from_desk.get("name") or "")
            return TranscriptLine(str(from_desk["id"]), Author.AGENT, text, _moment(event), name)
    text = str(event.get("text") or custom.get("text") or "").strip()
    return TranscriptLine(_key(conversation_id, event), Author.BOT, text, _moment(event)) if text else None


def _payload_in_words(text: str, event: Mapping[str, Any]) -> str:
    """What a button said, for a message that is the payload behind it."""
    title = _metadata(event).get("title")
    if title:
        return str(title)
    understood = event.get("parse_data") or {}
    values = [str(entity["value"]) for entity in understood.get("entities") or ()]
    intent = (understood.get("intent") or {}).get("name")
    payload = _PAYLOAD.match(text)
    name = intent or (payload.group(1) if payload else text.strip("/"))
    words = ", ".join(values) or _ANSWERS.get(name) or str(name).replace("_", " ").replace("/", ": ").strip()
    return words[:1].upper() + words[1:]


def _key(conversation_id: str, event: Mapping[str, Any]) -> str:
    return f"{conversation_id}:{float(event.get('timestamp') or 0)!r}:{event['event']}"


def _moment(event: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(event.get("timestamp") or 0, UTC)


def _metadata(event: Mapping[str, Any]) -> Mapping[str, Any]:
    return event.get("metadata") or {}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
