"""Intent model, match gate, splitter and decision, with a stand-in for the encoder."""

import numpy as np
import pytest

from nlu.intent_model import IntentModel, fit_blend, softmax
from nlu.match_gate import MatchGate, Neighbourhood, gate_features
from nlu.requests import Request, decide, describe
from nlu.segmentation import Span
from nlu.splitter import OpeningWords, RequestSplitter, StretchTable, judge_stretches
from nlu.splitter_training import train_splitter
from nlu.understanding import train_understanding


@pytest.fixture(scope="module")
def trained(taught, encode):
    texts, intents = taught
    return train_understanding(texts, encode(texts), intents, encode, C=20.0, folds=2, accept_right=0.9, seed=1)


def test_training_texts_are_read_as_what_they_were_taught(trained, taught, encode):
    texts, intents = taught
    judged = trained.understanding.judge(texts, encode(texts))
    assert [trained.understanding.intents[best] for best in judged.best] == intents
    assert np.allclose(judged.probabilities.sum(axis=1), 1.0)
    assert ((judged.match >= 0) & (judged.match <= 1)).all()


def test_foreign_messages_match_less_than_taught_ones(trained, taught, encode):
    texts, _ = taught
    foreign = ["purple elephants juggle umbrellas", "zxcv qwer tyui", "tomorrow brings rain over lisbon"]
    near = trained.understanding.judge(texts, encode(texts)).match
    far = trained.understanding.judge(foreign, encode(foreign)).match
    assert far.max() < near.mean()


def test_two_trainings_agree(taught, encode, trained):
    texts, intents = taught
    again = train_understanding(texts, encode(texts), intents, encode, C=20.0, folds=2, accept_right=0.9, seed=1)
    one = trained.understanding.judge(["record the price"], encode(["record the price"]))
    other = again.understanding.judge(["record the price"], encode(["record the price"]))
    assert np.array_equal(one.probabilities, other.probabilities)


def test_two_intents_are_enough(encode):
    texts = ["yes please", "yes do it", "no thanks", "no never"]
    model = IntentModel().fit(texts, encode(texts), ["affirm", "affirm", "deny", "deny"])
    assert model.scores(["yes"], encode(["yes"]), 0.35).shape == (1, 2)


def test_the_blend_takes_the_view_that_is_right_and_cools_overconfidence():
    truth = np.array([0, 1, 0, 1])
    wrong = np.log(np.array([[0.01, 0.99], [0.99, 0.01], [0.01, 0.99], [0.99, 0.01]]))
    right = -wrong
    assert fit_blend(wrong, right, truth).lexical_weight == 0.5
    assert softmax(np.array([[2.0, 0.0]]), 4.0)[0, 0] < softmax(np.array([[2.0, 0.0]]))[0, 0]


def test_the_gate_trusts_near_and_certain_readings_more():
    certain, doubtful = np.array([[0.97, 0.02, 0.01]]), np.array([[0.4, 0.35, 0.25]])
    near, far = np.array([[0.95, 0.9]]), np.array([[0.2, 0.1]])
    rows = [(certain, near, True), (doubtful, far, False)] * 10
    features = np.concatenate([gate_features(probability, similarity) for probability, similarity, _ in rows])
    right = np.array([truth for *_, truth in rows])
    gate = MatchGate().fit(features, right, ~right)
    high, low = gate.probability(np.concatenate([gate_features(certain, near), gate_features(doubtful, far)]))
    assert high > 0.8 > 0.5 > low


def test_similarity_is_to_the_nearest_and_within_the_predicted_intent():
    neighbourhood = Neighbourhood(np.eye(3, dtype=np.float32), np.array([0, 0, 1]), 2)
    similarity = neighbourhood.similarity(np.array([[0.0, 0.0, 1.0]], dtype=np.float32), np.array([0]))
    assert similarity[0, 0] == 1.0
    assert similarity[0, 1] == 0.0


@pytest.fixture(scope="module")
def seen_by_all(taught, encode):
    """Trained in so many folds that no intent is hidden: every example is held out once."""
    texts, intents = taught
    return train_understanding(texts, encode(texts), intents, encode, C=20.0, folds=3, accept_right=0.9, seed=1)


@pytest.fixture(scope="module")
def splitter(taught, encode, seen_by_all):
    texts, intents = taught
    return train_splitter(
        texts, intents, seen_by_all, encode, samples=150, most_requests=5, false_split_target=0.05, seed=1
    )


def split(splitter, seen_by_all, encode, text):
    return [stretch.text for stretch in splitter.split(text, encode([text])[0], encode, seen_by_all.understanding)]


def test_a_message_without_a_mark_is_one_request(splitter, seen_by_all, encode):
    assert split(splitter, seen_by_all, encode, "how do I share my screen") == ["how do I share my screen"]


def test_the_threshold_decides_whether_a_cut_is_made(splitter, seen_by_all, encode):
    text = "reset my password. how much is pro"
    kept, splitter.threshold = splitter.threshold, 0.0
    try:
        assert split(splitter, seen_by_all, encode, text) == ["reset my password", "how much is pro"]
        splitter.threshold = 1.1
        assert split(splitter, seen_by_all, encode, text) == [text]
    finally:
        splitter.threshold = kept


def test_no_more_requests_are_made_than_allowed(taught, seen_by_all, encode):
    texts, _ = taught

    class AlwaysCut:
        def predict_proba(self, rows):
            return np.tile([0.0, 1.0], (len(rows), 1))

    splitter = RequestSplitter(OpeningWords(texts), most_requests=3)
    splitter._model, splitter._is_trained = AlwaysCut(), True
    text = "reset my password. how much is pro. share a window. record my call. price of enterprise"
    assert len(split(splitter, seen_by_all, encode, text)) == 3


def test_stretches_keep_their_place_in_the_message(seen_by_all, encode):
    from nlu.segmentation import find_cuts

    text = "reset my password and share a window"
    whole = judge_stretches(text, [Span(0, len(text))], encode([text]), seen_by_all.understanding)[0]
    table = StretchTable(text, find_cuts(text), whole, encode, seen_by_all.understanding)
    for first, last in ((0, 0), (1, 1), (0, 1)):
        stretch = table.between(first, last)
        assert text[stretch.span.start : stretch.span.end] == stretch.text


def request(intent, match=0.9, confidence=0.9, start=0, end=5):
    return Request("words", start, end, match, [{"name": intent, "confidence": confidence}])


def test_a_greeting_beside_a_request_is_set_aside():
    decision = decide([request("greet"), request("plan_price")], frozenset({"greet"}), 0.5, 0.4)
    assert decision.leading.intent == "plan_price"
    assert decision.social == ("greet",)
    assert [r.intent for r in decision.requests] == ["plan_price"]


def test_a_greeting_alone_leads():
    assert decide([request("greet")], frozenset({"greet"}), 0.5, 0.4).leading.intent == "greet"


@pytest.mark.parametrize(
    ("match", "confidence", "status"), [(0.9, 0.9, "matched"), (0.9, 0.3, "ambiguous"), (0.2, 0.9, "unmatched")]
)
def test_the_status_follows_match_and_confidence(match, confidence, status):
    assert decide([request("a", match, confidence)], frozenset(), 0.5, 0.4).status == status


def test_entities_belong_to_the_request_they_stand_in():
    entities = [{"entity": "plan", "start": 2, "end": 4, "value": "pro"}, {"entity": "plan", "start": 9, "end": 12}]
    assert describe(request("a"), entities)["entities"] == entities[:1]
