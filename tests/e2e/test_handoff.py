"""From the assistant to a person and back: nothing said is lost, and only one of them talks."""

from collections.abc import Callable
from contextlib import closing

import pytest
from people import Chat, Desk
from running_system import System, wait_for

SignIn = Callable[[str], Chat]


def said(case: dict) -> list[tuple[str, str]]:
    return [(line["author"], line["text"]) for line in case["transcript"]]


def test_asking_for_a_person_opens_a_case_that_holds_everything(sign_in: SignIn, desk: Desk) -> None:
    chat = sign_in("cus_ruth")
    answer = chat.ask("How do I record a meeting?")
    chat.ask("I want to talk to someone")
    chat.until(author="system")

    case = desk.case_of(chat)
    assert (case["reason"], case["state"], case["plan"]) == ("asked", "queued", "business")
    assert case["customer"]["name"] == case["customer_name"]
    assert [(request["intent"], request["text"]) for request in case["requests"]] == [
        ("record_meeting", "How do I record a meeting?")
    ]
    assert case["tried"] and "record-a-meeting" in case["tried"][0]
    lines = said(case)
    assert lines[0] == ("customer", "How do I record a meeting?")
    assert ("bot", answer.frames[0]["text"]) in lines
    wait_for(lambda: ("customer", "I want to talk to someone") in said(desk.case_of(chat)), "the transcript is whole")


def test_a_person_takes_over_and_gives_back(sign_in: SignIn, desk: Desk, system: System) -> None:
    chat = sign_in("cus_harriet")
    chat.ask("I need a real person please")
    case_id = desk.case_of(chat)["id"]
    chat.until(author="system")
    assert chat.ask("it is about our contract").frames == [], "the assistant is silent while the customer waits"
    desk.do(case_id, "accept")
    assert chat.until(handoff={"state": "active", "agent": "Ana"})["text"] == "Ana joined the conversation."
    wait_for(lambda: ("customer", "it is about our contract") in said(desk.read(case_id)), "the desk reads along")

    desk.do(case_id, "reply", text="Hello, Ana here. How can I help?")
    assert chat.until(author="agent", name="Ana")["text"] == "Hello, Ana here. How can I help?"
    assert chat.ask("How do I share my screen?").frames == [], "the assistant is silent while Ana has it"
    wait_for(lambda: said(desk.read(case_id))[-1] == ("customer", "How do I share my screen?"), "Ana sees it")

    desk.do(case_id, "close", note="Sorted out.")
    assert "assistant is back" in chat.until(handoff={"state": "resolved", "agent": "Ana"})["text"]
    assert "share-your-screen" in chat.ask("How do I share my screen?").sources
    row = system.row("SELECT state, agent, note FROM handoff_cases WHERE id = ?", case_id)
    assert tuple(row) == ("resolved", "Ana", "Sorted out.")


def test_what_is_said_while_the_customer_is_away_is_there_when_they_return(sign_in: SignIn, desk: Desk) -> None:
    chat = sign_in("cus_omar")
    chat.ask("Get me a human")
    case_id = desk.case_of(chat)["id"]
    chat.until(author="system")
    chat.close()
    desk.do(case_id, "accept")
    for text in ("one", "two"):
        desk.do(case_id, "reply", text=text)
    wait_for(
        lambda: (
            [line["delivery"] for line in desk.read(case_id)["transcript"] if line["author"] == "agent"]
            == ["delivered"] * 2
        ),
        "the replies are sent",
    )

    chat.open()
    assert chat.welcome["handled_by"] == "person"
    assert chat.until(author="agent")["text"] == "one"
    assert chat.until(author="agent")["text"] == "two"
    with closing(Chat(chat.system, "cus_jonas", conversation=chat.id, key=chat._hello["key"])) as other:
        assert other.id != chat.id, "the key of another's conversation opens nothing"


def test_two_failures_bring_in_a_person(visitor: Chat, desk: Desk) -> None:
    first = visitor.ask("flurb grobnak wibble")
    assert "Talk to a person" in first.buttons
    visitor.ask("that did not help at all")

    case = desk.case_of(visitor)
    assert case["reason"] == "failed" and case["customer_name"] == "Visitor"
    assert [request["state"] for request in case["requests"]] == ["not understood"]


@pytest.mark.parametrize(
    ("message", "reason"),
    [("This is the worst service ever, I have had enough!", "frustrated"), ("Let me speak to an agent", "asked")],
)
def test_who_has_had_enough_or_asks_gets_a_person_at_once(visitor: Chat, desk: Desk, message: str, reason: str) -> None:
    assert "bringing in a person" in visitor.ask(message).text
    assert desk.case_of(visitor)["reason"] == reason


def test_a_person_can_be_asked_for_in_the_middle_of_a_form(sign_in: SignIn, desk: Desk, system: System) -> None:
    chat = sign_in("cus_daniel")
    form = chat.ask("Change my billing email, and tell me my plan")
    assert form.frames
    chat.ask("I'd rather talk to a person")

    case = desk.case_of(chat)
    tracker = system.tracker(chat.id)
    assert tracker["paused"] and tracker["active_loop"] == {}
    desk.do(case["id"], "accept")
    desk.do(case["id"], "close")
    chat.until(handoff={"state": "resolved", "agent": "Ana"})
    assert "Hello" in chat.ask("hello").text, "the form is not under way any more"


def test_a_case_is_one_colleagues_and_no_strangers(sign_in: SignIn, system: System) -> None:
    chat = sign_in("cus_ruth")
    chat.ask("I want to talk to a human being")
    ana, ben = Desk(system, "Ana"), Desk(system, "Ben")
    case_id = ana.case_of(chat)["id"]
    ana.do(case_id, "accept")
    refused = ben.post(case_id, "accept")
    assert refused.status_code == 409 and "Ana" in refused.json()["error"]
    assert ben.post(case_id, "reply", text="hi", id="x" * 8).status_code == 409
