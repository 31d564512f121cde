"""The people who use the system: a customer in the chat, a colleague at the desk."""

import json
import re
import time
import uuid
from typing import Any

import httpx
from running_system import TURN_SECONDS, System, wait_for
from websockets.sync.client import connect

from frontdesk.chat.identity import sign
from frontdesk.settings import DEVELOPMENT_SECRET


class Chat:
    """A customer's browser: one socket at a time, into one conversation."""

    def __init__(self, system: System, customer_id: str | None = None, **hello: Any) -> None:
        self.system = system
        self.seq = 0
        self._messages: list[dict[str, Any]] = []
        self._looked_at = 0
        self._hello = hello
        if customer_id:
            self._hello["identity"] = sign(customer_id, time.time() + 3600, DEVELOPMENT_SECRET)
        self.open()

    def open(self) -> None:
        """Connect, to the same conversation as before if there was one; what was missed comes with the next frames."""
        self._socket = connect(f"ws://127.0.0.1:{self.system.port}/chat/ws", proxy=None, max_size=None)
        self.send(type="hello", **self._hello, after=self.seq)
        self.welcome = self.frame("welcome")
        self.id: str = self.welcome["conversation"]
        self._hello |= {"conversation": self.id, "key": self.welcome["key"]}

    def close(self) -> None:
        self._socket.close()

    def send(self, **frame: Any) -> None:
        self.send_raw(json.dumps(frame))

    def send_raw(self, frame: str | bytes) -> None:
        self._socket.send(frame)

    def frame(self, *types: str, seconds: float = TURN_SECONDS) -> dict[str, Any]:
        """The next frame of one of the types. Numbered frames come in order and once."""
        while True:
            frame = json.loads(self._socket.recv(timeout=seconds))
            if "seq" in frame:
                assert frame["seq"] == self.seq + 1, f"after message {self.seq} came {frame}"
                self.seq = frame["seq"]
            if frame["type"] == "message":
                self._messages.append(frame)
            if frame["type"] in types:
                return frame

    def say(self, text: str, payload: str | None = None) -> dict[str, Any]:
        """Send a message; the server's word that it is kept, or its refusal."""
        self.send(type="message", id=uuid.uuid4().hex, text=text, payload=payload)
        return self.frame("ack", "error")

    def ask(self, text: str, payload: str | None = None) -> "Turn":
        """Send a message and wait until Rasa has dealt with it; what came back."""
        ack = self.say(text, payload)
        assert ack["type"] == "ack", ack
        return self.answer(ack)

    def answer(self, ack: dict[str, Any]) -> "Turn":
        """Wait until Rasa has dealt with the message that `ack` is about; what came back."""
        sent = "SELECT 1 FROM web_messages WHERE conversation_id = ? AND seq = ? AND delivery != 'pending'"
        wait_for(lambda: self.system.rows(sent, self.id, ack["seq"]), f"an answer to {ack}")
        last = self.system.row("SELECT last_seq FROM web_conversations WHERE id = ?", self.id)[0]
        return Turn(self, [self.frame("message") for _ in range(last - self.seq)])

    def press(self, turn: "Turn", title: str) -> "Turn":
        """Press the button of that title under what was said."""
        return self.ask(title, turn.buttons[title])

    def until(self, **fields: Any) -> dict[str, Any]:
        """The first message with those fields after the one found before, whether it has come already or not."""
        while True:
            while self._looked_at == len(self._messages):
                self.frame("message")
            frame = self._messages[self._looked_at]
            self._looked_at += 1
            if frame | fields == frame:
                return frame


class Turn:
    """What the customer was shown after one message."""

    def __init__(self, chat: Chat, frames: list[dict[str, Any]]) -> None:
        self.chat, self.frames = chat, frames

    @property
    def text(self) -> str:
        return "\n".join(frame["text"] for frame in self.frames)

    @property
    def buttons(self) -> dict[str, str]:
        return {button["title"]: button["payload"] for frame in self.frames for button in frame.get("buttons", ())}

    @property
    def sources(self) -> list[str]:
        return [source["id"] for frame in self.frames for source in frame.get("sources", ())]


class Desk:
    """A colleague who has signed in at the desk."""

    def __init__(self, system: System, name: str) -> None:
        self._http = httpx.Client(base_url=system.url, timeout=30, trust_env=False)
        token = re.findall(r'name="token" value="([^"]+)"', self._http.get("/desk/sign-in").text)[0]
        form = {"token": token, "name": name, "password": DEVELOPMENT_SECRET}
        assert self._http.post("/desk/sign-in", data=form).status_code == 303
        csrf = re.findall(r'name="csrf" content="([^"]+)"', self._http.get("/desk").text)[0]
        self._http.headers["X-CSRF-Token"] = csrf

    def case_of(self, chat: Chat) -> dict[str, Any]:
        """The open case of the conversation, with all that the desk shows."""
        case = chat.system.row(
            "SELECT id FROM handoff_cases WHERE conversation_id = ? AND state != 'resolved'", chat.id
        )
        return self.read(case["id"])

    def read(self, case_id: int) -> dict[str, Any]:
        return self._http.get(f"/desk/api/cases/{case_id}").raise_for_status().json()

    def do(self, case_id: int, what: str, **body: Any) -> dict[str, Any]:
        """accept, reply (text) or close (note) a case."""
        if what == "reply":
            body["id"] = uuid.uuid4().hex
        return self.post(case_id, what, **body).raise_for_status().json()

    def post(self, case_id: int, what: str, **body: Any) -> httpx.Response:
        return self._http.post(f"/desk/api/cases/{case_id}/{what}", json=body)
