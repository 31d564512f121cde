"""What Rasa's callback channel posts to us, turned into what is added to a conversation."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from frontdesk.chat.model import Author, Button, Draft, Handoff, HandoffState, Source


class _Button(BaseModel):
    title: str
    payload: str | None = None


class Reply(BaseModel):
    """One reply as Rasa's callback channel sends it."""

    recipient_id: str
    text: str | None = None
    buttons: list[_Button] = []
    image: str | None = None
    custom: Any = None


class _Source(BaseModel):
    title: str
    url: str
    id: str = ""


class _Sources(BaseModel):
    kind: Literal["sources"]
    sources: list[_Source]


class _Handoff(BaseModel):
    kind: Literal["handoff"]
    state: HandoffState
    agent: str | None = None


class _AgentMessage(BaseModel):
    kind: Literal["agent_message"]
    id: str = Field(min_length=1, max_length=128)
    name: str
    text: str


_CUSTOM: TypeAdapter[_Sources | _Handoff | _AgentMessage] = TypeAdapter(
    Annotated[_Sources | _Handoff | _AgentMessage, Field(discriminator="kind")]
)
_KNOWN_KINDS = ("sources", "handoff", "agent_message")


class BadReply(ValueError):
    """A custom reply of a kind we know has the wrong shape."""


def drafts_of(reply: Reply) -> list[Draft]:
    """What the reply adds to the conversation; nothing for a custom reply of a kind that is not ours.

    Raises:
        BadReply: a custom reply of a kind we know has the wrong shape.
    """
    drafts = []
    if reply.text or reply.buttons or reply.image:
        buttons = tuple(Button(button.title, button.payload or button.title) for button in reply.buttons)
        drafts.append(Draft(Author.BOT, reply.text or "", buttons=buttons, image=reply.image))
    if isinstance(reply.custom, dict) and reply.custom.get("kind") in _KNOWN_KINDS:
        drafts += _custom_drafts(reply.custom)
    return drafts


def handoff_line(handoff: Handoff, previous: Handoff | None) -> str:
    """The line that tells the customer who handles the conversation from now on."""
    agent = handoff.agent or (previous.agent if previous else None)
    if handoff.state is HandoffState.QUEUED:
        return "You're in line for a person. They will see this whole conversation, and you can keep writing here."
    if handoff.state is HandoffState.ACTIVE:
        return f"{agent or 'A person'} joined the conversation."
    return f"{agent} left the conversation. The assistant is back." if agent else "The assistant is back."


def _custom_drafts(custom: dict[str, Any]) -> list[Draft]:
    try:
        content = _CUSTOM.validate_python(custom)
    except ValidationError as error:
        raise BadReply(f"custom reply of kind {custom['kind']!r}: {error}") from error
    if isinstance(content, _Handoff):
        return [Draft(Author.SYSTEM, handoff=Handoff(content.state, content.agent))]
    if isinstance(content, _AgentMessage):
        return [Draft(Author.AGENT, content.text, name=content.name, external_id=content.id)]
    sources = tuple(Source(source.title, source.url, source.id) for source in content.sources)
    return [Draft(Author.BOT, sources=sources)] if sources else []
