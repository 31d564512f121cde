"""Several requests in one message: none is forgotten, and each is dealt with in its turn."""

import pytest

from actions.answer import ActionAnswer
from actions.conversation import ActionCancel
from actions.next_request import ActionNextRequest
from actions.queue import read_message


def slot_of(intent, text, entities=()):
    return {"intent": intent, "text": text, "entities": list(entities)}


def test_what_a_message_asks_besides_is_queued_before_what_waits_already(scene, slots):
    turn = scene.turn(("record_meeting", "record"), ("polls", "polls"), slots={"requests": [slot_of("x", "earlier")]})
    assert [request["text"] for request in slots(read_message(turn))["requests"]] == ["polls", "earlier"]


def test_a_single_request_queues_nothing(scene):
    assert read_message(scene.turn(("polls", "polls"))) == []


def test_a_text_that_a_form_asked_for_is_not_taken_apart(scene):
    slots = {"requested_slot": "refund_reason"}
    turn = scene.turn(("polls", "it broke"), ("x", "it was late"), slots=slots, form="refund_form")
    assert read_message(turn) == []


def test_a_message_is_read_once(scene):
    turn = scene.turn(("record_meeting", "record"), ("polls", "polls"), slots={"requests": None})
    turn.tracker.events.append({"event": "slot", "name": "requests", "value": None})
    assert turn.queue == []
    assert read_message(turn) == []


def test_no_more_than_ten_requests_wait(scene, slots):
    turn = scene.turn(*[("polls", f"question {number}") for number in range(15)])
    assert len(slots(read_message(turn))["requests"]) == 10


def test_questions_that_wait_are_answered_in_the_same_turn(scene, slots):
    turn = scene.turn(("record_meeting", "record it"), ("polls", "make a poll"))
    events = scene.act(ActionAnswer(), turn)
    assert [question.text for question in scene.services.answers.asked] == ["record it", "make a poll"]
    assert slots(events)["requests"] is None
    assert "user" not in [event["event"] for event in events]


def test_what_no_article_answers_is_put_to_the_policies(scene, slots):
    turn = scene.turn(("record_meeting", "record it"), ("change_plan", "move me to pro"), ("polls", "make a poll"))
    events = scene.act(ActionAnswer(), turn)
    said = [event for event in events if event["event"] == "user"]
    assert [event["text"] for event in said] == ["move me to pro"]
    assert [request["text"] for request in slots(events)["requests"]] == ["make a poll"]


def test_a_question_about_the_plan_stops_the_queue_and_is_kept(scene, slots):
    turn = scene.turn(("meeting_limits", "limits"), slots={"requests": [slot_of("polls", "make a poll")]})
    events = scene.act(ActionAnswer(), turn)
    assert slots(events)["pending_question"]["text"] == "limits"
    assert [request["text"] for request in slots(events)["requests"]] == ["make a poll"]
    assert scene.buttons == ['/state_plan{"plan": "basic"}', '/state_plan{"plan": "pro"}']


def test_the_next_request_is_put_to_the_policies_with_its_slots(scene, slots):
    entity = {"entity": "plan", "value": "business", "start": 0, "end": 8}
    turn = scene.turn(("thank", "thanks"), slots={"requests": [slot_of("change_plan", "go up", [entity])]})
    events = scene.act(ActionNextRequest(), turn)
    kinds = [event["event"] for event in events]
    assert kinds == ["slot", "action", "user", "slot"]
    assert events[2]["metadata"] == {"queued": True}
    assert events[2]["parse_data"]["intent"]["name"] == "change_plan"
    assert slots(events) == {"requests": None, "new_plan": "business"}


@pytest.mark.parametrize("waiting_for", ["pending_question", "offer"])
def test_nothing_new_begins_while_the_customer_is_asked_something(scene, waiting_for):
    turn = scene.turn(("polls", "polls"), slots={"requests": [slot_of("polls", "later")]})
    turn.tracker.events.append({"event": "slot", "name": waiting_for, "value": "something"})
    assert scene.act(ActionNextRequest(), turn) == []


def test_nothing_new_begins_while_a_form_runs(scene):
    turn = scene.turn(("polls", "x"), slots={"requests": [slot_of("polls", "later")]}, form="refund_form")
    assert scene.act(ActionNextRequest(), turn) == []


def test_the_next_request_begins_when_its_form_was_left(scene):
    waiting = {"requests": [slot_of("polls", "make a poll")]}
    events = scene.act(ActionCancel(), scene.turn(("cancel", "stop"), slots=waiting, form="refund_form"))
    assert [event["text"] for event in events if event["event"] == "user"] == ["make a poll"]


def test_an_offer_is_taken_back_by_anything_but_a_reply(scene, slots):
    turn = scene.turn(("polls", "make a poll"), slots={"offer": "human"})
    assert slots(read_message(turn)) == {"offer": None}
    assert read_message(scene.turn(("affirm", "yes"), slots={"offer": "human"})) == []


def test_a_yes_beside_a_question_is_kept_for_what_was_offered(scene):
    """Understanding sets the yes aside as it does a greeting; here it answers an offer, and is dealt with after."""
    turn = scene.turn(("polls", "make a poll"), slots={"offer": "human"}, message={"social": ["affirm"]})
    events = scene.act(ActionAnswer(), turn)
    assert [question.text for question in scene.services.answers.asked] == ["make a poll"]
    assert [event["parse_data"]["intent"]["name"] for event in events if event["event"] == "user"] == ["affirm"]
    assert not any("other request" in text for text in scene.said)
