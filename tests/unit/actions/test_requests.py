"""Several requests in one message: none is forgotten, and each is dealt with in its turn."""

import pytest

from actions.answer import ActionAnswer
from actions.next_request import ActionNextRequest
from actions.read_message import ActionReadMessage


def slot_of(intent, text, entities=()):
    return {"intent": intent, "text": text, "entities": list(entities)}


def test_what_a_message_asks_besides_is_queued_before_what_waits_already(scene, slots):
    turn = scene.turn(("record_meeting", "record"), ("polls", "polls"), slots={"requests": [slot_of("x", "earlier")]})
    events = scene.act(ActionReadMessage(), turn)
    assert [request["text"] for request in slots(events)["requests"]] == ["polls", "earlier"]


def test_a_single_request_queues_nothing(scene):
    assert scene.act(ActionReadMessage(), scene.turn(("polls", "polls"))) == []


def test_a_text_that_a_form_asked_for_is_not_taken_apart(scene):
    slots = {"requested_slot": "refund_reason"}
    turn = scene.turn(("polls", "it broke"), ("x", "it was late"), slots=slots, form="refund_form")
    assert scene.act(ActionReadMessage(), turn) == []


def test_no_more_than_five_requests_wait(scene, slots):
    turn = scene.turn(*[("polls", f"question {number}") for number in range(9)])
    assert len(slots(scene.act(ActionReadMessage(), turn))["requests"]) == 5


def test_questions_that_wait_are_answered_in_the_same_turn(scene, slots):
    waiting = [slot_of("polls", "make a poll"), slot_of("change_plan", "move me to pro")]
    turn = scene.turn(("record_meeting", "record it"), slots={"requests": waiting})
    events = scene.act(ActionAnswer(), turn)
    assert [question.text for question in scene.services.answers.asked] == ["record it", "make a poll"]
    assert [request["text"] for request in slots(events)["requests"]] == ["move me to pro"]


def test_a_question_about_the_plan_stops_the_queue_and_is_kept(scene, slots):
    turn = scene.turn(("meeting_limits", "limits"), slots={"requests": [slot_of("polls", "make a poll")]})
    events = scene.act(ActionAnswer(), turn)
    assert slots(events)["pending_question"]["text"] == "limits"
    assert [request["text"] for request in slots(events)["requests"]] == ["make a poll"]
    assert scene.buttons == ['/state_plan{"plan": "basic"}', '/state_plan{"plan": "pro"}']


def test_the_next_request_is_put_to_the_policies_with_its_slots(scene, slots):
    entity = {"entity": "plan", "value": "business", "start": 0, "end": 8}
    turn = scene.turn(("record_meeting", "record it"), slots={"requests": [slot_of("change_plan", "go up", [entity])]})
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
