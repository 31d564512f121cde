"""The desk's JSON API and its live stream, under /desk/api."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Protocol
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Query, Request, WebSocket
from pydantic import BaseModel, Field

from frontdesk.console.problems import DeskProblem, DeskRoute
from frontdesk.console.session import SESSION_COOKIE, DeskSession, DeskSessions, same_token
from frontdesk.console.views import case_view, line_view, queue_view, summary_view
from frontdesk.customers.model import Customer
from frontdesk.handoff.changes import CaseChanges
from frontdesk.handoff.model import Case
from frontdesk.handoff.service import HandoffService

SIGNED_OUT = 4401
CaseView = Callable[[Case], dict[str, Any]]
_CLOSED_PAGE = 50


class CustomerLookup(Protocol):
    """Where the desk learns who a customer is."""

    def find(self, customer_id: str) -> Customer | None:
        """The customer's record, or None when there is none."""


class Reply(BaseModel):
    """An agent's reply. `id` is chosen by the page, so that a reply sent twice arrives once."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")
    text: str


class Closing(BaseModel):
    """A note for colleagues about how a case ended."""

    note: str = Field("", max_length=2000)


class _Guard:
    """Lets in who is signed in, and lets change things who does so from the desk's own page."""

    def __init__(self, sessions: DeskSessions) -> None:
        self._sessions = sessions

    def signed_in(self, request: Request) -> DeskSession:
        session = self._sessions.read(request.cookies.get(SESSION_COOKIE))
        if session is None:
            raise DeskProblem(401, "Sign in again: your session has ended.")
        return session

    def may_change(self, request: Request) -> DeskSession:
        session = self.signed_in(request)
        if not same_token(request.headers.get("X-CSRF-Token"), session.csrf):
            raise DeskProblem(403, "This request did not come from the desk's own page. Reload the page and try again.")
        return session


def build_api(
    handoff: HandoffService, customers: CustomerLookup, sessions: DeskSessions, message_max_chars: int
) -> APIRouter:
    """The routes under /desk/api. Errors are `{"error": sentence}` with 401, 403, 404, 409 or 422."""
    router = APIRouter(prefix="/desk/api", route_class=DeskRoute, include_in_schema=False)
    guard = _Guard(sessions)
    changes = CaseChanges(handoff)

    def view(case: Case) -> dict[str, Any]:
        return case_view(case, customers.find(case.customer_id) if case.customer_id else None)

    _add_reading(router, handoff, guard, view)
    _add_changing(router, handoff, guard, view)
    _add_reply(router, handoff, guard, message_max_chars)

    @router.websocket("/stream")
    async def stream(websocket: WebSocket) -> None:
        await websocket.accept()
        if _is_own_page(websocket) and sessions.read(websocket.cookies.get(SESSION_COOKIE)):
            await _send_changes(websocket, changes)
        else:
            await websocket.close(SIGNED_OUT)

    return router


def _add_reading(router: APIRouter, handoff: HandoffService, guard: _Guard, view: CaseView) -> None:
    Reader = Annotated[DeskSession, Depends(guard.signed_in)]

    @router.get("/queue")
    def queue(session: Reader) -> dict[str, Any]:
        return queue_view(handoff.queue(), session.name)

    @router.get("/closed")
    def closed(session: Reader, before: Annotated[datetime | None, Query()] = None) -> dict[str, Any]:
        cases = handoff.closed(before, _CLOSED_PAGE)
        return {"cases": [summary_view(case) for case in cases], "more": len(cases) == _CLOSED_PAGE}

    @router.get("/cases/{case_id}")
    def case(case_id: int, session: Reader) -> dict[str, Any]:
        return view(handoff.case(case_id))


def _add_changing(router: APIRouter, handoff: HandoffService, guard: _Guard, view: CaseView) -> None:
    Writer = Annotated[DeskSession, Depends(guard.may_change)]

    @router.post("/cases/{case_id}/accept")
    def accept(case_id: int, session: Writer) -> dict[str, Any]:
        return view(handoff.accept(case_id, session.name))

    @router.post("/cases/{case_id}/seen", status_code=204)
    def seen(case_id: int, session: Writer) -> None:
        handoff.mark_seen(case_id, session.name)

    @router.post("/cases/{case_id}/close")
    def close(case_id: int, closing: Closing, session: Writer) -> dict[str, Any]:
        return view(handoff.close(case_id, session.name, closing.note.strip()))


def _add_reply(router: APIRouter, handoff: HandoffService, guard: _Guard, max_chars: int) -> None:
    Writer = Annotated[DeskSession, Depends(guard.may_change)]

    @router.post("/cases/{case_id}/reply")
    def reply(case_id: int, message: Reply, session: Writer) -> dict[str, Any]:
        text = message.text.strip()
        if not text:
            raise DeskProblem(422, "Write something first: the reply is empty.")
        if len(text) > max_chars:
            raise DeskProblem(422, f"The reply has {len(text)} characters; {max_chars} fit. Send it in parts.")
        return line_view(handoff.reply(case_id, session.name, text, message.id))


async def _send_changes(websocket: WebSocket, changes: CaseChanges) -> None:
    """Send the numbers of changed cases until the page goes away."""

    async def send(queue: "asyncio.Queue[frozenset[int]]") -> None:
        await websocket.send_json({"ready": True})
        while True:
            await websocket.send_json({"changed": sorted(await queue.get())})

    async with changes.watch() as queue:
        sender = asyncio.create_task(send(queue))
        try:
            async for _ in websocket.iter_text():
                pass  # the page has nothing to say here; this ends when it goes away
        finally:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)


def _is_own_page(websocket: WebSocket) -> bool:
    # Browsers let any page open a socket to any host, and say in Origin which page it was.
    origin = websocket.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == websocket.headers.get("host")
