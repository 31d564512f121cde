from typing import Any

import httpx
import pytest


@pytest.fixture
def opened(server) -> Any:
    with server.client() as client:
        client.welcome = client.hello()
        yield client


def reply(server: Any, client: Any, **fields: Any) -> httpx.Response:
    return server.post_reply(recipient_id=client.welcome["conversation"], **fields)


def test_only_who_has_the_token_may_reply(server, opened) -> None:
    body = {"recipient_id": opened.welcome["conversation"], "text": "hi"}
    url = f"{server.url}/chat/callback"
    for options in ({}, {"params": {"token": "wrong"}}, {"headers": {"Authorization": "Bearer é".encode()}}):
        assert httpx.post(url, json=body, trust_env=False, **options).status_code == 401
    assert opened.silence() == []
    for header in (server.token, f"Bearer {server.token}"):
        assert httpx.post(url, json=body, headers={"Authorization": header}, trust_env=False).status_code == 200


def test_a_reply_to_nobody_is_404_and_one_that_makes_no_sense_422(server, opened) -> None:
    unknown = server.post_reply(recipient_id="web-unknown", text="hi")
    assert unknown.status_code == 404 and "web-unknown" in unknown.json()["detail"]
    assert server.post_reply(text="to whom?").status_code == 422
    assert reply(server, opened, custom={"kind": "handoff", "state": "gone"}).status_code == 422
    assert httpx.post(server.rasa.callback_url, content=b"{", trust_env=False).status_code == 422


def test_sources_and_pictures_are_shown(server, opened) -> None:
    sources = [{"title": "Record a meeting", "url": "/help/articles/record", "id": "record"}]
    reply(server, opened, custom={"kind": "sources", "sources": sources})
    reply(server, opened, image="https://parley.example/picture.png")

    assert opened.until("message")["sources"] == sources
    assert opened.until("message")["image"] == "https://parley.example/picture.png"


def test_a_handoff_is_told_once_per_change_and_decides_who_handles_the_conversation(server, opened) -> None:
    known = {"conversation": opened.welcome["conversation"], "key": opened.welcome["key"]}
    seen = []
    for state, agent in (("queued", None), ("queued", None), ("active", "Ana"), ("active", "Ana"), ("resolved", None)):
        reply(server, opened, custom={"kind": "handoff", "state": state, "agent": agent})
        with server.client() as tab:
            seen.append(tab.hello(**known)["handled_by"])

    lines = [frame for frame in opened.silence() if frame["type"] == "message"]
    assert [line["handoff"]["state"] for line in lines] == ["queued", "active", "resolved"]
    assert all(line["author"] == "system" and line["text"] for line in lines)
    assert "Ana joined" in lines[1]["text"] and "Ana left" in lines[2]["text"]
    assert seen == ["bot", "bot", "person", "person", "bot"]


def test_an_agents_message_sent_twice_is_shown_once(server, opened) -> None:
    for _ in range(2):
        message = {"kind": "agent_message", "id": "u-1", "name": "Ana", "text": "Hello, I'm Ana."}
        assert reply(server, opened, custom=message).status_code == 200

    shown = [frame for frame in opened.silence() if frame["type"] == "message"]
    assert [(one["author"], one["name"], one["text"], one["seq"]) for one in shown] == [
        ("agent", "Ana", "Hello, I'm Ana.", 1)
    ]
    assert "id" not in shown[0]


def test_a_custom_reply_of_someone_elses_is_accepted_and_not_shown(server, opened) -> None:
    assert reply(server, opened, custom={"confetti": True}).status_code == 200
    assert opened.silence() == []
