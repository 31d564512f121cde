import contextlib
import time
from collections.abc import Callable
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from frontdesk.chat.identity import sign


def identity_of(server: Any, customer_id: str, seconds: float = 60) -> str:
    return sign(customer_id, time.time() + seconds, server.settings.identity_secret.get_secret_value())


def wait_for(condition: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_message_is_acknowledged_taken_to_rasa_and_answered(server) -> None:
    with server.client() as ana:
        welcome = ana.hello()
        ana.say("m-1", "How do I record?")
        answer = ana.until("message")

    assert welcome["conversation"].startswith("web-") and len(welcome["conversation"]) == 36
    assert welcome["handled_by"] == "bot" and welcome["customer"] is None
    assert answer["seq"] == 2 and answer["author"] == "bot" and answer["text"] == "You said: How do I record?"
    assert server.rasa.taken == [(welcome["conversation"], "How do I record?")]
    assert {"type": "typing", "on": True} in ana.frames
    assert [frame["seq"] for frame in ana.frames if frame["type"] == "ack"] == [1]


def test_who_comes_back_gets_what_was_missed_once(server) -> None:
    with server.client() as first:
        known = first.hello()
        for number in range(5):
            first.say(f"m-{number}", f"text {number}")
        first.until("message", text="You said: text 4")

    with server.client() as second:
        again = second.hello(conversation=known["conversation"], key=known["key"], after=3)
        seqs = [frame["seq"] for frame in second.silence() if frame["type"] == "message"]

    assert again["conversation"] == known["conversation"] and again["last"] == 10
    assert seqs == list(range(4, 11))


@pytest.mark.parametrize("key", [None, "", "wrong", "\u00e9"])
def test_a_wrong_key_gets_a_new_conversation(server, key: str | None) -> None:
    with server.client() as owner, server.client() as thief:
        known = owner.hello()
        owner.say("m-1", "my card ends in 4242")
        owner.until("message")
        welcome = thief.hello(conversation=known["conversation"], key=key)

        assert welcome["conversation"] != known["conversation"]
        assert thief.silence() == []


def test_a_resend_is_acknowledged_with_the_same_number_and_sent_once(server) -> None:
    with server.client() as ana:
        known = ana.hello()
        ana.say("m-1", "hi")
        ana.until("message")
        ana.say("m-1", "hi")
        assert ana.until("ack")["seq"] == 1
    with server.client() as later:
        later.hello(conversation=known["conversation"], key=known["key"], after=2)
        later.say("m-1", "hi")
        assert later.until("ack")["seq"] == 1
        later.say("m-2", "bye")
        later.until("message", text="You said: bye")

    assert server.rasa.texts == ["hi", "bye"]


def test_two_customers_may_use_the_same_message_id(server) -> None:
    with server.client() as ana, server.client() as ben:
        for client in (ana, ben):
            client.hello()
            client.say("m-1", "hi")
            assert client.until("ack")["seq"] == 1


def test_the_other_tab_sees_what_was_written_and_answered(server) -> None:
    with server.client() as tab, server.client() as other:
        known = tab.hello()
        other.hello(conversation=known["conversation"], key=known["key"])
        tab.say("m-1", "hi")

        assert other.until("message")["author"] == "customer"
        assert other.until("message")["text"] == "You said: hi"
        tab.until("message", text="You said: hi")
        assert [frame.get("author") for frame in tab.frames if frame["type"] == "message"] == ["bot"]


def test_typed_commands_reach_rasa_as_words_and_stay_as_typed_on_screen(server) -> None:
    with server.client() as ana:
        known = ana.hello()
        ana.say("m-1", '  /inform{"plan": "enterprise"}')
        ana.until("message")
        ana.say("m-2", "Get a refund", payload="/grant_refund")
        ana.until("message", text="You said: Get a refund")
    with server.client() as again:
        again.hello(conversation=known["conversation"], key=known["key"])
        shown = again.until("message")

    assert server.rasa.texts == ['inform{"plan": "enterprise"}', "Get a refund"]
    assert shown["text"] == '/inform{"plan": "enterprise"}'


def test_a_payload_that_the_bot_offered_here_is_sent_as_it_is_but_not_elsewhere(server) -> None:
    server.rasa.answers["bill"] = [{"text": "Which?", "buttons": [{"title": "Latest", "payload": "/invoice{}"}]}]
    with server.client() as ana, server.client() as ben:
        ana.hello()
        ben.hello()
        ana.say("m-1", "bill")
        assert ana.until("message")["buttons"] == [{"title": "Latest", "payload": "/invoice{}"}]
        ana.say("m-2", "Latest", payload="/invoice{}")
        ana.until("message")
        ben.say("m-1", "Latest", payload="/invoice{}")
        ben.until("message")

    assert server.rasa.texts == ["bill", "/invoice{}", "Latest"]


def test_a_signed_in_customer_is_known_and_the_conversation_is_theirs(server) -> None:
    with server.client() as maria:
        welcome = maria.hello(identity=identity_of(server, "c-maria"))
    assert welcome["customer"] == {"first_name": "Maria", "plan": "pro"}
    assert server.gateway.customer_of(welcome["conversation"]) == "c-maria"
    assert server.gateway.customer_of("whatsapp:+34") is None


@pytest.mark.parametrize("next_one", ["c-ben", None])
def test_one_customers_conversation_is_never_shown_to_another(server, next_one: str | None) -> None:
    with server.client() as maria:
        known = maria.hello(identity=identity_of(server, "c-maria"))
        maria.say("m-1", "my secret")
        maria.until("message")
    identity = identity_of(server, next_one) if next_one else None
    with server.client() as other:
        welcome = other.hello(conversation=known["conversation"], key=known["key"], identity=identity)
        assert welcome["conversation"] != known["conversation"]
        assert other.silence() == []


def test_a_sign_in_that_does_not_hold_makes_a_visitor_who_is_told_so(server) -> None:
    expired, unknown = identity_of(server, "c-maria", seconds=-1), identity_of(server, "c-nobody")
    for token in (expired, unknown, "nonsense", "a.b"):
        with server.client() as client:
            assert client.hello(identity=token)["customer"] is None
            assert client.until("notice")["code"] == "identity"


@pytest.mark.parametrize(("text", "code"), [(" \x00\n ", "empty"), ("", "empty"), ("x" * 101, "too_long")])
def test_what_cannot_be_read_is_refused_politely_and_not_kept(serve, text: str, code: str) -> None:
    server = serve(message_max_chars=100)
    with server.client() as ana:
        ana.hello()
        ana.say("m-1", text)
        refusal = ana.until("error")
        ana.say("m-2", "x" * 100)
        assert ana.until("ack") | {"at": ""} == {"type": "ack", "id": "m-2", "seq": 1, "at": ""}

    assert refusal["code"] == code and refusal["id"] == "m-1" and refusal["text"]
    wait_for(lambda: server.rasa.texts == ["x" * 100])


def test_every_script_emoji_and_line_break_survives_the_round_trip(server) -> None:
    text = "Ünïcödé\n👩‍👩‍👧‍👦 🏳️‍🌈\nไทย مرحبا 你好\t<script>alert(1)</script>'; DROP TABLE web_messages;--"
    with server.client() as ana:
        ana.hello()
        ana.say("m-1", text)
        assert ana.until("message")["text"] == "You said: " + text.replace("\t", " ")


def test_too_many_messages_in_a_minute_are_asked_to_wait(serve) -> None:
    server = serve(messages_per_minute=3)
    with server.client() as ana:
        ana.hello()
        for number in range(4):
            ana.say(f"m-{number}", "hi")
        refusal = ana.until("error")

    assert refusal["code"] == "slow_down" and refusal["id"] == "m-3" and 50 < refusal["retry_after"] <= 60


def test_one_address_cannot_open_conversations_without_end(serve) -> None:
    server = serve(messages_per_minute=1)
    with contextlib.ExitStack() as stack:
        for _ in range(5):
            stack.enter_context(server.client()).hello()
        sixth = stack.enter_context(server.client())
        sixth.send(type="hello")
        assert sixth.until("error")["code"] == "slow_down"


def test_bad_frames_are_answered_and_the_connection_survives_until_the_twentieth(server) -> None:
    bad = ["", "{", "[]", "null", '{"type":"dance"}', b"\x00\x01", '{"type":"message","id":1}', "x" * 300_000]
    with server.client() as ana:
        ana.hello()
        for raw in (*bad, *bad, "{", "{", "{"):
            ana.socket.send(raw)
            assert ana.until("error")["text"]
        ana.say("m-1", "still here")
        ana.until("message")
        ana.socket.send("{")
        assert ana.until("error")["code"] == "bad_frame"
        with pytest.raises(ConnectionClosed) as closed:
            while True:  # What the message led to may still come in.
                ana.next()
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 1008


def test_a_message_before_hello_and_a_second_hello_are_refused(server) -> None:
    with server.client() as ana:
        ana.say("m-1", "hi")
        assert ana.until("error")["code"] == "hello_first"
        ana.hello()
        ana.send(type="hello")
        assert ana.until("error")["code"] == "bad_frame"


def test_while_rasa_is_away_the_customer_is_told_once_and_every_message_is_answered_later(server) -> None:
    server.rasa.is_up = False
    with server.client() as ana:
        ana.hello()
        ana.say("m-1", "first")
        ana.say("m-2", "second")
        told = ana.until("message")
        time.sleep(0.4)
        server.rasa.is_up = True
        ana.until("message", text="You said: second")

    system_lines = [frame for frame in ana.frames if frame.get("author") == "system"]
    assert told in system_lines and len(system_lines) == 1 and "Your message is kept" in told["text"]
    assert server.rasa.texts == ["first", "second"]


def test_what_rasa_did_not_get_before_a_restart_it_gets_after(server) -> None:
    server.rasa.is_up = False
    with server.client() as ana:
        known = ana.hello()
        ana.say("m-1", "do not lose me")
        ana.until("ack")
    server.stop()
    server.rasa.is_up = True
    server.start()
    with server.client() as ana:
        ana.hello(conversation=known["conversation"], key=known["key"])
        ana.until("message", text="You said: do not lose me")

    assert server.rasa.texts == ["do not lose me"]
