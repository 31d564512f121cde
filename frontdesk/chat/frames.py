"""What goes over the chat's WebSocket: JSON frames, checked on the way in and built on the way out."""

import json
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from frontdesk.chat.model import Author, Conversation, Message
from frontdesk.customers.model import Customer

MAX_FRAME_BYTES = 256 * 1024
_CLIENT_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


class _Frame(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class Hello(_Frame):
    """A client's first frame: the conversation it knows, the key to it, who the customer is, what it has read."""

    type: Literal["hello"]
    conversation: str | None = Field(None, max_length=64)
    key: str | None = Field(None, max_length=128)
    identity: str | None = Field(None, max_length=4096)
    after: int = Field(0, ge=0, le=2**31)


class Say(_Frame):
    """A customer's message. `payload` is that of the button pressed, whose title is `text`."""

    type: Literal["message"]
    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    text: str
    payload: str | None = Field(None, max_length=4096)


_CLIENT_FRAME: TypeAdapter[Hello | Say] = TypeAdapter(Annotated[Hello | Say, Field(discriminator="type")])


class Refusal(Exception):
    """What the client asked cannot be done; `text` tells the customer why and what to do.

    Attributes:
        client_id: the message that was refused, when it is about one.
        retry_after: seconds after which to try the same again; None when trying again will not help.
    """

    def __init__(self, code: str, text: str, client_id: str | None = None, retry_after: float | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.client_id = client_id
        self.retry_after = retry_after

    def frame(self) -> dict[str, Any]:
        frame = {"type": "error", "code": self.code, "text": self.text, "id": self.client_id}
        retry_after = round(self.retry_after, 1) if self.retry_after is not None else None
        return _without_nothing(frame | {"retry_after": retry_after})


class BadFrame(Refusal):
    """The frame is not of the protocol: the client is broken or hostile."""


def parse(raw: str | None) -> Hello | Say:
    """The client's frame; `raw` is None for a binary one.

    Raises:
        BadFrame: it is too large, not JSON, or not a frame that we know.
    """
    if raw is None:
        raise BadFrame("bad_frame", "Send text frames with JSON in them.")
    if len(raw) > MAX_FRAME_BYTES or len(raw.encode(errors="replace")) > MAX_FRAME_BYTES:
        raise BadFrame("too_large", f"A frame may have {MAX_FRAME_BYTES} bytes at most.")
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise BadFrame("bad_frame", "The frame is not valid JSON.") from None
    try:
        return _CLIENT_FRAME.validate_python(data)
    except (ValidationError, RecursionError) as error:
        raise BadFrame("bad_frame", f"The frame cannot be understood: {_reason(error)}.", _id_in(data)) from None


def welcome_frame(conversation: Conversation, key: str, customer: Customer | None, max_chars: int) -> dict[str, Any]:
    """The answer to a hello. `last` is the newest message's number: a client that has it is up to date."""
    handoff = conversation.handoff
    return {
        "type": "welcome",
        "conversation": conversation.id,
        "key": key,
        "handled_by": conversation.handled_by,
        "handoff": {"state": handoff.state, "agent": handoff.agent} if handoff else None,
        "customer": {"first_name": customer.first_name, "plan": customer.plan} if customer else None,
        "last": conversation.last_seq,
        "max_chars": max_chars,
    }


def message_frame(message: Message) -> dict[str, Any]:
    """A stored message. Only a customer's carries its id, by which the tab that wrote it knows it again."""
    return _without_nothing(
        {
            "type": "message",
            "seq": message.seq,
            "id": message.external_id if message.author is Author.CUSTOMER else None,
            "author": message.author,
            "name": message.name,
            "text": message.text,
            "buttons": [{"title": button.title, "payload": button.payload} for button in message.buttons] or None,
            "sources": [{"title": s.title, "url": s.url, "id": s.id} for s in message.sources] or None,
            "image": message.image,
            "handoff": {"state": message.handoff.state, "agent": message.handoff.agent} if message.handoff else None,
            "at": message.at.isoformat(),
        }
    )


def ack_frame(message: Message) -> dict[str, Any]:
    """Tells the client that its message is stored."""
    return {"type": "ack", "id": message.external_id, "seq": message.seq, "at": message.at.isoformat()}


def typing_frame(is_working: bool) -> dict[str, Any]:
    """Tells that the assistant works on an answer, or no longer does."""
    return {"type": "typing", "on": is_working}


def notice_frame(code: str, text: str) -> dict[str, Any]:
    """Tells the customer something that is not part of the conversation."""
    return {"type": "notice", "code": code, "text": text}


def _without_nothing(frame: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in frame.items() if value is not None}


def _reason(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return "it is nested too deeply"
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]


def _id_in(data: object) -> str | None:
    client_id = data.get("id") if isinstance(data, dict) else None
    return client_id if isinstance(client_id, str) and _CLIENT_ID.fullmatch(client_id) else None
