"""The script: who says what, in which order, and of what kind each turn is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SCRIPT = Path(__file__).with_name("script.yml")
KINDS = ("small_talk", "intent", "knowledge", "form", "compound")


class ScriptError(Exception):
    """The script cannot be read; the message names the turn."""


@dataclass(frozen=True)
class ScriptedTurn:
    """A message and its kind, one of KINDS."""

    kind: str
    text: str


@dataclass(frozen=True)
class ScriptedConversation:
    """What one customer, or a visitor when `customer_id` is None, says from beginning to end."""

    name: str
    customer_id: str | None
    turns: tuple[ScriptedTurn, ...]


@dataclass(frozen=True)
class Script:
    """The conversation that warms a system up, and those that count."""

    warm_up: ScriptedConversation
    conversations: tuple[ScriptedConversation, ...]

    @property
    def turns(self) -> int:
        return sum(len(conversation.turns) for conversation in self.conversations)

    def beginning(self, turns: int) -> "Script":
        """The first conversations, as many as it takes to have `turns` turns."""
        kept: list[ScriptedConversation] = []
        for conversation in self.conversations:
            if sum(len(earlier.turns) for earlier in kept) >= turns:
                break
            kept.append(conversation)
        return Script(self.warm_up, tuple(kept))


def read_script(path: Path = SCRIPT) -> Script:
    """Read the script at `path`.

    Raises:
        ScriptError: a turn is not one kind of KINDS and one text.
    """
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    conversations = enumerate(document["conversations"], start=1)
    return Script(
        _conversation("warm-up", document["warm_up"]),
        tuple(_conversation(f"conversation-{number:02}", entry) for number, entry in conversations),
    )


def _conversation(name: str, entry: dict[str, Any]) -> ScriptedConversation:
    return ScriptedConversation(name, entry.get("customer"), tuple(_turn(name, turn) for turn in entry["turns"]))


def _turn(name: str, entry: dict[str, Any]) -> ScriptedTurn:
    ((kind, text),) = entry.items() if len(entry) == 1 else (("", None),)
    if kind not in KINDS or not isinstance(text, str):
        raise ScriptError(f"{name}: a turn is one of {', '.join(KINDS)} with a text, not {entry!r}")
    return ScriptedTurn(kind, text)
