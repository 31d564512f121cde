import json
from datetime import UTC, datetime

import pytest

from frontdesk.chat.frames import BadFrame, Hello, Say, message_frame, parse
from frontdesk.chat.model import Author, Button, Message


def test_hello_and_message_are_understood() -> None:
    assert parse('{"type":"hello","conversation":null,"key":null,"identity":null,"after":0}') == Hello(type="hello")
    said = parse('{"type":"message","id":"a-1","text":"hi","payload":"/greet","unknown":1}')
    assert said == Say(type="message", id="a-1", text="hi", payload="/greet")


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "{",
        "null",
        "[]",
        "3",
        '"hello"',
        "{}",
        '{"type":"dance"}',
        '{"type":["hello"]}',
        '{"type":"hello","after":"1"}',
        '{"type":"hello","after":-1}',
        '{"type":"hello","after":1e400}',
        '{"type":"message","id":"a"}',
        '{"type":"message","id":7,"text":"x"}',
        '{"type":"message","id":"","text":"x"}',
        '{"type":"message","id":"a b","text":"x"}',
        '{"type":"message","id":"a","text":["x"]}',
        '{"type":"message","id":"a","text":"x","payload":{}}',
        "[" * 100_000,
    ],
)
def test_anything_else_is_a_bad_frame(raw: str | None) -> None:
    with pytest.raises(BadFrame) as refused:
        parse(raw)
    assert refused.value.frame()["code"] == "bad_frame"
    json.dumps(refused.value.frame(), ensure_ascii=False).encode()


def test_a_frame_of_more_than_256_kib_is_refused_before_it_is_read() -> None:
    with pytest.raises(BadFrame) as refused:
        parse(json.dumps({"type": "message", "id": "a", "text": "é" * 130_000}, ensure_ascii=False) + " " * 3000)
    assert refused.value.code == "too_large"


def test_a_refusal_names_the_message_it_is_about() -> None:
    with pytest.raises(BadFrame) as refused:
        parse('{"type":"message","id":"m-1","text":3}')
    assert refused.value.frame()["id"] == "m-1"


def test_a_message_frame_has_only_what_there_is_to_say() -> None:
    at = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
    message = Message(Author.BOT, "Pick one", buttons=(Button("Yes", "/affirm"),), external_id="secret", seq=3, at=at)
    assert message_frame(message) == {
        "type": "message",
        "seq": 3,
        "author": "bot",
        "text": "Pick one",
        "buttons": [{"title": "Yes", "payload": "/affirm"}],
        "at": "2026-05-04T03:02:01+00:00",
    }
