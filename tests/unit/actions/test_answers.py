"""What is said: answers, sources, offers, greetings."""

import pytest

from actions.answer import ActionAnswer
from actions.conversation import ActionAffirm, ActionCancel, ActionGreet, ActionNotHelpful, ActionStartOver
from actions.handoff import ActionHandoff
from actions.not_understood import ActionNotUnderstood
from actions.remember_plan import ActionRememberPlan


def test_an_answer_is_for_the_plan_of_the_account(scene, ben):
    scene.customer = ben
    scene.act(ActionAnswer(), scene.turn(("polls", "limits")))
    assert scene.services.answers.asked[0].plan == "pro"
    assert scene.said == ["Answer to limits for pro"]


def test_sources_are_data_where_the_channel_shows_them_and_text_elsewhere(scene):
    scene.act(ActionAnswer(), scene.turn(("polls", "a poll")))
    assert scene.dispatcher.messages[1]["custom"]["sources"][0]["title"] == "An article"
    scene.dispatcher.messages.clear()
    scene.channel = "slack"
    scene.act(ActionAnswer(), scene.turn(("polls", "a poll")))
    assert scene.said == ["Answer to a poll for None\nSource: An article"]
    assert all(not message.get("custom") for message in scene.dispatcher.messages)


def test_the_first_failure_offers_a_person_and_the_second_brings_one(scene, slots):
    events = scene.act(ActionAnswer(), scene.turn(("polls", "nothing")))
    assert slots(events)["failures"] == 1
    assert slots(events)["offer"] == "human"
    assert "/talk_to_human" in scene.buttons
    events = scene.act(ActionAnswer(), scene.turn(("polls", "nothing"), slots={"failures": 1.0}))
    assert {"event": "pause", "timestamp": None} in events
    assert scene.services.handoff.opened[0].reason == "failed"


def test_an_answer_ends_a_row_of_failures(scene, slots):
    events = scene.act(ActionAnswer(), scene.turn(("polls", "a poll"), slots={"failures": 1.0}))
    assert slots(events)["failures"] == 0


def test_an_ambiguous_message_gets_one_question_with_a_way_out(scene, slots):
    ranking = [{"name": name} for name in ("nlu_fallback", "record_meeting", "polls", "x", "y")]
    message = {"match": {"status": "ambiguous"}, "intent_ranking": ranking}
    events = scene.act(ActionNotUnderstood(), scene.turn(("nlu_fallback", "the recording thing"), message=message))
    assert scene.buttons == ["/record_meeting", "/polls", "/x", "/talk_to_human"]
    assert slots(events)["pending_question"]["text"] == "the recording thing"


def test_an_unmatched_message_goes_to_the_knowledge_base_first(scene):
    message = {"match": {"status": "unmatched"}}
    scene.act(ActionNotUnderstood(), scene.turn(("nlu_fallback", "strange words"), message=message))
    assert scene.said[0].startswith("Answer to strange words")


def test_saying_the_plan_answers_the_question_that_waited(scene, slots):
    pending = {"intent": "meeting_limits", "text": "limits", "entities": []}
    entity = {"entity": "plan", "value": "Pro"}
    turn = scene.turn(("state_plan", "I'm on Pro"), entities=[entity], slots={"pending_question": pending})
    events = scene.act(ActionRememberPlan(), turn)
    assert scene.said == ["Answer to limits for pro"]
    assert slots(events)["stated_plan"] == "pro"
    assert slots(events)["pending_question"] is None


def test_the_account_beats_what_the_customer_says_about_the_plan(scene, ben):
    scene.customer = ben
    entity = {"entity": "plan", "value": "business"}
    scene.act(ActionRememberPlan(), scene.turn(("state_plan", "I have business"), entities=[entity]))
    assert "Your account is on Pro" in scene.said[0]


def test_yes_takes_up_an_offered_person_and_nothing_else(scene):
    scene.act(ActionAffirm(), scene.turn(("affirm", "yes")))
    assert scene.services.handoff.opened == []
    scene.act(ActionAffirm(), scene.turn(("affirm", "yes"), slots={"offer": "human"}))
    assert len(scene.services.handoff.opened) == 1


def test_a_person_gets_transcript_customer_and_requests(scene, ben):
    scene.customer = ben
    waiting = [{"intent": "polls", "text": "make a poll", "entities": []}]
    events = scene.act(ActionHandoff(), scene.turn(("talk_to_human", "a person"), slots={"requests": waiting}))
    case = scene.services.handoff.opened[0]
    assert (case.customer_id, case.plan, case.reason, case.channel) == ("cus_ben", "pro", "asked", "callback")
    assert [line.text for line in case.transcript] == ["a person"]
    assert {"event": "active_loop", "name": None, "timestamp": None} in events


def test_frustration_is_the_reason_given(scene):
    scene.act(ActionHandoff(), scene.turn(("frustrated", "this is useless")))
    assert scene.services.handoff.opened[0].reason == "frustrated"


def test_cancelling_empties_the_form_and_says_that_nothing_changed(scene, slots):
    events = scene.act(ActionCancel(), scene.turn(("cancel", "stop"), form="change_plan_form"))
    assert slots(events) == {"requested_slot": None, "new_plan": None, "plan_change_confirmed": None}
    assert "Nothing was changed" in scene.said[0]


def test_starting_over_forgets_all_but_the_plan(scene, slots):
    turn = scene.turn(("start_over", "again"), slots={"requests": [1], "stated_plan": "pro", "failures": 1})
    forgotten = slots(scene.act(ActionStartOver(), turn))
    assert forgotten["requests"] is None
    assert "stated_plan" not in forgotten


@pytest.mark.parametrize(("known", "greeting"), [(True, "Hello Ben!"), (False, "Hello!")])
def test_customers_are_greeted_by_name(scene, ben, known, greeting):
    scene.customer = ben if known else None
    scene.act(ActionGreet(), scene.turn(("greet", "hi")))
    assert scene.said[0].startswith(greeting)


def test_when_an_answer_did_not_help_the_question_before_is_looked_at_again(scene):
    earlier = {"event": "user", "text": "how do polls work", "metadata": {}}
    scene.act(ActionNotHelpful(), scene.turn(("not_helpful", "that did not help"), events=[earlier]))
    assert scene.services.answers.asked[0].text == "how do polls work"
