"""The chat served over real HTTP and WebSockets, with SQLite on disk and a Rasa that answers by rote."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from websockets.sync.client import ClientConnection, connect

from frontdesk.chat.service import Gateway
from frontdesk.chat.web import build_router
from frontdesk.customers.model import Customer
from frontdesk.rasa.client import RasaUnavailable
from frontdesk.settings import Settings
from frontdesk.storage.engine import Base, Database, open_engine


def customer(customer_id: str, name: str, plan: str) -> Customer:
    day = date(2026, 1, 1)
    contact = {"email": "x@example.com", "billing_email": "x@example.com", "company": "Acme"}
    place = {"region": "EU", "language": "en", "timezone": "Europe/Madrid"}
    return Customer(
        customer_id, name, plan=plan, seats=1, billing_cycle="yearly", renews_on=day, since=day, **contact, **place
    )


class Directory:
    """Two customers."""

    def __init__(self) -> None:
        self._customers = [customer("c-maria", "Maria Soto", "pro"), customer("c-ben", "Ben <b>Okri</b>", "basic")]

    def find(self, customer_id: str) -> Customer | None:
        return next((one for one in self._customers if one.id == customer_id), None)

    def all(self) -> list[Customer]:
        return list(self._customers)


class FakeRasa:
    """Answers "You said: ..." on the callback address, or what `answers` holds for the text."""

    def __init__(self) -> None:
        self.callback_url = ""
        self.is_up = True
        self.answers: dict[str, list[dict[str, Any]]] = {}
        self.taken: list[tuple[str, str]] = []
        self._events: dict[str, list[dict[str, Any]]] = {}

    async def send_message(self, conversation_id: str, text: str) -> None:
        if not self.is_up:
            raise RasaUnavailable("down")
        self.taken.append((conversation_id, text))
        event = {"event": "user", "text": text, "timestamp": time.time()}
        self._events.setdefault(conversation_id, []).append(event)
        async with httpx.AsyncClient(trust_env=False) as http:
            for answer in self.answers.get(text, [{"text": f"You said: {text}"}]):
                response = await http.post(self.callback_url, json={"recipient_id": conversation_id, **answer})
                response.raise_for_status()

    async def append_events(self, conversation_id: str, events: list[dict[str, Any]], *, deliver: bool = False) -> None:
        raise NotImplementedError

    async def tracker(self, conversation_id: str) -> dict[str, Any]:
        if not self.is_up:
            raise RasaUnavailable("down")
        return {"events": self._events.get(conversation_id, [])}

    async def is_ready(self) -> bool:
        return self.is_up

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.taken]


class Client:
    """One browser's socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.frames: list[dict[str, Any]] = []

    def send(self, **frame: Any) -> None:
        self.socket.send(json.dumps(frame))

    def hello(self, **frame: Any) -> dict[str, Any]:
        """Say hello; the welcome."""
        self.send(type="hello", **frame)
        return self.until("welcome")

    def say(self, client_id: str, text: str, **frame: Any) -> None:
        self.send(type="message", id=client_id, text=text, **frame)

    def next(self) -> dict[str, Any]:
        frame = json.loads(self.socket.recv(timeout=5))
        self.frames.append(frame)
        return frame

    def until(self, type_: str, **fields: Any) -> dict[str, Any]:
        """The next frame of that type with those fields; the others before it are kept in `frames`."""
        while True:
            frame = self.next()
            if frame["type"] == type_ and frame | fields == frame:
                return frame

    def silence(self, seconds: float = 0.2) -> list[dict[str, Any]]:
        """What comes within `seconds`."""
        frames = []
        with contextlib.suppress(TimeoutError):
            while True:
                frames.append(json.loads(self.socket.recv(timeout=seconds)))
        return frames


class ChatServer:
    """The application on a free port of the loopback, started and stopped as often as one likes on one database."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        defaults: dict[str, Any] = {"database_url": f"sqlite:///{folder}/chat.db", "messages_per_minute": 1000}
        self.settings = Settings(_env_file=None, **(defaults | settings))
        self.rasa = FakeRasa()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.rasa.callback_url = f"{self.url}/chat/callback?token={self.token}"

    @property
    def token(self) -> str:
        return self.settings.callback_token.get_secret_value()

    def start(self) -> "ChatServer":
        engine = open_engine(self.settings.database_url)
        Base.metadata.create_all(engine)
        directory = Directory()
        self.gateway = Gateway(Database(engine), self.rasa, directory, self.settings, back_off=(0.05,))

        @contextlib.asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            await self.gateway.start()
            yield
            await self.gateway.stop()

        app = FastAPI(lifespan=lifespan)
        app.include_router(build_router(self.gateway, self.settings, directory))
        config = uvicorn.Config(app, port=self.port, log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        wait_for(lambda: self._server.started)
        return self

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()

    @contextlib.contextmanager
    def client(self) -> Iterator[Client]:
        with connect(f"ws://127.0.0.1:{self.port}/chat/ws", origin="https://shop.example", proxy=None) as socket:  # type: ignore[arg-type]
            yield Client(socket)

    def post_reply(self, **reply: Any) -> httpx.Response:
        return httpx.post(self.rasa.callback_url, json=reply, trust_env=False)


def free_port() -> int:
    for port in range(8180, 8190):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port between 8180 and 8189 is free")


def wait_for(condition: Callable[[], Any], seconds: float = 5.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., ChatServer]]:
    """Starts a chat server with the settings given."""
    servers: list[ChatServer] = []

    def start(**settings: Any) -> ChatServer:
        servers.append(ChatServer(tmp_path, **settings).start())
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def server(serve: Callable[..., ChatServer]) -> ChatServer:
    """A running chat server."""
    return serve()
