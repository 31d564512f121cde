"""The desk in a browser: two agents, a customer who writes, and a Rasa that does what the real one does."""

import asyncio
import contextlib
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import Engine, text

import frontdesk.storage.positions  # noqa: F401 - registers its table
from frontdesk.console.web import build_router
from frontdesk.customers.model import Customer, Device, Invoice, Ticket
from frontdesk.handoff.adapters.rasa import RasaDelivery
from frontdesk.handoff.delivery import DeliveryLoop
from frontdesk.handoff.model import Case, HandoffRequest
from frontdesk.handoff.service import HandoffService
from frontdesk.handoff.transcript import transcript_from_events
from frontdesk.handoff.watcher import CaseWatcher
from frontdesk.rasa.client import RasaUnavailable
from frontdesk.rasa.events import EventStream
from frontdesk.settings import Settings
from frontdesk.storage.engine import Base, Database, open_engine

MIA = Customer(
    id="cus_1",
    name="Mia Weber",
    email="mia@northwind.example",
    company="Northwind Studio",
    plan="business",
    seats=24,
    region="Europe",
    language="de",
    timezone="Europe/Berlin",
    billing_email="billing@northwind.example",
    billing_cycle="yearly",
    renews_on=date(2027, 2, 1),
    since=date(2023, 2, 1),
    devices=(Device("laptop", "macOS 15", "6.4.1"), Device("iphone", "iOS 19", "6.4.0")),
    invoices=(Invoice("INV-2026-0412", date(2026, 11, 1), Decimal("480"), "USD", "open", "24 seats, November"),),
    tickets=(Ticket("T-1042", "Recording stuck at 99%", "waiting", date(2026, 11, 20), "recordings"),),
)


class Directory:
    def find(self, customer_id: str) -> Customer | None:
        return MIA if customer_id == MIA.id else None


@dataclass
class FakeRasa:
    """Keeps what the application sends, and writes it to its event broker as Rasa does."""

    broker: Engine
    down: bool = False
    delivered: list[dict[str, Any]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    async def append_events(self, conversation_id: str, events: list[dict[str, Any]], *, deliver: bool = False) -> None:
        if self.down:
            raise RasaUnavailable("connection refused")
        self.events += [event["event"] for event in events]
        self.delivered += [event for event in events if deliver]
        for event in events:
            self.publish(conversation_id, {**event, "timestamp": time.time()})

    async def send_message(self, conversation_id: str, text: str) -> None:
        raise AssertionError("the desk never speaks as the customer")

    async def tracker(self, conversation_id: str) -> dict[str, Any]:
        return {"sender_id": conversation_id, "events": []}

    async def is_ready(self) -> bool:
        return not self.down

    def customer_says(self, conversation_id: str, words: str) -> None:
        self.publish(conversation_id, {"event": "user", "text": words, "timestamp": time.time()})

    def publish(self, conversation_id: str, event: dict[str, Any]) -> None:
        row = {"sender": conversation_id, "data": json.dumps({"sender_id": conversation_id, **event})}
        with self.broker.begin() as connection:
            connection.execute(text("INSERT INTO events (sender_id, data) VALUES (:sender, :data)"), row)

    def custom_messages(self) -> list[dict[str, Any]]:
        return [event["data"]["custom"] for event in self.delivered]


@dataclass
class Desk:
    url: str
    handoff: HandoffService
    rasa: FakeRasa

    def open_case(self, conversation_id: str = "web-1", **changes: Any) -> Case:
        ago = time.time() - 240
        said: list[dict[str, Any]] = [
            {"event": "user", "text": "I was billed twice, and my recording is stuck", "timestamp": ago},
            {"event": "bot", "text": "You can see every invoice under **Billing**.", "timestamp": ago + 2},
            {"event": "user", "text": "that does not help, I want a person", "timestamp": ago + 60},
        ]
        values: dict[str, Any] = {
            "channel": "callback",
            "reason": "asked",
            "customer_id": MIA.id,
            "customer_name": MIA.name,
            "plan": MIA.plan,
            "requests": ({"intent": "refund", "text": "I was billed twice", "state": "open"},),
            "tried": ("Showed where invoices are",),
            "transcript": transcript_from_events(conversation_id, said),
        }
        return self.handoff.open_case(HandoffRequest(conversation_id, **values | changes))


@contextlib.contextmanager
def running(app: FastAPI) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive(), "an open desk held up the server's end"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    engine = open_engine(f"sqlite:///{tmp_path}/frontdesk.db")
    Base.metadata.create_all(engine)
    broker = open_engine(f"sqlite:///{tmp_path}/rasa-tracker.db")
    with broker.begin() as connection:
        connection.execute(text("CREATE TABLE events (id INTEGER PRIMARY KEY, sender_id VARCHAR(255), data TEXT)"))
    database, rasa = Database(engine), FakeRasa(broker)
    handoff = HandoffService(database)
    parts = (
        CaseWatcher(database, EventStream(broker)),
        DeliveryLoop(database, RasaDelivery(rasa), first_pause_seconds=0.2),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> Any:
        await asyncio.gather(*(part.start() for part in parts))
        yield
        await asyncio.gather(*(part.stop() for part in parts))

    app = FastAPI(lifespan=lifespan)
    app.include_router(build_router(handoff, Directory(), Settings(_env_file=None)))
    with running(app) as url:
        yield Desk(url, handoff, rasa)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=quiet)
        yield chromium
        chromium.close()


@pytest.fixture
def sign_in(browser: Browser, desk: Desk) -> Iterator[Callable[..., Page]]:
    problems: list[str] = []
    pages: list[Page] = []

    def as_agent(name: str, **context: Any) -> Page:
        page = browser.new_context(**context).new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        pages.append(page)
        page.goto(f"{desk.url}/desk")
        page.get_by_label("Your name").fill(name)
        page.get_by_label("Desk password").fill("development-only")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/desk")
        return page

    yield as_agent
    for page in pages:
        page.context.close()
    assert problems == []


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_handoff_from_sign_in_to_close(desk: Desk, sign_in: Callable[..., Page]) -> None:
    case = desk.open_case()
    ana = sign_in("Ana")
    ana.get_by_role("link", name="Mia Weber").click()
    log = ana.get_by_role("log")
    expect(log).to_contain_text("that does not help, I want a person")
    expect(ana.get_by_role("complementary", name="Customer")).to_contain_text("INV-2026-0412")

    ana.get_by_role("button", name="Accept").click()
    expect(log).to_contain_text("You took the conversation")

    desk.rasa.customer_says("web-1", "hello? anyone?")
    expect(log).to_contain_text("hello? anyone?")

    reply = ana.get_by_label("Reply to Mia")
    reply.fill("Hi Mia, I am refunding it now.")
    reply.press("Enter")
    expect(log.get_by_text("Delivered")).to_be_visible()
    expect(reply).to_have_value("")
    expect(log.get_by_text("Hi Mia, I am refunding it now.")).to_have_count(1)

    ana.get_by_role("button", name="Close").click()
    ana.get_by_label("Note for colleagues").fill("Refunded the second charge.")
    ana.get_by_role("button", name="Close conversation").click()
    expect(log).to_contain_text("Refunded the second charge.")
    ana.get_by_role("link", name="Closed").click()
    expect(ana.get_by_role("link", name=re.compile("Mia Weber.*Closed by Ana", re.DOTALL))).to_be_visible()

    wait_until(lambda: desk.rasa.events[-4:] == ["resume", "action", "slot", "bot"])
    states = [custom.get("state") or custom["text"] for custom in desk.rasa.custom_messages()]
    assert states == ["queued", "active", "Hi Mia, I am refunding it now.", "resolved"]
    assert desk.handoff.case(case.id).note == "Refunded the second charge."


def test_a_second_agent_is_told_who_has_the_case(desk: Desk, sign_in: Callable[..., Page]) -> None:
    case = desk.open_case()
    ben = sign_in("Ben")
    # Ben's page hears of nothing before he clicks: the moment in which two agents reach for the same case.
    ben.route_web_socket("**/desk/api/stream", lambda _: None)
    ben.reload()
    ben.get_by_role("link", name="Mia Weber").click()
    accept = ben.get_by_role("button", name="Accept")
    expect(accept).to_be_visible()
    desk.handoff.accept(case.id, "Ana")
    accept.click()
    expect(ben.get_by_role("alert")).to_contain_text("Ana has this conversation.")
    expect(ben.get_by_text("Ana is answering this customer.")).to_be_visible()
    assert desk.handoff.case(case.id).agent == "Ana"


def test_while_rasa_is_down_a_reply_waits_in_sight_and_then_goes_out(desk: Desk, sign_in: Callable[..., Page]) -> None:
    case = desk.open_case()
    ana = sign_in("Ana")
    ana.goto(f"{desk.url}/desk#case/{case.id}")
    ana.get_by_role("button", name="Accept").click()
    expect(ana.get_by_label("Reply to Mia")).to_be_focused()
    desk.rasa.down = True
    ana.keyboard.type("One moment")
    ana.keyboard.press("Enter")
    log = ana.get_by_role("log")
    expect(log).to_contain_text("Trying again")
    desk.rasa.down = False
    expect(log.get_by_text("Delivered")).to_be_visible()
    sent = [custom["text"] for custom in desk.rasa.custom_messages() if custom["kind"] == "agent_message"]
    assert sent == ["One moment"]


def test_what_is_being_written_stays_while_the_customer_writes(desk: Desk, sign_in: Callable[..., Page]) -> None:
    case, other = desk.open_case(), desk.open_case("web-2", customer_name="Jonas Lind")
    ana = sign_in("Ana")
    ana.goto(f"{desk.url}/desk#case/{case.id}")
    ana.get_by_role("button", name="Accept").click()
    reply = ana.get_by_label("Reply to Mia")
    expect(reply).to_be_focused()
    ana.keyboard.type("I am loo")
    desk.rasa.customer_says("web-1", "hello? anyone?")
    expect(ana.get_by_role("log")).to_contain_text("hello? anyone?")
    ana.keyboard.type("king")
    expect(reply).to_have_value("I am looking")
    ana.get_by_role("link", name="Jonas Lind").click()
    expect(ana.get_by_role("heading", name="Jonas Lind", level=1)).to_be_visible()
    desk.handoff.accept(other.id, "Ana")
    expect(ana.get_by_label("Reply to Jonas")).to_have_value("")
    ana.get_by_role("link", name="Mia Weber").click()
    expect(reply).to_have_value("I am looking")


def test_a_new_case_appears_by_itself_and_is_counted_in_the_title(desk: Desk, sign_in: Callable[..., Page]) -> None:
    ana = sign_in("Ana")
    expect(ana.get_by_text("All quiet")).to_be_visible()
    desk.open_case()
    expect(ana.get_by_role("link", name="Mia Weber")).to_be_visible()
    expect(ana).to_have_title("(1) Desk · Frontdesk")


def test_the_keyboard_alone_is_enough(desk: Desk, sign_in: Callable[..., Page]) -> None:
    desk.open_case("web-1")
    desk.open_case("web-2", customer_id=None, customer_name="", plan=None)
    ana = sign_in("Ana")
    expect(ana.get_by_role("link", name="Mia Weber")).to_be_visible()
    ana.keyboard.press("?")
    expect(ana.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    ana.keyboard.press("Escape")
    ana.keyboard.press("j")
    ana.keyboard.press("j")
    expect(ana.get_by_role("heading", name="Visitor", level=1)).to_be_visible()
    ana.keyboard.press("k")
    expect(ana.get_by_role("heading", name="Mia Weber", level=1)).to_be_visible()
    ana.keyboard.press("a")
    expect(ana.get_by_label("Reply to Mia")).to_be_focused()
    ana.keyboard.press("Escape")
    ana.keyboard.press("e")
    expect(ana.get_by_role("dialog", name="Close this conversation?")).to_be_visible()


def test_on_a_phone_one_pane_is_shown_at_a_time(desk: Desk, sign_in: Callable[..., Page]) -> None:
    desk.open_case()
    ana = sign_in("Ana", viewport={"width": 390, "height": 844})
    ana.get_by_role("link", name="Mia Weber").click()
    expect(ana.get_by_role("log")).to_be_visible()
    expect(ana.get_by_role("link", name="Mia Weber")).to_be_hidden()
    ana.get_by_role("button", name="About the customer").click()
    expect(ana.get_by_text("Northwind Studio")).to_be_visible()
    ana.get_by_role("button", name="Back to the conversation").click()
    ana.get_by_role("button", name="Back to the list").click()
    expect(ana.get_by_role("link", name="Mia Weber")).to_be_visible()
    assert ana.evaluate("document.documentElement.scrollWidth") == 390


def test_what_customers_write_is_never_markup(desk: Desk, sign_in: Callable[..., Page]) -> None:
    case = desk.open_case(customer_name="<img src=x onerror=alert(1)>", customer_id=None)
    ana = sign_in("Ana")
    ana.goto(f"{desk.url}/desk#case/{case.id}")
    desk.rasa.customer_says("web-1", "<script>document.title='owned'</script> [x](javascript:alert(1))")
    expect(ana.get_by_role("log")).to_contain_text("<script>document.title='owned'</script>")
    assert ana.locator("img[src=x], a[href^=javascript]").count() == 0
    assert "owned" not in ana.title()
