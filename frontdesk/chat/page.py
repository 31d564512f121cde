"""The demo help centre: a page like a company's own, with the widget in it, where one may chat as any demo customer."""

import time
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, RedirectResponse
from fastapi.templating import Jinja2Templates

from frontdesk.chat.identity import sign
from frontdesk.chat.model import CustomerLookup
from frontdesk.settings import Settings

_PAGE = Path(__file__).parent / "static" / "page"
_TOKEN_SECONDS = 12 * 3600
_QUESTIONS = {
    "Meetings": ["How do I record a meeting?", "How do I share my screen?", "Can I use breakout rooms?"],
    "Audio and video": ["Nobody can hear me", "My camera is not working", "There is an echo in my meeting"],
    "Webinars": ["How do I set up a webinar?", "How many people can attend my webinar?"],
    "Phone": ["How do I get a phone number?", "How do I forward my calls?"],
    "Plans and billing": ["What is my plan?", "Where are my invoices?", "I want a refund and my receipt"],
    "Account and security": ["I forgot my password", "How do I turn on two-factor sign-in?"],
}


def build_page_router(settings: Settings, directory: CustomerLookup) -> APIRouter:
    """The routes of the demo page. It signs anyone in as anyone, so outside development `/` leads to the desk."""
    router = APIRouter(include_in_schema=False)
    if settings.environment != "development":

        @router.get("/")
        async def to_the_desk() -> Response:
            return RedirectResponse("/desk")

        return router

    templates = Jinja2Templates(directory=_PAGE)

    @router.get("/")
    def page(request: Request) -> Response:
        customer = directory.find(request.query_params.get("as", ""))
        secret = settings.identity_secret.get_secret_value()
        token = sign(customer.id, time.time() + _TOKEN_SECONDS, secret) if customer else ""
        context = {"customer": customer, "customers": directory.all(), "token": token, "topics": _QUESTIONS}
        return templates.TemplateResponse(request, "page.html", context, headers={"Cache-Control": "no-store"})

    @router.get("/page/page.css")
    async def style() -> Response:
        return FileResponse(_PAGE / "page.css", headers={"Cache-Control": "no-cache"})

    return router
