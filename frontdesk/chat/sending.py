"""Delivery of customers' messages to Rasa: in order, one at a time for each conversation, and none lost.

A message is stored as pending before it is sent, so that one left over by a crash is delivered at the next start.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from typing import Any, Protocol

from frontdesk.chat.model import DeliveryState, Message
from frontdesk.rasa.client import Rasa, RasaUnavailable

_LOG = logging.getLogger(__name__)

BACK_OFF_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
# What Rasa works on at once. More only makes every customer wait until the time-out.
_CONVERSATIONS_AT_ONCE = 16
# A message that Rasa, though ready, refuses this often is the trouble itself: it must not hold up those behind it.
_REFUSALS_BEFORE_GIVING_UP = 5


class Outbox(Protocol):
    """Where pending messages are kept; `ConversationStore` is the real one. Its methods block."""

    def next_pending(self, conversation_id: str) -> Message | None:
        """The oldest message that Rasa has not been given."""

    def conversations_with_pending(self) -> list[str]:
        """Conversations with such a message."""

    def mark(self, conversation_id: str, seq: int, state: DeliveryState) -> None:
        """Record where a message stands."""

    def last_reply(self, conversation_id: str) -> int:
        """The number of the newest message that the customer was sent; 0 when there is none."""


class DeliveryListener(Protocol):
    """Who wants to know how delivery goes, to tell the customer."""

    async def working(self, conversation_id: str, is_working: bool) -> None:
        """Rasa began, or finished, to work on a message."""

    async def delayed(self, conversation_id: str, message: Message) -> None:
        """Rasa cannot be reached; delivery goes on. Called once for a message."""

    async def gave_up(self, conversation_id: str, message: Message) -> None:
        """Rasa is ready but refuses this message again and again; it will not be sent."""

    async def unanswered(self, conversation_id: str, message: Message) -> None:
        """Rasa has taken the message, the assistant has the conversation, and nothing was said."""


class Sender:
    """Delivers what `outbox` holds to `rasa`, one task for each conversation that has something to deliver."""

    def __init__(
        self, outbox: Outbox, rasa: Rasa, listener: DeliveryListener, *, back_off: Sequence[float] = BACK_OFF_SECONDS
    ) -> None:
        self._outbox = outbox
        self._rasa = rasa
        self._listener = listener
        self._back_off = back_off
        self._slots = asyncio.Semaphore(_CONVERSATIONS_AT_ONCE)
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._woken: set[str] = set()
        self._left_over: set[str] = set()
        self._working: set[str] = set()

    async def start(self) -> None:
        """Take up what was left undelivered."""
        self._left_over.update(await asyncio.to_thread(self._outbox.conversations_with_pending))
        for conversation_id in list(self._left_over):
            self.wake(conversation_id)

    async def stop(self) -> None:
        """Stop delivering; what is not delivered stays pending."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()

    def wake(self, conversation_id: str) -> None:
        """Deliver what the conversation has pending; returns at once."""
        self._woken.add(conversation_id)
        if conversation_id not in self._tasks:
            self._tasks[conversation_id] = asyncio.create_task(self._run(conversation_id))

    def is_working(self, conversation_id: str) -> bool:
        """Whether Rasa is at work on a message of the conversation."""
        return conversation_id in self._working

    async def _run(self, conversation_id: str) -> None:
        while True:
            try:
                await self._deliver_all(conversation_id)
                return
            except Exception:
                _LOG.exception("Delivery in %s failed; trying again in %s s", conversation_id, self._back_off[-1])
                await asyncio.sleep(self._back_off[-1])

    async def _deliver_all(self, conversation_id: str) -> None:
        while True:
            self._woken.discard(conversation_id)
            message = await asyncio.to_thread(self._outbox.next_pending, conversation_id)
            if message is not None:
                state = await self._deliver(conversation_id, message)
                await asyncio.to_thread(self._outbox.mark, conversation_id, message.seq, state)
            elif conversation_id not in self._woken:
                del self._tasks[conversation_id]
                return

    async def _deliver(self, conversation_id: str, message: Message) -> DeliveryState:
        may_have_arrived = conversation_id in self._left_over
        self._left_over.discard(conversation_id)
        since = message.at.timestamp() if may_have_arrived else time.time()
        attempts = refusals = 0
        while True:
            try:
                await self._send(conversation_id, message, since if may_have_arrived else None)
                return DeliveryState.SENT
            except RasaUnavailable as error:
                _LOG.warning("Message %s of %s is not delivered yet: %s", message.seq, conversation_id, error)
            may_have_arrived = True
            attempts += 1
            refusals += await self._rasa.is_ready()
            if refusals == _REFUSALS_BEFORE_GIVING_UP:
                await self._listener.gave_up(conversation_id, message)
                return DeliveryState.FAILED
            if attempts == 2:
                await self._listener.delayed(conversation_id, message)
            await asyncio.sleep(self._back_off[min(attempts, len(self._back_off)) - 1])

    async def _send(self, conversation_id: str, message: Message, tried_since: float | None) -> None:
        """Send once, unless an earlier try did arrive and only its answer was lost."""
        text = message.outgoing or ""
        async with self._slots:
            if tried_since is not None and _has_taken(await self._rasa.tracker(conversation_id), text, tried_since):
                return
            self._working.add(conversation_id)
            await self._listener.working(conversation_id, True)
            try:
                last_reply = await asyncio.to_thread(self._outbox.last_reply, conversation_id)
                await self._rasa.send_message(conversation_id, text)
                if await self._met_with_silence(conversation_id, last_reply):
                    await self._listener.unanswered(conversation_id, message)
            finally:
                self._working.discard(conversation_id)
                await self._listener.working(conversation_id, False)

    async def _met_with_silence(self, conversation_id: str, last_reply: int) -> bool:
        """Whether nothing came back, though no person has the conversation.

        Rasa posts a turn's replies before it confirms the message. An action that fails, or an action server that is
        down, it passes over without a word.
        """
        if await asyncio.to_thread(self._outbox.last_reply, conversation_id) != last_reply:
            return False
        try:
            return not (await self._rasa.tracker(conversation_id)).get("paused")
        except RasaUnavailable:
            return False


def _has_taken(tracker: dict[str, Any], text: str, since: float) -> bool:
    # Rasa saves a customer's message together with the turn it led to: once it is in the tracker, it was answered.
    return any(
        event.get("event") == "user" and event.get("text") == text.strip() and event.get("timestamp", 0) >= since
        for event in tracker.get("events") or ()
    )
