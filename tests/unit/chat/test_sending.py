import asyncio
import time
from datetime import UTC, datetime
from typing import Any

from frontdesk.chat.model import Author, DeliveryState, Message
from frontdesk.chat.sending import Sender
from frontdesk.rasa.client import RasaUnavailable


class FakeOutbox:
    def __init__(self) -> None:
        self.messages: dict[str, list[Message]] = {}
        self.states: dict[tuple[str, int], DeliveryState] = {}
        self.replies: dict[str, int] = {}

    def put(self, conversation_id: str, seq: int, text: str) -> None:
        message = Message(Author.CUSTOMER, text, outgoing=text, seq=seq, at=datetime.now(UTC))
        self.messages.setdefault(conversation_id, []).append(message)
        self.states[conversation_id, seq] = DeliveryState.PENDING

    def next_pending(self, conversation_id: str) -> Message | None:
        for message in self.messages.get(conversation_id, []):
            if self.states[conversation_id, message.seq] is DeliveryState.PENDING:
                return message
        return None

    def conversations_with_pending(self) -> list[str]:
        return [conversation_id for conversation_id in self.messages if self.next_pending(conversation_id)]

    def mark(self, conversation_id: str, seq: int, state: DeliveryState) -> None:
        self.states[conversation_id, seq] = state

    def last_reply(self, conversation_id: str) -> int:
        return self.replies.get(conversation_id, 0)


class FakeRasa:
    """Keeps what it is sent; the first `failures` sends fail, and with `loses_answers` are taken all the same."""

    def __init__(self, failures: int = 0, *, ready: bool = False, loses_answers: bool = False) -> None:
        self.failures = failures
        self.ready = ready
        self.loses_answers = loses_answers
        self.taken: list[tuple[str, str]] = []
        self.events: dict[str, list[dict[str, Any]]] = {}
        self.at_work: set[str] = set()
        self.paused = False
        self.replies_to: FakeOutbox | None = None

    async def send_message(self, conversation_id: str, text: str) -> None:
        assert conversation_id not in self.at_work, "two messages of one conversation at once"
        self.at_work.add(conversation_id)
        await asyncio.sleep(0.001)
        self.at_work.discard(conversation_id)
        fails = self.failures > 0
        self.failures -= fails
        if not fails or self.loses_answers:
            self.taken.append((conversation_id, text))
            event = {"event": "user", "text": text, "timestamp": time.time()}
            self.events.setdefault(conversation_id, []).append(event)
            if self.replies_to:
                self.replies_to.replies[conversation_id] = len(self.taken)
        if fails:
            raise RasaUnavailable("no answer")

    async def append_events(self, conversation_id: str, events: list[dict[str, Any]], *, deliver: bool = False) -> None:
        raise NotImplementedError

    async def tracker(self, conversation_id: str) -> dict[str, Any]:
        return {"events": self.events.get(conversation_id, []), "paused": self.paused}

    async def is_ready(self) -> bool:
        return self.ready


class Log:
    def __init__(self) -> None:
        self.lines: list[str] = []

    async def working(self, conversation_id: str, is_working: bool) -> None:
        self.lines.append(f"working {is_working}")

    async def delayed(self, conversation_id: str, message: Message) -> None:
        self.lines.append(f"delayed {message.text}")

    async def gave_up(self, conversation_id: str, message: Message) -> None:
        self.lines.append(f"gave up {message.text}")

    async def unanswered(self, conversation_id: str, message: Message) -> None:
        self.lines.append(f"unanswered {message.text}")


async def deliver(outbox: FakeOutbox, rasa: FakeRasa, log: Log | None = None) -> None:
    sender = Sender(outbox, rasa, log or Log(), back_off=(0.001,))
    await sender.start()
    async with asyncio.timeout(5):
        while outbox.conversations_with_pending():
            await asyncio.sleep(0.005)
    await sender.stop()


async def test_messages_of_a_conversation_go_one_at_a_time_in_order() -> None:
    outbox, rasa = FakeOutbox(), FakeRasa()
    for seq in range(1, 6):
        outbox.put("a", seq, f"a{seq}")
        outbox.put("b", seq, f"b{seq}")
    await deliver(outbox, rasa)

    assert [text for name, text in rasa.taken if name == "a"] == ["a1", "a2", "a3", "a4", "a5"]
    assert [text for name, text in rasa.taken if name == "b"] == ["b1", "b2", "b3", "b4", "b5"]


async def test_an_outage_is_told_once_and_nothing_is_lost_or_overtaken() -> None:
    outbox, rasa, log = FakeOutbox(), FakeRasa(failures=7), Log()
    for seq, text in enumerate(("first", "second"), 1):
        outbox.put("a", seq, text)
    await deliver(outbox, rasa, log)

    assert rasa.taken == [("a", "first"), ("a", "second")]
    assert [line for line in log.lines if line.startswith("delayed")] == ["delayed first"]
    assert log.lines[-1] == "working False"


async def test_a_message_whose_answer_was_lost_is_not_sent_again() -> None:
    outbox, rasa = FakeOutbox(), FakeRasa(failures=1, loses_answers=True)
    outbox.put("a", 1, "refund me")
    await deliver(outbox, rasa)

    assert rasa.taken == [("a", "refund me")]
    assert outbox.states["a", 1] is DeliveryState.SENT


async def test_a_message_that_arrived_before_a_crash_is_not_sent_again() -> None:
    outbox, rasa = FakeOutbox(), FakeRasa()
    outbox.put("a", 1, "refund me")
    outbox.put("a", 2, "and thanks")
    await rasa.send_message("a", "refund me")
    await deliver(outbox, rasa)

    assert rasa.taken == [("a", "refund me"), ("a", "and thanks")]


async def test_saying_the_same_twice_is_sent_twice() -> None:
    outbox, rasa = FakeOutbox(), FakeRasa()
    outbox.put("a", 1, "yes")
    outbox.put("a", 2, "yes")
    await deliver(outbox, rasa)

    assert rasa.taken == [("a", "yes"), ("a", "yes")]


async def test_a_message_that_a_ready_rasa_refuses_does_not_hold_up_the_next() -> None:
    outbox, rasa, log = FakeOutbox(), FakeRasa(failures=5, ready=True), Log()
    outbox.put("a", 1, "poison")
    outbox.put("a", 2, "hello")
    await deliver(outbox, rasa, log)

    assert rasa.taken == [("a", "hello")]
    assert outbox.states["a", 1] is DeliveryState.FAILED
    assert "gave up poison" in log.lines


async def test_a_message_that_is_met_with_silence_is_told_of() -> None:
    outbox, rasa, log = FakeOutbox(), FakeRasa(), Log()
    outbox.put("a", 1, "hello")
    await deliver(outbox, rasa, log)

    assert log.lines == ["working True", "unanswered hello", "working False"]
    assert outbox.states["a", 1] is DeliveryState.SENT


async def test_an_answered_message_and_one_that_a_person_will_answer_are_not_told_of() -> None:
    outbox, rasa, log = FakeOutbox(), FakeRasa(), Log()
    outbox.put("a", 1, "hello")
    rasa.replies_to = outbox
    await deliver(outbox, rasa, log)
    rasa.replies_to, rasa.paused = None, True
    outbox.put("a", 2, "are you there?")
    await deliver(outbox, rasa, log)

    assert log.lines == ["working True", "working False"] * 2


async def test_a_message_put_while_another_is_delivered_is_delivered_too() -> None:
    outbox, rasa = FakeOutbox(), FakeRasa()
    sender = Sender(outbox, rasa, Log(), back_off=(0.001,))
    async with asyncio.timeout(5):
        for seq in range(1, 30):
            outbox.put("a", seq, str(seq))
            sender.wake("a")
            await asyncio.sleep(0.0007 * (seq % 4))
        while outbox.conversations_with_pending():
            await asyncio.sleep(0.005)
    await sender.stop()

    assert [text for _, text in rasa.taken] == [str(seq) for seq in range(1, 30)]


async def test_what_is_not_delivered_at_the_stop_stays_pending() -> None:
    outbox, rasa = FakeOutbox(), FakeRasa(failures=1000)
    outbox.put("a", 1, "hello")
    sender = Sender(outbox, rasa, Log(), back_off=(0.001,))
    await sender.start()
    await asyncio.sleep(0.02)
    await sender.stop()

    assert outbox.states["a", 1] is DeliveryState.PENDING
