"""Everything under /desk: the page, its files, the API behind it and the way in."""

from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse

from frontdesk.console.api import CustomerLookup, build_api
from frontdesk.console.pages import page
from frontdesk.console.session import SESSION_COOKIE, DeskSessions
from frontdesk.console.sign_in import build_sign_in
from frontdesk.handoff.service import HandoffService
from frontdesk.settings import Settings

_STATIC = {path.name: path for path in (Path(__file__).parent / "static").iterdir() if path.is_file()}


def build_router(handoff: HandoffService, customers: CustomerLookup, settings: Settings) -> APIRouter:
    """Everything under /desk: the pages, their files and the API behind them."""
    sessions = DeskSessions(settings)
    router = APIRouter(include_in_schema=False)
    router.include_router(build_api(handoff, customers, sessions, settings.message_max_chars))
    router.include_router(build_sign_in(sessions, settings))

    @router.get("/desk")
    def desk(request: Request) -> Response:
        session = sessions.read(request.cookies.get(SESSION_COOKIE))
        if session is None:
            return RedirectResponse("/desk/sign-in", status_code=303)
        return page("desk.html", session=session, message_max_chars=settings.message_max_chars)

    @router.get("/desk/static/{name}")
    def static(name: str) -> Response:
        path = _STATIC.get(name)
        if path is None:
            return Response(status_code=404)
        return FileResponse(path, headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})

    return router
