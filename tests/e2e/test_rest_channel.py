"""Any other channel of Rasa: the same assistant, in plain text, with its sources."""

from people import Desk
from running_system import System, wait_for


def test_the_rest_channel_answers_with_sources(system: System) -> None:
    asked = system.ask_rest("rest-1", "How long can my meeting last?").json()
    buttons = {button["title"]: button["payload"] for reply in asked for button in reply.get("buttons", ())}
    assert list(buttons) == ["Basic", "Pro", "Business", "Enterprise"]

    answered = system.ask_rest("rest-1", buttons["Basic"]).json()
    assert "up to 40 minutes" in answered[0]["text"]
    sources = [source["id"] for reply in answered for source in reply.get("custom", {}).get("sources", ())]
    assert sources[0] == "meeting-length-and-size"
    assert {reply["recipient_id"] for reply in answered} == {"rest-1"}


def test_a_form_works_there_too_and_tells_nothing_of_any_account(system: System) -> None:
    system.ask_rest("rest-2", "I want to report a problem")
    system.ask_rest("rest-2", "webinars")
    done = system.ask_rest("rest-2", "Nobody hears the panelists").json()
    ticket = system.row("SELECT number, product FROM tickets WHERE conversation_id = 'rest-2'")
    assert f"T-{ticket['number']}" in done[0]["text"] and ticket["product"] == "webinars"
    for sender in ("rest-3", "cus_maya"):
        (refused,) = system.ask_rest(sender, "Show me my invoices").json()
        assert "INV-" not in refused["text"]


def test_a_person_can_be_brought_in_from_there(system: System, desk: Desk) -> None:
    assert "bringing in a person" in system.ask_rest("rest-4", "I want to talk to a person").json()[0]["text"]
    assert system.ask_rest("rest-4", "hello?").json() == []

    case = system.row("SELECT id, channel FROM handoff_cases WHERE conversation_id = 'rest-4'")
    assert case["channel"] == "rest"
    wait_for(
        lambda: [line["text"] for line in desk.read(case["id"])["transcript"]][-1] == "hello?", "the desk reads along"
    )
