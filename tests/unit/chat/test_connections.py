import asyncio
from datetime import UTC, datetime
from typing import Any

from frontdesk.chat.connections import Connection, Connections
from frontdesk.chat.model import Author, Message


def message(seq: int, author: Author = Author.BOT, client_id: str | None = None) -> Message:
    return Message(author, f"text {seq}", external_id=client_id, seq=seq, at=datetime.now(UTC))


class Wire:
    """A socket and a store in memory."""

    def __init__(self, *stored: Message) -> None:
        self.stored = list(stored)
        self.sent: list[dict[str, Any]] = []
        self.connection = Connection(self.send, self.read)

    async def send(self, frame: dict[str, Any]) -> None:
        await asyncio.sleep(0)
        self.sent.append(frame)

    async def read(self, conversation_id: str, after: int) -> list[Message]:
        await asyncio.sleep(0)
        return [stored for stored in self.stored if stored.seq > after][:2]

    @property
    def sent_seqs(self) -> list[int]:
        return [frame["seq"] for frame in self.sent if "seq" in frame]


async def test_what_was_said_before_and_what_is_said_meanwhile_comes_once_and_in_order() -> None:
    wire = Wire(*(message(seq) for seq in range(1, 8)))
    writer = asyncio.create_task(wire.connection.run())
    wire.connection.attach("web-1", after=2)
    for seq in range(8, 20):
        wire.stored.append(message(seq))
        wire.connection.wake()
        await asyncio.sleep(0)
    await asyncio.sleep(0.01)
    writer.cancel()

    assert wire.sent_seqs == list(range(3, 20))


async def test_a_sockets_own_message_is_acknowledged_and_echoed_to_the_others() -> None:
    mine, other = Wire(), Wire()
    sockets = Connections()
    for wire in (mine, other):
        sockets.add(wire.connection, "web-1", after=0)
        wire.stored.append(message(1, Author.CUSTOMER, "m-1"))
    mine.connection.expect_own("m-1")
    await mine.connection.flush()
    await other.connection.flush()

    assert [(frame["type"], frame["id"], frame["seq"]) for frame in mine.sent] == [("ack", "m-1", 1)]
    assert [(frame["type"], frame["id"], frame["seq"]) for frame in other.sent] == [("message", "m-1", 1)]


async def test_a_passing_frame_goes_to_the_sockets_of_its_conversation_alone() -> None:
    ours, theirs = Wire(), Wire()
    sockets = Connections()
    sockets.add(ours.connection, "web-1", after=0)
    sockets.add(theirs.connection, "web-2", after=0)
    sockets.push("web-1", {"type": "typing"})
    sockets.remove(ours.connection)
    sockets.push("web-1", {"type": "late"})
    for wire in (ours, theirs):
        await wire.connection.flush()

    assert ours.sent == [{"type": "typing"}]
    assert theirs.sent == []
