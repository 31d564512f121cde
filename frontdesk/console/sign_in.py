"""The way into the desk and out of it."""

from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from frontdesk.console.pages import page
from frontdesk.console.session import (
    FORM_COOKIE,
    FORM_SECONDS,
    SESSION_COOKIE,
    SESSION_SECONDS,
    DeskSessions,
    WrongTries,
    same_token,
)
from frontdesk.settings import DEVELOPMENT_SECRET, Settings

_NAME_MAX_CHARS = 60
_FORM_MAX_BYTES = 10_000


def build_sign_in(sessions: DeskSessions, settings: Settings) -> APIRouter:
    """The routes /desk/sign-in and /desk/sign-out."""
    router = APIRouter()
    entrance = _Entrance(sessions, settings)
    router.get("/desk/sign-in")(entrance.ask)
    router.post("/desk/sign-in")(entrance.sign_in)
    router.post("/desk/sign-out")(entrance.sign_out)
    return router


class _Entrance:
    """Asks for name and password, and opens and ends sessions."""

    def __init__(self, sessions: DeskSessions, settings: Settings) -> None:
        self._sessions = sessions
        self._wrong_tries = WrongTries()
        self._cookie_is_secure = settings.public_url.startswith("https://")
        self._hint = DEVELOPMENT_SECRET if settings.environment == "development" else ""

    def ask(self) -> Response:
        return self._form()

    async def sign_in(self, request: Request) -> Response:
        address = request.client.host if request.client else ""
        fields = await _form_fields(request)
        name = " ".join(fields.get("name", "").split())
        wait = self._wrong_tries.seconds_to_wait(address)
        if wait:
            refusal = self._form(429, name, f"Too many wrong passwords. Try again in {wait} seconds.")
            refusal.headers["Retry-After"] = str(wait)
            return refusal
        if not self._sessions.is_form_token(fields.get("token", ""), request.cookies.get(FORM_COOKIE)):
            return self._form(403, name, "This page was open for too long. Please try again.")
        if not 1 <= len(name) <= _NAME_MAX_CHARS:
            return self._form(
                422, name, f"Enter the name customers should see, with {_NAME_MAX_CHARS} letters at most."
            )
        if not self._sessions.is_password(fields.get("password", "")):
            self._wrong_tries.count(address)
            return self._form(401, name, "That is not the desk's password.")
        return self._let_in(name)

    async def sign_out(self, request: Request) -> Response:
        session = self._sessions.read(request.cookies.get(SESSION_COOKIE))
        token = (await _form_fields(request)).get("csrf")
        if session and not same_token(token, session.csrf):
            return RedirectResponse("/desk", status_code=303)
        response = RedirectResponse("/desk/sign-in", status_code=303)
        response.delete_cookie(SESSION_COOKIE, path="/")
        return response

    def _let_in(self, name: str) -> Response:
        response = RedirectResponse("/desk", status_code=303)
        self._set_cookie(response, SESSION_COOKIE, self._sessions.open(name), SESSION_SECONDS)
        response.delete_cookie(FORM_COOKIE, path="/")
        return response

    def _form(self, status: int = 200, name: str = "", error: str = "") -> Response:
        token = self._sessions.form_token()
        form = page("sign-in.html", status=status, token=token, hint=self._hint, name=name, error=error)
        self._set_cookie(form, FORM_COOKIE, token, FORM_SECONDS)
        return form

    def _set_cookie(self, response: Response, name: str, value: str, seconds: int) -> None:
        secure = self._cookie_is_secure
        response.set_cookie(name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=secure)


async def _form_fields(request: Request) -> dict[str, str]:
    """The fields of a posted form; none when it is larger than any form of ours."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _FORM_MAX_BYTES:
            return {}
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in fields.items()}
