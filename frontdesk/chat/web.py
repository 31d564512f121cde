"""The chat over HTTP: the WebSocket, Rasa's callback, the widget's files and the demo page."""

import hmac
from pathlib import Path

from fastapi import APIRouter, Request, Response, WebSocket
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.staticfiles import StaticFiles

from frontdesk.chat.model import CustomerLookup
from frontdesk.chat.page import build_page_router
from frontdesk.chat.replies import BadReply, Reply
from frontdesk.chat.service import Gateway
from frontdesk.chat.session import Session
from frontdesk.chat.store import UnknownConversation
from frontdesk.settings import Settings

# The widget runs in pages of any origin; its address is public and its files hold no secret.
_EMBEDDABLE = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "no-cache",
}


def build_router(gateway: Gateway, settings: Settings, directory: CustomerLookup) -> APIRouter:
    """All routes of the chat; include it in the application without a prefix."""
    router = APIRouter()
    router.include_router(_build_socket_router(gateway))
    router.include_router(_build_callback_router(gateway, settings))
    router.include_router(_build_widget_router())
    router.include_router(build_page_router(settings, directory))
    return router


def _build_socket_router(gateway: Gateway) -> APIRouter:
    router = APIRouter()

    @router.websocket("/chat/ws")
    async def chat(websocket: WebSocket) -> None:
        # Any origin may connect, for the widget is embedded anywhere: the right to a conversation is its key.
        await Session(websocket, gateway).run()

    return router


def _build_callback_router(gateway: Gateway, settings: Settings) -> APIRouter:
    router = APIRouter()

    @router.post("/chat/callback", include_in_schema=False)
    async def callback(request: Request) -> Response:
        if not _comes_from_rasa(request, settings.callback_token.get_secret_value()):
            return _problem(401, "The callback token is missing or wrong: see FRONTDESK_CALLBACK_TOKEN.")
        try:
            await gateway.take_reply(Reply.model_validate_json(await request.body()))
        except UnknownConversation as error:
            return _problem(404, f"There is no web conversation {error}.")
        except (ValidationError, BadReply) as error:
            return _problem(422, f"The reply cannot be understood: {error}")
        return JSONResponse({"status": "ok"})

    return router


def _build_widget_router() -> APIRouter:
    router = APIRouter()
    files = StaticFiles(directory=Path(__file__).parent / "static")

    async def serve(path: str, request: Request) -> Response:
        response = await files.get_response(path, request.scope)
        response.headers.update(_EMBEDDABLE)
        return response

    @router.api_route("/widget.js", methods=["GET", "HEAD"], include_in_schema=False)
    async def loader(request: Request) -> Response:
        return await serve("widget.js", request)

    @router.api_route("/widget/{name}", methods=["GET", "HEAD"], include_in_schema=False)
    async def part(name: str, request: Request) -> Response:
        return await serve(f"widget/{name}", request)

    return router


def _comes_from_rasa(request: Request, expected: str) -> bool:
    authorization = request.headers.get("authorization", "")
    token = request.query_params.get("token") or authorization.removeprefix("Bearer ")
    return hmac.compare_digest(token.encode(), expected.encode())


def _problem(status: int, detail: str) -> JSONResponse:
    return JSONResponse({"detail": detail}, status_code=status)
