"""Training on as little as a new project has: it must not fail, and must read what it was taught."""

import numpy as np
import pytest

from nlu.match_gate import MatchGate
from nlu.splitter_training import train_splitter
from nlu.understanding import train_understanding

WORDS = [
    "record video",
    "save video",
    "price cost",
    "cost much",
    "lost password",
    "reset password",
    "hello",
    "hi hello",
]
INTENTS = ["record", "record", "price", "price", "password", "password", "greet", "greet"]


def train(texts, intents, encode, folds):
    return train_understanding(texts, encode(texts), intents, encode, C=20.0, folds=folds, accept_right=0.98, seed=42)


@pytest.mark.parametrize("folds", [2, 3, 4, 10])
@pytest.mark.parametrize("count", [4, 6, 8])
def test_two_examples_an_intent_are_enough(encode, folds, count):
    texts, intents = WORDS[:count], INTENTS[:count]
    understanding = train(texts, intents, encode, folds).understanding
    judged = understanding.judge(texts, encode(texts))
    assert [understanding.intents[best] for best in judged.best] == intents
    assert np.isfinite(judged.match).all()
    assert 0.0 <= understanding.match_threshold <= 1.0


@pytest.mark.parametrize("seed", range(8))
def test_any_seed_will_do(encode, seed):
    texts, intents = WORDS[:4], INTENTS[:4]
    trained = train_understanding(texts, encode(texts), intents, encode, C=1.0, folds=2, accept_right=0.9, seed=seed)
    assert np.allclose(trained.understanding.judge(texts, encode(texts)).probabilities.sum(axis=1), 1.0)


def test_examples_that_have_nothing_in_common_are_learnt_by_heart(encode):
    texts = [f"alpha{number} beta{number}" for number in range(40)]
    intents = [f"topic {number // 2}" for number in range(40)]
    understanding = train(texts, intents, encode, 10).understanding
    judged = understanding.judge(texts, encode(texts))
    assert [understanding.intents[best] for best in judged.best] == intents


def test_a_splitter_with_nothing_to_learn_from_splits_nothing(encode):
    texts, intents = WORDS[:4], INTENTS[:4]
    trained = train(texts, intents, encode, 4)
    splitter = train_splitter(
        texts, encode(texts), intents, trained, encode, samples=20, most_requests=5, false_split_target=0.03, seed=1
    )
    text = "record video. lost password"
    assert len(splitter.split(text, encode([text])[0], encode, trained.understanding)) == 1


@pytest.mark.parametrize("right", [True, False])
def test_a_gate_that_saw_only_one_outcome_goes_by_the_best_intents_probability(right):
    features = np.zeros((4, 5))
    features[:, 0] = np.log([0.9 / 0.1, 0.5 / 0.5, 0.2 / 0.8, 0.6 / 0.4])
    gate = MatchGate().fit(features, np.full(4, right), np.zeros(4, dtype=bool))
    assert gate.probability(features) == pytest.approx([0.9, 0.5, 0.2, 0.6])
