"""The web application: chat gateway, help pages and desk in one FastAPI app."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event

from fastapi import FastAPI
from fastapi.responses import JSONResponse

from frontdesk import __version__
from frontdesk.chat.service import Gateway
from frontdesk.chat.web import build_router as chat_router
from frontdesk.console.web import build_router as console_router
from frontdesk.handoff.adapters.rasa import RasaDelivery
from frontdesk.handoff.delivery import DeliveryLoop
from frontdesk.handoff.watcher import CaseWatcher
from frontdesk.knowledge.reader import KnowledgeReader
from frontdesk.knowledge.sources.schedule import SyncLoop
from frontdesk.knowledge.web import build_router as help_router
from frontdesk.rasa.client import RasaClient
from frontdesk.rasa.events import EventStream
from frontdesk.services import Services
from frontdesk.settings import Settings, get_settings
from frontdesk.storage.engine import open_engine


def create_app(settings: Settings | None = None) -> FastAPI:
    """The application, wired for `settings` (by default the process's own)."""
    settings = settings or get_settings()
    services = Services(settings)
    rasa = RasaClient(settings.rasa_url, settings.rasa_token.get_secret_value())
    gateway = Gateway(services.database, rasa, services.customers, settings)
    stop_syncing = Event()
    background = (
        gateway,
        CaseWatcher(services.database, EventStream(open_engine(settings.events_url))),
        DeliveryLoop(services.database, RasaDelivery(rasa)),
        SyncLoop(services.knowledge_sync(stop_syncing), stop_syncing),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        for part in background:
            await part.start()
        yield
        for part in reversed(background):
            await part.stop()
        await rasa.close()

    app = FastAPI(title="Frontdesk", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(chat_router(gateway, settings, services.customers))
    app.include_router(help_router(KnowledgeReader(settings.data_dir, settings.sources_dir)))
    app.include_router(console_router(services.handoff, services.customers, settings))

    @app.get("/healthz", include_in_schema=False)
    async def health() -> JSONResponse:
        ready = await rasa.is_ready()
        return JSONResponse({"application": "ok", "rasa": "ok" if ready else "not answering"})

    return app
