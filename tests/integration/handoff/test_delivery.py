"""The outbox on a real database: in order, until it is accepted, over a Rasa that is down and a restart."""

import asyncio
from collections.abc import Callable

import pytest

from frontdesk.handoff.delivery import DeliveryFailed, DeliveryLoop
from frontdesk.handoff.model import Case, CaseState, DeliveryState, HandoffRequest
from frontdesk.handoff.service import HandoffService
from frontdesk.storage.engine import Database

RequestFor = Callable[..., HandoffRequest]


class FakeDelivery:
    """Records what goes out; while `down`, or for a conversation in `broken`, nothing does."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.down = False
        self.broken: set[str] = set()

    async def send(self, case: Case, message_id: str, agent: str, text: str) -> None:
        self._record(case, f"{agent}: {text}")

    async def announce(self, case: Case, state: CaseState, agent: str | None) -> None:
        self._record(case, f"{state.value} {agent}")

    async def give_back(self, case: Case) -> None:
        self._record(case, "give back")

    def _record(self, case: Case, what: str) -> None:
        if self.down or case.conversation_id in self.broken:
            raise DeliveryFailed("Rasa is down")
        self.sent.append((case.conversation_id, what))

    def in_conversation(self, conversation_id: str) -> list[str]:
        return [what for conversation, what in self.sent if conversation == conversation_id]


@pytest.fixture
def delivery() -> FakeDelivery:
    return FakeDelivery()


@pytest.fixture
def loop(database: Database, delivery: FakeDelivery) -> DeliveryLoop:
    return DeliveryLoop(database, delivery, first_pause_seconds=0)


async def drain(loop: DeliveryLoop) -> None:
    while await loop.send_due():
        pass


async def test_a_whole_case_goes_out_in_order(
    loop: DeliveryLoop, delivery: FakeDelivery, handoff: HandoffService, request_for: RequestFor
) -> None:
    case = handoff.open_case(request_for("c1"))
    handoff.accept(case.id, "Ana")
    handoff.reply(case.id, "Ana", "one")
    handoff.reply(case.id, "Ana", "two")
    handoff.close(case.id, "Ana")
    await drain(loop)
    assert delivery.in_conversation("c1") == [
        "queued None",
        "active Ana",
        "Ana: one",
        "Ana: two",
        "give back",
        "resolved Ana",
    ]
    assert [line.delivery for line in handoff.case(case.id).transcript] == [DeliveryState.DELIVERED] * 2


async def test_while_rasa_is_down_replies_wait_and_then_go_out_in_order(
    loop: DeliveryLoop, delivery: FakeDelivery, handoff: HandoffService, request_for: RequestFor
) -> None:
    case = handoff.open_case(request_for("c1"))
    handoff.accept(case.id, "Ana")
    await drain(loop)
    delivery.down = True
    handoff.reply(case.id, "Ana", "one")
    handoff.reply(case.id, "Ana", "two")
    for _ in range(3):
        await loop.send_due()
    states = [line.delivery for line in handoff.case(case.id).transcript]
    assert states == [DeliveryState.RETRYING, DeliveryState.RETRYING]
    delivery.down = False
    await drain(loop)
    assert delivery.in_conversation("c1")[2:] == ["Ana: one", "Ana: two"]


async def test_what_waits_outlives_the_process(
    database: Database, delivery: FakeDelivery, handoff: HandoffService, request_for: RequestFor
) -> None:
    case = handoff.open_case(request_for("c1"))
    handoff.accept(case.id, "Ana")
    handoff.reply(case.id, "Ana", "hello")
    delivery.down = True
    await DeliveryLoop(database, delivery, first_pause_seconds=0).send_due()
    delivery.down = False
    await drain(DeliveryLoop(database, delivery, first_pause_seconds=0))
    assert delivery.in_conversation("c1")[-1] == "Ana: hello"


async def test_one_conversations_trouble_does_not_hold_up_another(
    loop: DeliveryLoop, delivery: FakeDelivery, handoff: HandoffService, request_for: RequestFor
) -> None:
    delivery.broken.add("c1")
    for conversation in ("c1", "c2"):
        handoff.open_case(request_for(conversation))
    for _ in range(3):
        await loop.send_due()
    assert delivery.sent == [("c2", "queued None")]


async def test_a_failure_is_followed_by_a_pause(
    database: Database, delivery: FakeDelivery, handoff: HandoffService, request_for: RequestFor
) -> None:
    loop = DeliveryLoop(database, delivery, first_pause_seconds=0.2)
    handoff.open_case(request_for("c1"))
    delivery.down = True
    assert await loop.send_due() == 1
    delivery.down = False
    assert await loop.send_due() == 0
    await asyncio.sleep(0.25)
    assert await loop.send_due() == 1


async def test_two_loops_send_a_reply_once(
    database: Database, delivery: FakeDelivery, handoff: HandoffService, request_for: RequestFor
) -> None:
    case = handoff.open_case(request_for("c1"))
    handoff.accept(case.id, "Ana")
    handoff.reply(case.id, "Ana", "hello")
    loops = [DeliveryLoop(database, delivery, first_pause_seconds=0) for _ in range(3)]
    for _ in range(4):
        await asyncio.gather(*(loop.send_due() for loop in loops))
    assert delivery.in_conversation("c1") == ["queued None", "active Ana", "Ana: hello"]


async def test_a_new_case_of_a_conversation_waits_for_the_last_ones_close(
    loop: DeliveryLoop, delivery: FakeDelivery, handoff: HandoffService, request_for: RequestFor
) -> None:
    first = handoff.open_case(request_for("c1"))
    handoff.accept(first.id, "Ana")
    handoff.close(first.id, "Ana")
    handoff.open_case(request_for("c1"))
    await drain(loop)
    assert delivery.in_conversation("c1")[-3:] == ["give back", "resolved Ana", "queued None"]


async def test_stopping_in_the_middle_of_a_delivery_frees_it_for_the_next_start(
    database: Database, delivery: FakeDelivery, handoff: HandoffService, request_for: RequestFor
) -> None:
    class Hangs(FakeDelivery):
        def __init__(self) -> None:
            super().__init__()
            self.started = asyncio.Event()

        async def announce(self, case: Case, state: CaseState, agent: str | None) -> None:
            self.started.set()
            await asyncio.sleep(60)

    hanging = Hangs()
    loop = DeliveryLoop(database, hanging)
    await loop.start()
    handoff.open_case(request_for("c1"))
    async with asyncio.timeout(5):
        await hanging.started.wait()
    await loop.stop()
    await drain(DeliveryLoop(database, delivery))
    assert delivery.in_conversation("c1") == ["queued None"]
