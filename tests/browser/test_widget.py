"""The widget in a real browser, against the real gateway and database, with a Rasa that answers by rote."""

import asyncio
import contextlib
import re
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
from fastapi.responses import HTMLResponse
from playwright.sync_api import Browser, Page, expect, sync_playwright

from frontdesk.chat.service import Gateway
from frontdesk.chat.web import build_router
from frontdesk.customers.model import Customer
from frontdesk.rasa.client import RasaUnavailable
from frontdesk.settings import Settings
from frontdesk.storage.engine import Base, Database, open_engine

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ATTACK = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>'

ANSWERS: dict[str, list[dict[str, Any]]] = {
    "record": [
        {"text": "Click **Record**, then:\n1. Choose it\n2. See [the steps](/help/articles/record)\n\nUse `Alt+R`."},
        {
            "custom": {
                "kind": "sources",
                "sources": [{"title": "Record", "url": "/help/articles/record", "id": "record"}],
            }
        },
    ],
    "long": [{"text": "\n\n".join(f"line {number}" for number in range(60))}],
    "bill": [{"text": "Which one?", "buttons": [{"title": "The latest", "payload": "/invoice{}"}]}],
    "/invoice{}": [{"text": "Here is your latest invoice."}],
    "attack": [
        {"text": f"{ATTACK} [click](javascript:window.hacked=1) **{ATTACK}** [t](data:text/html,x)"},
        {"custom": {"kind": "sources", "sources": [{"title": ATTACK, "url": "javascript:window.hacked=1", "id": ""}]}},
        {"text": "Choose", "buttons": [{"title": ATTACK, "payload": "/x"}]},
    ],
    "I want to talk to a person": [
        {"custom": {"kind": "handoff", "state": "queued", "agent": None}},
        {"custom": {"kind": "handoff", "state": "active", "agent": "Ana"}},
        {"custom": {"kind": "agent_message", "id": "u-1", "name": "Ana", "text": "Hello, Ana here."}},
    ],
}


def customer(customer_id: str, name: str, plan: str) -> Customer:
    day = date(2026, 1, 1)
    contact = {"email": "x@example.com", "billing_email": "x@example.com", "company": "Acme"}
    place = {"region": "EU", "language": "en", "timezone": "Europe/Madrid"}
    return Customer(
        customer_id, name, plan=plan, seats=1, billing_cycle="yearly", renews_on=day, since=day, **contact, **place
    )


class Directory:
    """Two customers."""

    def all(self) -> list[Customer]:
        return [customer("c-maria", "Maria Soto", "pro"), customer("c-ben", "Ben Okri", "basic")]

    def find(self, customer_id: str) -> Customer | None:
        return next((one for one in self.all() if one.id == customer_id), None)


class FakeRasa:
    """Answers what `ANSWERS` holds for the text, or repeats it."""

    def __init__(self, callback_url: str) -> None:
        self._callback_url = callback_url
        self.is_up = True
        self.seconds_to_think = 0.0
        self.taken: list[str] = []

    async def send_message(self, conversation_id: str, text: str) -> None:
        if not self.is_up:
            raise RasaUnavailable("down")
        self.taken.append(text)
        await asyncio.sleep(self.seconds_to_think)
        async with httpx.AsyncClient(trust_env=False) as http:
            for answer in ANSWERS.get(text, [{"text": f"You said: {text}"}]):
                await http.post(self._callback_url, json={"recipient_id": conversation_id, **answer})

    async def append_events(self, conversation_id: str, events: list[dict[str, Any]], *, deliver: bool = False) -> None:
        raise NotImplementedError

    async def tracker(self, conversation_id: str) -> dict[str, Any]:
        return {"events": []}

    async def is_ready(self) -> bool:
        return self.is_up


class Site:
    """The chat's server, which may be stopped and started again, and a shop's page of another origin."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(_env_file=None, database_url=f"sqlite:///{folder}/chat.db", messages_per_minute=1000)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        token = self.settings.callback_token.get_secret_value()
        self.rasa = FakeRasa(f"{self.url}/chat/callback?token={token}")

    def start(self) -> "Site":
        engine = open_engine(self.settings.database_url)
        Base.metadata.create_all(engine)
        gateway = Gateway(Database(engine), self.rasa, Directory(), self.settings, back_off=(0.05,))

        @contextlib.asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            await gateway.start()
            yield
            await gateway.stop()

        app = FastAPI(lifespan=lifespan)
        app.include_router(build_router(gateway, self.settings, Directory()))
        app.add_api_route("/shop", lambda: HTMLResponse(self._shop(), headers=SHOP_POLICY))
        config = uvicorn.Config(app, port=self.port, log_level="error", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        wait_for(lambda: self._server.started)
        return self

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join()

    @property
    def shop_url(self) -> str:
        return f"http://localhost:{self.port}/shop"

    def _shop(self) -> str:
        style = "* { color: red !important; text-transform: uppercase; letter-spacing: 9px; line-height: 3 }"
        return f'<!doctype html><style nonce="n">{style}</style><script src="{self.url}/widget.js" async></script>Shop'


# A shop with a strict policy: no inline style but its own, and nothing from elsewhere except the chat.
SHOP_POLICY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'nonce-n'; script-src http://127.0.0.1:*; "
    "connect-src http://127.0.0.1:* ws://127.0.0.1:*"
}


def free_port() -> int:
    for port in range(8180, 8190):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("no port between 8180 and 8189 is free")


def wait_for(condition: Callable[[], Any], seconds: float = 8.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"needs a browser at {CHROMIUM}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path).start()
    yield site
    site.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1200, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(8000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


def open_chat(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Open chat").click()
    expect(page.get_by_label("Your message")).to_be_focused()


def say(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")


def bubbles(page: Page) -> list[str]:
    return page.locator(".bubble").evaluate_all("all => all.map(one => one.lastChild.textContent)")


def test_a_question_is_asked_and_answered(site: Site, page: Page) -> None:
    open_chat(page, site.url)
    say(page, "hello")

    expect(page.locator(".message.bot .bubble")).to_have_text("Assistant: You said: hello")
    expect(page.locator(".message.customer .status")).to_have_text("")
    expect(page.get_by_label("Your message")).to_have_value("")
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")


def test_dots_show_that_an_answer_is_on_its_way(site: Site, page: Page) -> None:
    site.rasa.seconds_to_think = 1.0
    open_chat(page, site.url)
    say(page, "hello")

    expect(page.locator(".typing")).to_be_visible()
    expect(page.get_by_text("You said: hello")).to_be_visible()
    expect(page.locator(".typing")).to_be_hidden()


def test_the_beginning_of_a_long_answer_stays_in_sight(site: Site, page: Page) -> None:
    open_chat(page, site.url)
    say(page, "one")
    say(page, "long")
    expect(page.get_by_text("line 0", exact=True)).to_be_in_viewport()

    log = page.get_by_role("log")
    newest = page.get_by_role("button", name="To the newest message")
    expect(newest).to_be_visible()
    newest.click()
    expect(newest).to_be_hidden()
    assert log.evaluate("log => log.scrollHeight - log.scrollTop - log.clientHeight") < 2


def test_the_answer_to_a_long_question_is_in_sight(site: Site, page: Page) -> None:
    open_chat(page, site.url)
    say(page, "\n".join(f"line {number}" for number in range(60)))
    expect(page.get_by_text("You said: line 0")).to_be_in_viewport()


def test_answers_are_rendered_with_their_links_and_sources(site: Site, page: Page) -> None:
    open_chat(page, site.url)
    say(page, "record")

    answer = page.locator(".message.bot .bubble")
    expect(answer.locator("strong")).to_have_text("Record")
    expect(answer.locator("ol > li")).to_have_count(2)
    expect(answer.locator("code")).to_have_text("Alt+R")
    for link in (answer.get_by_role("link"), page.locator(".sources").get_by_role("link")):
        expect(link).to_have_attribute("href", f"{site.url}/help/articles/record")
        expect(link).to_have_attribute("rel", "noopener")
        expect(link).to_have_attribute("target", "_blank")


def test_a_quick_reply_sends_its_payload_shows_its_title_and_goes(site: Site, page: Page) -> None:
    open_chat(page, site.url)
    say(page, "bill")
    page.get_by_role("button", name="The latest").click()

    expect(page.get_by_text("Here is your latest invoice.")).to_be_visible()
    expect(page.get_by_role("button", name="The latest")).to_have_count(0)
    expect(page.get_by_label("Your message")).to_be_focused()
    assert bubbles(page)[2] == "The latest"
    assert site.rasa.taken == ["bill", "/invoice{}"]


def test_markup_that_anyone_writes_is_shown_as_text(site: Site, page: Page) -> None:
    open_chat(page, site.url)
    say(page, ATTACK)
    say(page, "attack")
    expect(page.get_by_role("button", name="<img")).to_be_visible()

    assert bubbles(page)[0] == ATTACK
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert page.locator(".log img, .log script, .log a").count() == 0
    expect(page.locator(".sources")).to_contain_text("<script>")


def test_a_restart_of_the_server_loses_nothing_and_repeats_nothing(site: Site, page: Page) -> None:
    open_chat(page, site.url)
    say(page, "one")
    expect(page.get_by_text("You said: one")).to_be_visible()
    site.stop()
    expect(page.get_by_text("Reconnecting…")).to_be_visible()
    say(page, "two")
    say(page, "three")
    expect(page.locator(".status").last).to_have_text("Sending…")
    site.start()

    expect(page.get_by_text("You said: three")).to_be_visible()
    expect(page.get_by_text("Reconnecting…")).to_have_count(0)
    assert sorted(bubbles(page)) == sorted(["one", "You said: one", "two", "You said: two", "three", "You said: three"])
    assert site.rasa.taken == ["one", "two", "three"]


def test_what_was_not_sent_survives_leaving_the_page(site: Site, page: Page) -> None:
    open_chat(page, site.url)
    say(page, "one")
    expect(page.get_by_text("You said: one")).to_be_visible()
    page.route_web_socket("**/chat/ws", lambda socket: socket.close())
    page.reload()
    say(page, "written offline")
    expect(page.get_by_text("Sending…")).to_be_visible()
    page.goto("about:blank")
    assert site.rasa.taken == ["one"]

    other = page.context.new_page()
    other.goto(site.url)
    wait_for(lambda: site.rasa.taken == ["one", "written offline"])
    other.get_by_role("button", name="Open chat").click()
    expect(other.get_by_text("You said: written offline")).to_be_visible()
    assert bubbles(other) == ["one", "You said: one", "written offline", "You said: written offline"]


def test_the_conversation_goes_on_from_page_to_page_with_the_chat_open(site: Site, page: Page) -> None:
    open_chat(page, site.url)
    say(page, "one")
    expect(page.get_by_text("You said: one")).to_be_visible()
    page.reload()

    expect(page.get_by_text("You said: one")).to_be_visible()
    assert bubbles(page) == ["one", "You said: one"]


def test_two_tabs_show_the_same_conversation_and_new_ones_too(site: Site, page: Page) -> None:
    other = page.context.new_page()
    open_chat(page, site.url)
    open_chat(other, site.url)
    say(page, "from the first tab")
    expect(other.get_by_text("You said: from the first tab")).to_be_visible()
    say(other, "from the second")
    expect(page.get_by_text("You said: from the second")).to_be_visible()
    assert bubbles(page) == bubbles(other)

    page.get_by_role("button", name="Menu").click()
    page.get_by_role("menuitem", name="Start a new conversation").click()
    for tab in (page, other):
        expect(tab.locator(".bubble")).to_have_count(0)
    say(page, "anew")
    expect(other.get_by_text("You said: anew")).to_be_visible()


def test_another_customer_never_sees_what_was_said_before(site: Site, page: Page) -> None:
    open_chat(page, f"{site.url}/?as=c-maria")
    expect(page.get_by_text("Hi Maria")).to_be_visible()
    say(page, "my secret")
    expect(page.get_by_text("You said: my secret")).to_be_visible()
    page.get_by_label("Chat as").select_option("c-ben")

    expect(page.get_by_text("Hi Ben")).to_be_visible()
    say(page, "hello")
    expect(page.get_by_text("You said: hello")).to_be_visible()
    assert bubbles(page) == ["hello", "You said: hello"]
    page.get_by_label("Chat as").select_option("c-maria")
    expect(page.get_by_text("You said: my secret")).to_be_visible()
    assert bubbles(page) == ["my secret", "You said: my secret"]


def test_a_person_can_always_be_asked_for_and_is_named_when_there(site: Site, page: Page) -> None:
    open_chat(page, site.url)
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("menuitem", name="Talk to a person").click()

    expect(page.get_by_text("Ana joined the conversation.")).to_be_visible()
    expect(page.get_by_role("dialog").locator("header")).to_contain_text("You're talking to Ana")
    expect(page.locator(".message.agent .bubble")).to_have_text("Ana: Hello, Ana here.")
    page.reload()
    expect(page.get_by_role("dialog").locator("header")).to_contain_text("You're talking to Ana")


def test_the_keyboard_alone_is_enough(site: Site, page: Page) -> None:
    page.goto(site.url)
    launcher = page.get_by_role("button", name="Open chat")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your message")).to_be_focused()
    page.keyboard.type("line one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("line two")
    page.keyboard.press("Enter")
    expect(page.locator(".message.bot .bubble")).to_contain_text("You said: line one")
    assert site.rasa.taken == ["line one\nline two"]

    menu = page.get_by_role("button", name="Menu")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem").last).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Open chat")).to_be_focused()


def test_answers_to_a_closed_chat_are_counted_until_it_is_opened(site: Site, page: Page) -> None:
    open_chat(page, site.url)
    site.rasa.is_up = False
    say(page, "one")
    say(page, "two")
    page.keyboard.press("Escape")
    site.rasa.is_up = True
    expect(page.get_by_role("button", name="Open chat, 2 unread")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Open chat, 2 unread").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=re.compile("^Open chat$"))).to_be_visible()


def test_on_a_phone_the_chat_is_the_whole_screen_and_nothing_is_cut_off(site: Site, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    open_chat(page, site.url)
    say(page, "https://parley.example/" + "x" * 300)
    expect(page.locator(".message.bot .bubble")).to_be_visible()

    assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, "width": 360, "height": 640}
    assert page.get_by_role("log").evaluate("log => log.scrollWidth <= log.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Close chat").click()
    expect(page.get_by_role("button", name="Open chat")).to_be_focused()


def test_a_text_that_is_too_long_is_held_back_with_the_count_in_sight(site: Site, page: Page) -> None:
    open_chat(page, site.url)
    expect(page.get_by_text("Hi, how can we help?")).to_be_visible()
    say(page, "x" * 4001)
    expect(page.get_by_text("4,001 of 4,000 characters")).to_be_visible()
    expect(page.locator(".bubble")).to_have_count(0)
    say(page, "x" * 4000)
    expect(page.locator(".message.bot .bubble")).to_be_visible()


def test_one_script_tag_is_enough_in_a_page_of_another_origin_with_a_strict_policy(site: Site, page: Page) -> None:
    open_chat(page, site.shop_url)
    say(page, "hello")
    answer = page.locator(".message.bot .bubble")
    expect(answer).to_have_text("Assistant: You said: hello")
    look = answer.evaluate("node => (({ color, textTransform }) => [color, textTransform])(getComputedStyle(node))")
    assert look == ["rgb(23, 26, 43)", "none"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(site: Site, browser: Browser, scheme: Any) -> None:
    page = browser.new_page(color_scheme=scheme, viewport={"width": 1200, "height": 800})
    open_chat(page, site.url)
    for text in ("record", "bill", "I want to talk to a person"):
        say(page, text)
    expect(page.get_by_text("Hello, Ana here.")).to_be_visible()
    page.mouse.move(5, 5)
    page.wait_for_timeout(300)
    faint = page.locator("frontdesk-widget").evaluate(CONTRAST)
    page.close()
    assert faint == []


# Texts of the widget whose contrast with the nearest background is under 4.5.
CONTRAST = """host => {
  const channel = (c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const background = (node) => {
    for (let one = node; one instanceof Element; one = one.parentElement) {
      const style = getComputedStyle(one);
      const gradient = style.backgroundImage.match(/rgb\\([^)]+\\)/g);
      if (gradient) return numbers(gradient.at(-1));
      const color = numbers(style.backgroundColor);
      if (color.length === 3) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(host.shadowRoot, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility()) continue;
    const [one, other] = [light(numbers(getComputedStyle(node).color)), light(background(node))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${walker.currentNode.data}`);
  }
  return faint;
}"""
