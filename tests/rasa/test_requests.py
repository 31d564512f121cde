"""What a message comes to, once its requests are known."""

import pytest

from nlu.requests import Request, decide, describe

NONE: frozenset[str] = frozenset()


def request(intent, match=0.9, confidence=0.9, start=0, end=5):
    return Request("words", start, end, match, [{"name": intent, "confidence": confidence}])


def test_a_greeting_beside_a_request_is_set_aside():
    decision = decide([request("greet"), request("plan_price")], frozenset({"greet"}), NONE, 0.5, 0.4)
    assert decision.leading.intent == "plan_price"
    assert decision.social == ("greet",)
    assert [r.intent for r in decision.requests] == ["plan_price"]


def test_several_social_acts_alone_are_requests_and_the_first_leads():
    decision = decide([request("greet"), request("thank")], frozenset({"greet", "thank"}), NONE, 0.5, 0.4)
    assert decision.leading.intent == "greet"
    assert decision.social == ()


def test_what_merely_resembles_a_greeting_is_not_set_aside():
    decision = decide([request("greet", match=0.1), request("plan_price")], frozenset({"greet"}), NONE, 0.5, 0.4)
    assert decision.status == "unmatched"
    assert [r.intent for r in decision.requests] == ["greet", "plan_price"]
    assert decision.social == ()


def test_a_greeting_does_not_make_a_foreign_request_understood():
    decision = decide([request("greet"), request("plan_price", match=0.1)], frozenset({"greet"}), NONE, 0.5, 0.4)
    assert decision.status == "unmatched"
    assert decision.leading.intent == "plan_price"


def test_requests_keep_their_order_around_what_is_set_aside():
    found = [request("plan_price", start=0, end=5), request("thank", start=6, end=9), request("polls", start=9, end=14)]
    decision = decide(found, frozenset({"thank"}), NONE, 0.5, 0.4)
    assert [r.intent for r in decision.requests] == ["plan_price", "polls"]
    assert decision.social == ("thank",)


def test_the_thresholds_themselves_are_enough():
    assert decide([request("a", match=0.5, confidence=0.4)], frozenset(), NONE, 0.5, 0.4).status == "matched"


def test_a_greeting_alone_leads():
    assert decide([request("greet")], frozenset({"greet"}), NONE, 0.5, 0.4).leading.intent == "greet"


@pytest.mark.parametrize(
    ("match", "confidence", "status"), [(0.9, 0.9, "matched"), (0.9, 0.3, "ambiguous"), (0.2, 0.9, "unmatched")]
)
def test_the_status_follows_match_and_confidence(match, confidence, status):
    assert decide([request("a", match, confidence)], frozenset(), NONE, 0.5, 0.4).status == status


def test_entities_belong_to_the_request_they_stand_in():
    entities = [{"entity": "plan", "start": 2, "end": 4, "value": "pro"}, {"entity": "plan", "start": 9, "end": 12}]
    first, second = describe([request("a", start=0, end=4), request("b", start=8, end=12)], entities)
    assert (first["entities"], second["entities"]) == (entities[:1], entities[1:])
    assert describe([request("a")], [{"entity": "plan", "value": "without a place"}])[0]["entities"] == []


def test_an_entity_outside_the_requests_goes_to_the_one_before_it():
    before, between, after = ({"entity": "plan", "start": start, "end": start + 2} for start in (1, 12, 40))
    first, second = describe([request("a", start=5, end=10), request("b", start=20, end=30)], [before, between, after])
    assert (first["entities"], second["entities"]) == ([before, between], [after])


def test_a_reply_beside_a_request_is_set_aside():
    decision = decide([request("deny"), request("plan_price")], NONE, frozenset({"deny"}), 0.5, 0.4)
    assert decision.leading.intent == "plan_price"
    assert decision.social == ("deny",)


def test_a_reply_beside_words_that_say_nothing_leads():
    found = [request("affirm"), request("plan_price", match=0.1)]
    decision = decide(found, NONE, frozenset({"affirm"}), 0.5, 0.4)
    assert decision.leading.intent == "affirm"
    assert decision.status == "matched"
