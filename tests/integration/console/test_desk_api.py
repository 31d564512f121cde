"""The desk over HTTP: signing in, what each answer looks like, and what is refused."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from frontdesk.console.web import build_router
from frontdesk.customers.model import Customer
from frontdesk.handoff import store
from frontdesk.handoff.model import Author, HandoffRequest, TranscriptLine
from frontdesk.handoff.service import HandoffService
from frontdesk.settings import Settings
from frontdesk.storage.engine import Base, Database, open_engine

PASSWORD = "open sesame"
SAID_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORIGIN = {"Origin": "http://testserver"}


class NoDirectory:
    def find(self, customer_id: str) -> Customer | None:
        return None


@pytest.fixture
def database(tmp_path: Path) -> Database:
    engine = open_engine(f"sqlite:///{tmp_path}/frontdesk.db")
    Base.metadata.create_all(engine)
    return Database(engine)


@pytest.fixture
def handoff(database: Database) -> HandoffService:
    return HandoffService(database)


def app_with(handoff: HandoffService, **settings: Any) -> FastAPI:
    app = FastAPI()
    values = {"desk_password": PASSWORD} | settings
    app.include_router(build_router(handoff, NoDirectory(), Settings(_env_file=None, **values)))
    return app


@pytest.fixture
def client(handoff: HandoffService) -> Iterator[TestClient]:
    with TestClient(app_with(handoff)) as client:
        yield client


def between(text: str, before: str, after: str) -> str:
    return text.split(before, 1)[1].split(after, 1)[0]


def post_sign_in(client: TestClient, password: str = PASSWORD, name: str = "Ana") -> Any:
    token = between(client.get("/desk/sign-in").text, 'name="token" value="', '"')
    form = {"token": token, "name": name, "password": password}
    return client.post("/desk/sign-in", data=form, follow_redirects=False)


def sign_in(client: TestClient, name: str = "Ana") -> None:
    assert post_sign_in(client, name=name).status_code == 303
    client.headers["X-CSRF-Token"] = between(client.get("/desk").text, 'name="csrf" content="', '"')


def open_case(handoff: HandoffService, conversation_id: str = "c1") -> int:
    said = (TranscriptLine("k1", Author.CUSTOMER, "help", SAID_AT),)
    request = HandoffRequest(conversation_id, "callback", "asked", "cus_9", "Mia", "pro", transcript=said)
    return handoff.open_case(request).id


def test_without_a_session_the_desk_leads_to_sign_in_and_the_api_refuses(client: TestClient) -> None:
    page = client.get("/desk", follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/desk/sign-in")
    for method, path in [("GET", "queue"), ("GET", "closed"), ("GET", "cases/1"), ("POST", "cases/1/accept")]:
        answer = client.request(method, f"/desk/api/{path}")
        assert answer.status_code == 401
        assert answer.json() == {"error": "Sign in again: your session has ended."}


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient) -> None:
    cookie = post_sign_in(client).headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Secure" not in cookie


def test_behind_https_the_session_cookie_is_secure(handoff: HandoffService) -> None:
    app = app_with(handoff, public_url="https://support.example")
    with TestClient(app, base_url="https://testserver") as client:
        assert "Secure" in post_sign_in(client).headers["set-cookie"]


def test_wrong_passwords_are_refused_and_the_eleventh_has_to_wait(client: TestClient) -> None:
    for _ in range(10):
        answer = post_sign_in(client, "wrong")
        assert (answer.status_code, "not the desk&#39;s password" in answer.text) == (401, True)
    answer = post_sign_in(client, PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 60


def test_a_sign_in_from_another_sites_form_is_refused(client: TestClient) -> None:
    client.get("/desk/sign-in")
    form = {"token": "made up", "name": "Ana", "password": PASSWORD}
    assert client.post("/desk/sign-in", data=form, follow_redirects=False).status_code == 403


def test_the_password_is_hinted_in_development_and_never_in_production(handoff: HandoffService) -> None:
    assert "development-only" in TestClient(app_with(handoff)).get("/desk/sign-in").text
    secrets = dict.fromkeys(("rasa_token", "callback_token", "identity_secret"), "set")
    production = TestClient(app_with(handoff, environment="production", **secrets))
    assert "development-only" not in production.get("/desk/sign-in").text


def test_a_name_is_shown_as_text(client: TestClient) -> None:
    sign_in(client, "<b>Ana</b>")
    assert "<b>Ana</b>" not in client.get("/desk").text


def test_signing_out_needs_the_pages_token_and_ends_the_session(client: TestClient) -> None:
    sign_in(client)
    client.post("/desk/sign-out", data={"csrf": "made up"})
    assert client.get("/desk/api/queue").status_code == 200
    client.post("/desk/sign-out", data={"csrf": client.headers["X-CSRF-Token"]})
    assert client.get("/desk/api/queue").status_code == 401


def test_changes_need_the_pages_token(client: TestClient, handoff: HandoffService) -> None:
    case_id = open_case(handoff)
    sign_in(client)
    for token in ("", "made up"):
        answer = client.post(f"/desk/api/cases/{case_id}/accept", headers={"X-CSRF-Token": token})
        assert answer.status_code == 403
        assert "Reload the page" in answer.json()["error"]
    assert handoff.case(case_id).agent is None


def test_a_case_from_accept_to_close(client: TestClient, handoff: HandoffService) -> None:
    case_id = open_case(handoff)
    sign_in(client)
    assert [case["id"] for case in client.get("/desk/api/queue").json()["waiting"]] == [case_id]
    assert client.post(f"/desk/api/cases/{case_id}/accept").json()["agent"] == "Ana"
    assert [case["id"] for case in client.get("/desk/api/queue").json()["mine"]] == [case_id]
    line = client.post(f"/desk/api/cases/{case_id}/reply", json={"id": "a1b2c3d4", "text": " Hello "}).json()
    assert (line["text"], line["name"], line["delivery"]) == ("Hello", "Ana", "pending")
    closed = client.post(f"/desk/api/cases/{case_id}/close", json={"note": "Solved"}).json()
    assert (closed["state"], closed["note"], closed["customer"]) == ("resolved", "Solved", None)
    assert [line["text"] for line in closed["transcript"]] == ["help", "Hello"]
    assert [case["id"] for case in client.get("/desk/api/closed").json()["cases"]] == [case_id]


def test_a_second_agent_is_refused_with_the_name_of_the_first(client: TestClient, handoff: HandoffService) -> None:
    case_id = open_case(handoff)
    handoff.accept(case_id, "Ben")
    sign_in(client)
    for path, body in [("accept", None), ("reply", {"id": "a1b2c3d4", "text": "Hello"}), ("close", {"note": ""})]:
        answer = client.post(f"/desk/api/cases/{case_id}/{path}", json=body)
        assert (answer.status_code, answer.json()) == (409, {"error": "Ben has this conversation."})
    assert [case["agent"] for case in client.get("/desk/api/queue").json()["others"]] == ["Ben"]


def test_what_cannot_be_done_is_said_in_a_sentence(client: TestClient, handoff: HandoffService) -> None:
    case_id = open_case(handoff)
    sign_in(client)
    assert client.get("/desk/api/cases/99").status_code == 404
    assert client.get("/desk/api/cases/99").json() == {"error": "There is no case 99."}
    reply = f"/desk/api/cases/{case_id}/reply"
    assert client.post(reply, json={"id": "a1b2c3d4", "text": "Hi"}).json()["error"].startswith("Accept this")
    handoff.accept(case_id, "Ana")
    for body, words in [
        ({"id": "a1b2c3d4", "text": "  "}, "empty"),
        ({"id": "a1b2c3d4", "text": "x" * 4001}, "4000 fit"),
        ({"id": "?", "text": "Hi"}, "could not be read"),
        ({}, "could not be read"),
    ]:
        answer = client.post(reply, json=body)
        assert answer.status_code == 422
        assert words in answer.json()["error"]


def test_what_the_customer_writes_is_unread_until_its_agent_has_seen_it(
    client: TestClient, handoff: HandoffService, database: Database
) -> None:
    case_id = open_case(handoff)
    other_id = open_case(handoff, "c2")
    sign_in(client)
    handoff.accept(case_id, "Ana")
    handoff.accept(other_id, "Ben")
    with database.transaction() as session:
        for written_in in (case_id, other_id):
            store.append_lines(session, written_in, [TranscriptLine("k2", Author.CUSTOMER, "hm?", SAID_AT)])
    for seen_id in (case_id, other_id):
        assert client.post(f"/desk/api/cases/{seen_id}/seen").status_code == 204
    queue = client.get("/desk/api/queue").json()
    assert [case["unread"] for case in queue["mine"] + queue["others"]] == [0, 1]


def test_the_stream_tells_of_what_another_process_changed(client: TestClient, handoff: HandoffService) -> None:
    sign_in(client)
    with client.websocket_connect("/desk/api/stream", headers=ORIGIN) as stream:
        assert stream.receive_json() == {"ready": True}
        started = time.monotonic()
        case_id = open_case(handoff)
        assert stream.receive_json() == {"changed": [case_id]}
        assert time.monotonic() - started < 2
        handoff.accept(case_id, "Ben")
        assert stream.receive_json() == {"changed": [case_id]}


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}])
def test_the_stream_is_closed_to_other_sites(client: TestClient, headers: dict[str, str]) -> None:
    sign_in(client)
    _expect_closed(client, headers)


def test_the_stream_is_closed_to_who_is_not_signed_in(client: TestClient) -> None:
    _expect_closed(client, ORIGIN)


def _expect_closed(client: TestClient, headers: dict[str, str]) -> None:
    with client.websocket_connect("/desk/api/stream", headers=headers) as stream:
        with pytest.raises(WebSocketDisconnect) as closed:
            stream.receive_json()
        assert closed.value.code == 4401


def test_only_the_pages_own_files_are_served(client: TestClient) -> None:
    assert client.get("/desk/static/desk.js").status_code == 200
    for name in ("nothing.js", "..%2fweb.py", "%2e%2e/templates/desk.html"):
        assert client.get(f"/desk/static/{name}").status_code == 404
