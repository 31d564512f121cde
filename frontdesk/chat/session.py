"""One browser's WebSocket, from its opening to its close."""

import asyncio
import contextlib
import logging
from collections.abc import Iterable

from starlette.websockets import WebSocket, WebSocketDisconnect

from frontdesk.chat.connections import Connection
from frontdesk.chat.frames import BadFrame, Hello, Refusal, parse
from frontdesk.chat.service import Gateway

_LOG = logging.getLogger(__name__)

_BAD_FRAMES_BEFORE_CLOSING = 20
_SECONDS_TO_SAY_HELLO = 30.0
_POLICY_VIOLATION = 1008
_SERVER_ERROR = 1011


class Session:
    """Reads the socket's frames for the gateway while its connection writes."""

    def __init__(self, websocket: WebSocket, gateway: Gateway) -> None:
        self._websocket = websocket
        self._gateway = gateway
        self._connection = Connection(websocket.send_json, gateway.read)
        self._address = websocket.client.host if websocket.client else ""
        self._bad_frames = 0

    async def run(self) -> None:
        """Serve the socket until it closes, on either side."""
        await self._websocket.accept()
        reader = asyncio.create_task(self._read())
        writer = asyncio.create_task(self._connection.run())
        try:
            await asyncio.wait({reader, writer}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._gateway.leave(self._connection)
            for task in (reader, writer):
                task.cancel()
            results = await asyncio.gather(reader, writer, return_exceptions=True)
        await self._close(results)

    async def _read(self) -> None:
        """Returns when we should close the socket; raises WebSocketDisconnect when the browser did."""
        while self._bad_frames < _BAD_FRAMES_BEFORE_CLOSING:
            is_unknown = self._connection.conversation_id is None
            try:
                raw = await asyncio.wait_for(self._next_frame(), _SECONDS_TO_SAY_HELLO if is_unknown else None)
            except TimeoutError:
                return
            try:
                await self._handle(raw)
            except Refusal as refusal:
                self._bad_frames += isinstance(refusal, BadFrame)
                self._connection.push(refusal.frame())

    async def _next_frame(self) -> str | None:
        event = await self._websocket.receive()
        if event["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(event.get("code", 1005))
        return event.get("text")

    async def _handle(self, raw: str | None) -> None:
        frame = parse(raw)
        if not isinstance(frame, Hello):
            await self._gateway.receive(self._connection, frame, self._address)
        elif self._connection.conversation_id is None:
            await self._gateway.enter(self._connection, frame, self._address)
        else:
            raise BadFrame("bad_frame", "This connection has said hello already; open another one.")

    async def _close(self, results: Iterable[BaseException | None]) -> None:
        failures = [result for result in results if isinstance(result, Exception)]
        if any(isinstance(failure, WebSocketDisconnect) for failure in failures):
            return
        for failure in failures:
            _LOG.error("A chat connection failed", exc_info=failure)
        # The browser may be gone before it hears why.
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            if not failures:
                await self._connection.flush()
            await self._websocket.close(_SERVER_ERROR if failures else _POLICY_VIOLATION)
