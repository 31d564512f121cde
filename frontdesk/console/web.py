"""The desk's pages: sign-in, the desk itself, and its files."""

from pathlib import Path
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader

from frontdesk.console.api import CustomerLookup, build_api
from frontdesk.console.session import (
    FORM_COOKIE,
    FORM_SECONDS,
    SESSION_COOKIE,
    SESSION_SECONDS,
    DeskSessions,
    WrongTries,
    same_token,
)
from frontdesk.handoff.service import HandoffService
from frontdesk.settings import DEVELOPMENT_SECRET, Settings

_HERE = Path(__file__).parent
_STATIC = {path.name: path for path in (_HERE / "static").iterdir() if path.is_file()}
_TEMPLATES = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True)
_NAME_MAX_CHARS = 60
_FORM_MAX_BYTES = 10_000
_PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def build_router(handoff: HandoffService, customers: CustomerLookup, settings: Settings) -> APIRouter:
    """Everything under /desk: the pages, their files and the API behind them."""
    sessions = DeskSessions(settings)
    router = APIRouter(include_in_schema=False)
    router.include_router(build_api(handoff, customers, sessions, settings.message_max_chars))
    router.include_router(_build_sign_in(sessions, settings))

    @router.get("/desk")
    def desk(request: Request) -> Response:
        session = sessions.read(request.cookies.get(SESSION_COOKIE))
        if session is None:
            return RedirectResponse("/desk/sign-in", status_code=303)
        return _page("desk.html", session=session, message_max_chars=settings.message_max_chars)

    @router.get("/desk/static/{name}")
    def static(name: str) -> Response:
        path = _STATIC.get(name)
        if path is None:
            return Response(status_code=404)
        return FileResponse(path, headers={"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"})

    return router


def _build_sign_in(sessions: DeskSessions, settings: Settings) -> APIRouter:
    router = APIRouter()
    wrong_tries = WrongTries()
    cookie_is_secure = settings.public_url.startswith("https://")
    hint = DEVELOPMENT_SECRET if settings.environment == "development" else ""

    def form(status: int = 200, name: str = "", error: str = "") -> Response:
        token = sessions.form_token()
        page = _page("sign-in.html", status=status, token=token, hint=hint, name=name, error=error)
        set_cookie(page, FORM_COOKIE, token, FORM_SECONDS)
        return page

    def set_cookie(response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=cookie_is_secure
        )

    @router.get("/desk/sign-in")
    def ask() -> Response:
        return form()

    @router.post("/desk/sign-in")
    async def sign_in(request: Request) -> Response:
        address = request.client.host if request.client else ""
        fields = await _form_fields(request)
        name = " ".join(fields.get("name", "").split())
        wait = wrong_tries.seconds_to_wait(address)
        if wait:
            page = form(429, name, f"Too many wrong passwords. Try again in {wait} seconds.")
            page.headers["Retry-After"] = str(wait)
            return page
        if not sessions.is_form_token(fields.get("token", ""), request.cookies.get(FORM_COOKIE)):
            return form(403, name, "This page was open for too long. Please try again.")
        if not 1 <= len(name) <= _NAME_MAX_CHARS:
            return form(422, name, f"Enter your name as customers should see it, up to {_NAME_MAX_CHARS} letters.")
        if not sessions.is_password(fields.get("password", "")):
            wrong_tries.count(address)
            return form(401, name, "That is not the desk's password.")
        response = RedirectResponse("/desk", status_code=303)
        set_cookie(response, SESSION_COOKIE, sessions.open(name), SESSION_SECONDS)
        response.delete_cookie(FORM_COOKIE, path="/")
        return response

    @router.post("/desk/sign-out")
    async def sign_out(request: Request) -> Response:
        response = RedirectResponse("/desk/sign-in", status_code=303)
        session = sessions.read(request.cookies.get(SESSION_COOKIE))
        token = (await _form_fields(request)).get("csrf")
        if session and not same_token(token, session.csrf):
            return RedirectResponse("/desk", status_code=303)
        response.delete_cookie(SESSION_COOKIE, path="/")
        return response

    return router


async def _form_fields(request: Request) -> dict[str, str]:
    """The fields of a posted form; none when it is larger than any form of ours."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _FORM_MAX_BYTES:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}


def _page(template: str, *, status: int = 200, **values: object) -> Response:
    html = _TEMPLATES.get_template(template).render(**values)
    return HTMLResponse(html, status_code=status, headers=_PAGE_HEADERS)
