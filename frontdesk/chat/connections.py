"""The sockets that are open, and how each is kept up with its conversation."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any

from frontdesk.chat.frames import ack_frame, message_frame
from frontdesk.chat.model import Author, Message

Frame = dict[str, Any]
# Only passing frames (typing, notices, refusals) wait here: of a socket that reads nothing, the oldest may be lost.
_WAITING_FRAMES = 256


class Connection:
    """One socket's way out.

    Stored messages are read from the store by number, so the socket gets each once and in order, whether it was written
    before the socket opened, while it was catching up, or just now.

    Args:
        send: writes one frame to the socket.
        read: gives the messages of a conversation numbered above a number, some at a time.
    """

    def __init__(
        self, send: Callable[[Frame], Awaitable[None]], read: Callable[[str, int], Awaitable[list[Message]]]
    ) -> None:
        self._send = send
        self._read = read
        self._wake = asyncio.Event()
        self._passing: deque[Frame] = deque(maxlen=_WAITING_FRAMES)
        self._own: set[str] = set()
        self._sent_seq = 0
        self.conversation_id: str | None = None

    def attach(self, conversation_id: str, after: int) -> None:
        """From now on send the conversation's messages numbered above `after`."""
        self.conversation_id = conversation_id
        self._sent_seq = after
        self._wake.set()

    def expect_own(self, client_id: str) -> None:
        """The message of that id comes from this socket: it is acknowledged here, not echoed."""
        self._own.add(client_id)

    def push(self, frame: Frame) -> None:
        """Send a frame that is not stored."""
        self._passing.append(frame)
        self._wake.set()

    def wake(self) -> None:
        """Look for new messages."""
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled. Raises what `send` and `read` raise."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self.flush()

    async def flush(self) -> None:
        """Send all that is waiting."""
        while self._passing:
            await self._send(self._passing.popleft())
        if self.conversation_id is None:
            return
        while messages := await self._read(self.conversation_id, self._sent_seq):
            for message in messages:
                await self._send(self._frame(message))
                self._sent_seq = message.seq

    def _frame(self, message: Message) -> Frame:
        if message.author is Author.CUSTOMER and message.external_id in self._own:
            self._own.discard(message.external_id)
            return ack_frame(message)
        return message_frame(message)


class Connections:
    """The open sockets, by conversation."""

    def __init__(self) -> None:
        self._open: defaultdict[str, set[Connection]] = defaultdict(set)

    def add(self, connection: Connection, conversation_id: str, after: int) -> None:
        """Attach the socket to the conversation."""
        self._open[conversation_id].add(connection)
        connection.attach(conversation_id, after)

    def remove(self, connection: Connection) -> None:
        """Forget a socket that closed."""
        if connection.conversation_id is None:
            return
        sockets = self._open[connection.conversation_id]
        sockets.discard(connection)
        if not sockets:
            del self._open[connection.conversation_id]

    def wake(self, conversation_id: str) -> None:
        """The conversation has a new message."""
        for connection in self._open.get(conversation_id, ()):
            connection.wake()

    def push(self, conversation_id: str, frame: Frame) -> None:
        """Send a frame that is not stored to every socket of the conversation."""
        for connection in self._open.get(conversation_id, ()):
            connection.push(frame)
