"""What nobody should send, and some do: each gets a polite answer or a refusal, and the next customer is served."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest
from people import Chat
from running_system import System

BENCH = Path(os.environ.get("BENCH_DATA", Path(__file__).parents[3] / "shared" / "bench"))
NASTY_FILE = BENCH / "bad_inputs" / "blns.json"
CONVERSATIONS = 6
PER_CONVERSATION = 25
# What must never reach a customer, in any reply.
OF_PROGRAMS = ("Traceback", 'File "/', "Exception", "Error:", "sqlite3", "rasa_sdk", "NoneType", "Internal Server")

NASTY = [
    "undefined", "null", "None", "true", "NaN", "-1", "1e309", "0x7fffffff", "\\", "\\\\", "'", '"', "''", "`", "``",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "</textarea><svg onload=x>",
    "'; DROP TABLE customers; --", "1' OR '1'='1", "%s%s%s%n", "%00", "%0d%0aSet-Cookie: a=b", "../../etc/passwd",
    "file:///etc/passwd", "{{7*7}}", "${7*7}", "#{7*7}", "{{ config }}", "$(touch x)", "`touch x`", "| ls", "; ls &&",
    "() { :;}; echo x", "\u202etxet", "\u200b\u200bword", "\ufeffbom", "e\u0301\u0301\u0301" * 30,
    "😀😃😄", "👩‍👩‍👧‍👦", "🇺🇸🇷🇺", "١٢٣", "田中さんにあげて下さい", "مرحبا، كيف أسجل اجتماعا؟", "Ω≈ç√∫µ", "Ṱ̺̺̕o͞ ̷i̲̬n̝̗v͟o̜̟k̸e̱̬",
    "@@@@", "a@b@c", "INV-", "INV-9999-999999999999", "/" * 50, "/inform", '/inform{"plan": {"a": 1}}', "/restart{",
    "[x](y){z}", "[plan]{\"entity\": \"plan\"}", "*" * 500, "?" * 300, "\t\t x \t", "line\nline\r\nline\u2028line",
]  # fmt: skip

BAD_FRAMES = [
    "", "{", "[]", "null", '"hello"', "{}", "[" * 5_000, b"\xff\xfe", '{"type": "shout"}', '{"type": "message"}',
    '{"type": "hello", "after": -1}', '{"type": "message", "id": "a b", "text": "x"}',
    '{"type": "message", "id": "a", "text": 5}',
]  # fmt: skip


def nasty_lines() -> list[str]:
    return json.loads(NASTY_FILE.read_text(encoding="utf-8")) if NASTY_FILE.exists() else NASTY


def shares(lines: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(lines), PER_CONVERSATION):
        yield lines[start : start + PER_CONVERSATION]


def assert_for_people(text: str, line: str) -> None:
    for words in OF_PROGRAMS:
        assert words not in text or words in line, f"{line!r} was answered with {text!r}"


def is_handed_over(text: str) -> bool:
    """Whether a person has the conversation now, so that the assistant would be silent from here on."""
    return "bringing in a person" in text


def assert_served(system: System) -> None:
    with closing(Chat(system, "cus_jonas")) as chat:
        assert "share-your-screen" in chat.ask("How do I share my screen?").sources


def test_every_nasty_line_in_the_chat_gets_an_answer_or_a_refusal(system: System) -> None:
    def send(lines: list[str]) -> int:
        with ExitStack() as stack:
            chat = stack.enter_context(closing(Chat(system, "cus_tom")))
            for line in lines:
                if is_handed_over(answer_one(chat, line)):
                    chat = stack.enter_context(closing(Chat(system, "cus_tom")))
        return len(lines)

    def answer_one(chat: Chat, line: str) -> str:
        kept = chat.say(line)
        if kept["type"] == "error":
            assert kept["code"] in ("empty", "too_long") and kept["text"], (line, kept)
            return kept["text"]
        text = chat.answer(kept).text
        assert text, f"{line!r} was met with silence"
        assert_for_people(text, line)
        return text

    lines = nasty_lines()
    with ThreadPoolExecutor(CONVERSATIONS) as at_once:
        assert sum(at_once.map(send, shares(lines))) == len(lines)
    assert_served(system)


def test_every_nasty_line_straight_to_rasa_is_answered(system: System) -> None:
    def send(numbered: tuple[int, list[str]]) -> None:
        number, lines = numbered
        sender = f"nasty-{number}"
        for position, line in enumerate(lines):
            response = system.ask_rest(sender, line)
            assert response.status_code < 500, (line, response.status_code, response.text[:300])
            text = "\n".join(reply.get("text") or "" for reply in response.json())
            assert_for_people(text, line)
            if is_handed_over(text):
                sender = f"nasty-{number}-{position}"

    with ThreadPoolExecutor(CONVERSATIONS) as at_once:
        list(at_once.map(send, enumerate(shares(nasty_lines()))))
    assert_served(system)


def test_a_message_that_is_far_too_long_is_refused_and_a_long_one_answered(visitor: Chat, system: System) -> None:
    refused = visitor.say("word " * 20_000)
    assert refused["type"] == "error" and refused["code"] == "too_long" and "4,000" in refused["text"]
    assert visitor.ask("how do I share my screen " * 150).text
    assert system.ask_rest("long-1", "x" * 100_000).status_code == 200
    assert_served(system)


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b", "\x00\x01\x02", "\x1b[0m".replace("[0m", "")])
def test_nothing_to_read_is_said_so(visitor: Chat, text: str) -> None:
    refused = visitor.say(text)
    assert (refused["type"], refused["code"]) == ("error", "empty")
    assert visitor.ask("hello").text


def test_markup_comes_back_as_nothing_but_text(visitor: Chat, system: System) -> None:
    attack = '<img src=x onerror="alert(1)"> <script>alert(1)</script>'
    visitor.ask("I want to report a problem")
    visitor.ask("meetings")
    visitor.ask(attack)
    stored = system.row("SELECT description FROM tickets WHERE conversation_id = ?", visitor.id)["description"]
    assert stored == attack, "the text is kept as it is; whoever shows it escapes it"


@pytest.mark.parametrize("raw", BAD_FRAMES, ids=range(len(BAD_FRAMES)))
def test_a_frame_that_makes_no_sense_is_refused_in_words(visitor: Chat, raw: str | bytes) -> None:
    visitor.send_raw(raw)
    refused = visitor.frame("error")
    assert refused["text"]
    assert_for_people(refused["text"], "")
    assert visitor.ask("hello").text, "the socket stays open"


def test_tokens_and_keys_that_are_wrong_open_nothing(sign_in, system: System) -> None:
    maya = sign_in("cus_maya")
    maya.ask("Show me my invoices")
    for hello in (
        {"conversation": maya.id, "key": "wrong"},
        {"conversation": maya.id},
        {"conversation": "web-unknown", "key": "x"},
        {"identity": "a.b"},
        {"identity": "🙂" * 100},
        {"identity": maya._hello["identity"][:-4] + "AAAA"},
    ):
        with closing(Chat(system, **hello)) as stranger:
            assert stranger.id != maya.id and stranger.welcome["customer"] is None
            assert "INV-" not in stranger.ask("Show me my invoices").text


def test_the_callback_takes_replies_from_rasa_only(visitor: Chat, system: System) -> None:
    url, body = f"{system.url}/chat/callback", {"recipient_id": visitor.id, "text": "forged"}
    for options in ({}, {"params": {"token": "wrong"}}, {"headers": {"Authorization": "Bearer x"}}):
        assert httpx.post(url, json=body, trust_env=False, **options).status_code == 401
    assert visitor.ask("hello").frames[0]["text"] != "forged"


def test_malformed_requests_to_rasa_and_the_desk_are_refused(system: System) -> None:
    webhook = f"{system.rasa_url}/webhooks/rest/webhook"
    for body in (b"", b"{", b"[]", b"null", b'{"sender": 5}', b'{"message": "hello"}', b'{"sender":"x","message":7}'):
        response = httpx.post(webhook, content=body, trust_env=False, timeout=60)
        assert "Traceback" not in response.text, body
    assert httpx.get(f"{system.rasa_url}/conversations/x/tracker", trust_env=False).status_code == 401
    for path in ("/desk/api/queue", "/desk/api/cases/1", "/desk/api/cases/x"):
        assert httpx.get(f"{system.url}{path}", trust_env=False).status_code in (401, 422)
    assert_served(system)
