"""Intent model, match gate and their calibration, with a stand-in for the encoder."""

import numpy as np
import pytest

from nlu.intent_model import IntentModel, fit_blend, softmax
from nlu.match_gate import MatchGate, Neighbourhood, gate_features
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


def test_probabilities_sum_to_one_for_any_message(trained, encode):
    texts = ["", " ", "🙂", "\x00", "مرحبا", "record " * 500, "price? and record", "\u202e"]
    judged = trained.understanding.judge(texts, encode(texts))
    assert np.allclose(judged.probabilities.sum(axis=1), 1.0)
    assert ((judged.probabilities >= 0) & (judged.probabilities <= 1)).all()
    assert ((judged.match >= 0) & (judged.match <= 1)).all()


def test_a_message_is_judged_the_same_alone_and_among_others(trained, taught, encode):
    texts, _ = taught
    together = trained.understanding.judge(texts, encode(texts))
    alone = trained.understanding.judge(texts[5:6], encode(texts[5:6]))
    assert np.allclose(together.take(5).probabilities, alone.probabilities)
    assert np.allclose(together.take(5).match, alone.match)


def test_fold_models_hide_what_they_are_calibrated_on(trained, taught):
    _, intents = taught
    for fold in trained.folds:
        assert not set(fold.held_out) & set(fold.foreign)
        assert {intents[row] for row in fold.held_out} <= set(fold.model.intents)
        assert not {intents[row] for row in fold.foreign} & set(fold.model.intents)
    assert any(len(fold.foreign) for fold in trained.folds)


def test_the_threshold_falls_with_the_share_that_must_be_accepted(taught, encode):
    texts, intents = taught
    thresholds = [
        train_understanding(
            texts, encode(texts), intents, encode, C=20.0, folds=2, accept_right=share, seed=1
        ).understanding.match_threshold
        for share in (0.6, 0.8, 0.99)
    ]
    assert thresholds == sorted(thresholds, reverse=True)
    assert thresholds[0] > thresholds[-1]


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


@pytest.mark.parametrize("weight", [0.0, 0.35, 1.0])
def test_two_intents_share_the_probability(encode, weight):
    texts, intents = ["yes please", "yes do it", "no thanks", "no never"], ["affirm", "affirm", "deny", "deny"]
    probabilities = softmax(IntentModel().fit(texts, encode(texts), intents).scores(texts, encode(texts), weight))
    assert np.allclose(probabilities.sum(axis=1), 1.0)
    assert probabilities.argmax(axis=1).tolist() == [0, 0, 1, 1]


def test_the_temperature_makes_confidence_what_the_share_of_right_ones_is():
    # Odds of 99 to 1 are claimed, and three in four are right: odds of 3 to 1.
    claimed = np.log(np.array([[0.99, 0.01]] * 400))
    truth = np.array([0, 0, 0, 1] * 100)
    blend = fit_blend(claimed, claimed, truth)
    assert softmax(claimed[:1], blend.temperature)[0, 0] == pytest.approx(0.75, abs=0.01)
    assert blend.temperature == pytest.approx(np.log(99) / np.log(3), rel=0.03)


def test_a_softmax_of_huge_scores_is_finite():
    assert softmax(np.array([[1e6, 0.0, -1e6]])).tolist() == [[1.0, 0.0, 0.0]]


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
    nearer, farther = (gate_features(certain, similarity) for similarity in (near, far))
    assert gate.probability(nearer) > gate.probability(farther)


def test_foreign_messages_weigh_what_their_assumed_share_is():
    # Of messages alike, half are foreign in the sample, but one in ten is in life.
    features, foreign = np.zeros((200, 5)), np.arange(200) < 100
    gate = MatchGate().fit(features, ~foreign, foreign)
    assert gate.probability(features[:1])[0] == pytest.approx(0.9, abs=0.01)


def test_similarity_is_to_the_nearest_and_within_the_predicted_intent():
    neighbourhood = Neighbourhood(np.eye(3, dtype=np.float32), np.array([0, 0, 1]), 2)
    similarity = neighbourhood.similarity(np.array([[0.0, 0.0, 1.0]], dtype=np.float32), np.array([0]))
    assert similarity[0, 0] == 1.0
    assert similarity[0, 1] == 0.0
