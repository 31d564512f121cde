"""What the components refuse, and when Rasa trains them anew."""

import json
import shutil

import numpy as np
import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.training.fingerprinting import calculate_fingerprint_key
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from small_project import ROOT
from training import ENCODER, ENCODER_FEATURIZER, REQUEST_CLASSIFIER, train

from nlu.encoder_featurizer import EncoderFeaturizer
from nlu.encoders import code_fingerprint, shared_encoder
from nlu.request_classifier import RequestClassifier

CONFIG = {**RequestClassifier.get_default_config(), "encoder": ENCODER, "split_samples": 20, "folds": 2}


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("C", 0), ("C", True), ("C", "20"), ("C", None), ("C", float("nan")), ("C", 1001)),
        *(("folds", 1), ("folds", 11), ("folds", 2.5)),
        *(("accept_right", 2), ("accept_right", 0.49), ("ambiguity_threshold", -0.1)),
        *(("most_requests", 0), ("most_requests", 10), ("most_requests", 2.5)),
        *(("split_samples", -1), ("split_samples", 10.5), ("false_split_target", "low"), ("false_split_target", 0.21)),
        *(("random_seed", -1), ("random_seed", "x"), ("random_seed", 2**32)),
        *(("social_intents", "greet"), ("social_intents", None), ("social_intents", [1]), ("reply_intents", "affirm")),
    ],
)
def test_a_wrong_option_is_refused_by_name_and_value(option, value):
    with pytest.raises(
        InvalidConfigException, match=rf"^config.yml: RequestClassifier: '{option}' must be .*, not "
    ) as e:
        RequestClassifier.validate_config({option: value})
    assert str(e.value).endswith(f", not {value!r}.")


def test_the_least_and_the_most_are_allowed():
    low = {"C": 0.1, "folds": 2, "accept_right": 0.5, "ambiguity_threshold": 0, "most_requests": 1, "split_samples": 0}
    high = {"C": 1000, "folds": 10, "accept_right": 1, "ambiguity_threshold": 1, "most_requests": 9, "random_seed": 0}
    for options in (low, high, {}):
        RequestClassifier.validate_config(options)


def test_training_stops_at_a_wrong_option(tmp_path):
    with pytest.raises(InvalidConfigException, match="'folds' must be a whole number from 2 to 10, not 99"):
        train(tmp_path, [{"name": "WhitespaceTokenizer"}, ENCODER_FEATURIZER, {**REQUEST_CLASSIFIER, "folds": 99}])


def test_training_stops_at_a_folder_without_an_encoder(tmp_path):
    featurizer = {**ENCODER_FEATURIZER, "encoder": str(tmp_path / "nowhere")}
    with pytest.raises(InvalidConfigException, match=r"config.yml: 'encoder': .*nowhere: run `make setup`"):
        train(tmp_path, [{"name": "WhitespaceTokenizer"}, featurizer, REQUEST_CLASSIFIER])


def test_a_missing_encoder_is_refused_with_the_remedy(tmp_path):
    with pytest.raises(InvalidConfigException, match="make setup"):
        shared_encoder(str(tmp_path))


def test_the_featurizer_adds_one_unit_vector_under_its_alias():
    featurizer = EncoderFeaturizer({"encoder": ENCODER, "alias": "meaning"}, "featurizer")
    examples = TrainingData([Message.build(text="reset my password"), Message({"intent": "button"})])
    with_text, without_text = featurizer.process_training_data(examples).training_examples
    (features,) = with_text.features
    assert features.features.shape == (1, shared_encoder(ENCODER).dimension)
    assert np.linalg.norm(features.features) == pytest.approx(1.0, abs=1e-5)
    assert (features.origin, features.type, features.attribute) == ("meaning", "sentence", "text")
    assert without_text.features == []
    assert featurizer.process([]) == []


def component(folder):
    return RequestClassifier(CONFIG, LocalModelStorage(folder), Resource("requests"))


def data(*examples):
    return TrainingData([Message.build(text=text, intent=intent) for text, intent in examples])


def test_an_intent_with_a_single_example_is_refused_by_name(tmp_path):
    with pytest.raises(InvalidConfigException, match="lonely_intent"):
        component(tmp_path).train(data(("hello", "greet"), ("hi", "greet"), ("price", "lonely_intent")))


@pytest.mark.parametrize("examples", [(), (("hello", "greet"), ("hi", "greet"))])
def test_fewer_than_two_intents_are_refused(tmp_path, examples):
    with pytest.raises(InvalidConfigException, match="at least two intents"):
        component(tmp_path).train(data(*examples))


def test_two_intents_of_two_examples_are_trained_saved_and_loaded(tmp_path):
    classifier = component(tmp_path)
    classifier.train(data(("hello", "greet"), ("hi", "greet"), ("what is the price", "price"), ("the cost", "price")))
    loaded = RequestClassifier.load(CONFIG, LocalModelStorage(tmp_path), Resource("requests"), None)
    for text in ("hello", "the price please", "asdf"):
        (fresh,) = classifier.process([Message.build(text=text)])
        (again,) = loaded.process([Message.build(text=text)])
        assert fresh.as_dict(only_output_properties=True) == again.as_dict(only_output_properties=True)
        assert {"intent", "intent_ranking", "match", "requests", "social"} <= set(fresh.as_dict())


def test_an_untrained_classifier_names_no_intent(tmp_path):
    (message,) = component(tmp_path).process([Message.build(text="hello")])
    assert message.get("intent") == {"name": None, "confidence": 0.0}


@pytest.fixture
def another_encoder(tmp_path):
    folder = tmp_path / "encoder"
    shutil.copytree(ENCODER, folder)
    manifest = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
    (folder / "encoder.json").write_text(json.dumps({**manifest, "fingerprint": "another"}), encoding="utf-8")
    return str(folder)


@pytest.mark.parametrize("part", [RequestClassifier, EncoderFeaturizer])
def test_another_encoder_makes_rasa_train_anew(part, another_encoder):
    here = part.fingerprint_addon({"encoder": ENCODER})
    assert here == part.fingerprint_addon({"encoder": ENCODER})
    assert here != part.fingerprint_addon({"encoder": another_encoder})


def test_an_encoder_prepared_anew_in_the_same_folder_makes_rasa_train_anew(another_encoder):
    config = {"encoder": another_encoder}
    before = calculate_fingerprint_key(EncoderFeaturizer, config, {})
    shutil.copy(f"{ENCODER}/encoder.json", another_encoder)
    shared_encoder.cache_clear()  # As in the next process.
    assert calculate_fingerprint_key(EncoderFeaturizer, config, {}) != before


def test_changed_code_makes_rasa_train_anew(tmp_path):
    package = tmp_path / "nlu"
    shutil.copytree(ROOT / "nlu", package)
    unchanged = code_fingerprint(package)
    assert unchanged == code_fingerprint(ROOT / "nlu")
    with (package / "splitter.py").open("a") as file:
        file.write("\n")
    assert code_fingerprint(package) != unchanged
    assert unchanged in RequestClassifier.fingerprint_addon({"encoder": ENCODER})
