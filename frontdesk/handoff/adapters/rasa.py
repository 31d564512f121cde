"""Delivery through Rasa: it keeps what the desk says in its tracker and sends it out on the customer's channel."""

from typing import Any

from frontdesk.handoff.delivery import DeliveryFailed
from frontdesk.handoff.model import Case, CaseState
from frontdesk.handoff.transcript import DESK
from frontdesk.rasa.client import Rasa, RasaUnavailable

_WEB_CHANNEL = "callback"


class RasaDelivery:
    """Delivers to the web widget as data it can draw, and to every other channel as plain text."""

    def __init__(self, rasa: Rasa) -> None:
        self._rasa = rasa

    async def send(self, case: Case, message_id: str, agent: str, text: str) -> None:
        message = {"kind": "agent_message", "id": message_id, "name": agent, "text": text}
        await self._say(case, message, f"{agent}: {text}")

    async def announce(self, case: Case, state: CaseState, agent: str | None) -> None:
        await self._say(case, {"kind": "handoff", "state": state.value, "agent": agent}, _sentence(state, agent))

    async def give_back(self, case: Case) -> None:
        # Rasa listens for nothing while it is paused, and its rules begin where it listens.
        events: list[dict[str, Any]] = [
            {"event": "resume"},
            {"event": "action", "name": "action_listen"},
            {"event": "slot", "name": "failures", "value": 0},
        ]
        await self._append(case, events, deliver=False)

    async def _say(self, case: Case, custom: dict[str, Any], sentence: str | None) -> None:
        content: dict[str, Any]
        if case.channel == _WEB_CHANNEL:
            content = {"text": None, "data": {"custom": custom}, "metadata": {"case": case.id}}
        elif sentence:
            content = {"text": sentence, "metadata": {"case": case.id, DESK: custom}}
        else:
            return
        await self._append(case, [{"event": "bot", **content}], deliver=True)

    async def _append(self, case: Case, events: list[dict[str, Any]], *, deliver: bool) -> None:
        try:
            await self._rasa.append_events(case.conversation_id, events, deliver=deliver)
        except RasaUnavailable as error:
            raise DeliveryFailed(str(error)) from error


def _sentence(state: CaseState, agent: str | None) -> str | None:
    """What a customer reads on a channel without a widget; that a case waits, the assistant has said itself."""
    match state:
        case CaseState.ACTIVE:
            return f"You're now talking with {agent}."
        case CaseState.RESOLVED:
            return f"{agent} has closed this conversation; the assistant is back if you need anything else."
    return None
