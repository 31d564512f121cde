"""The components in a real Rasa pipeline: trained, saved, loaded, asked."""

import asyncio
import json
import time

import pytest
import yaml
from rasa.core.agent import Agent
from rasa.engine.storage.resource import Resource
from rasa.model_training import train_nlu
from rasa.shared.exceptions import InvalidConfigException
from small_project import EXAMPLES, ROOT

from nlu.encoders import shared_encoder
from nlu.request_classifier import RequestClassifier


def config_of(pipeline):
    return {"recipe": "default.v1", "assistant_id": "test", "language": "en", "pipeline": pipeline}


def the_projects_pipeline():
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text())["pipeline"]
    for part in pipeline:
        if "encoder" in part:
            part["encoder"] = str(ROOT / "models" / "encoder")
        if part["name"].endswith("RequestClassifier"):
            part.update(split_samples=60, folds=2)
    return pipeline


def train(folder, pipeline):
    examples = [
        {"text": text, "intent": intent, "entities": []} for intent, texts in EXAMPLES.items() for text in texts
    ]
    (folder / "nlu.json").write_text(json.dumps({"rasa_nlu_data": {"common_examples": examples}}))
    (folder / "config.yml").write_text(yaml.safe_dump(config_of(pipeline)))
    return train_nlu(str(folder / "config.yml"), str(folder / "nlu.json"), str(folder))


@pytest.fixture(scope="module")
def agent(tmp_path_factory):
    return Agent.load(train(tmp_path_factory.mktemp("model"), the_projects_pipeline()))


def parse(agent, text):
    return asyncio.run(agent.parse_message(text))


def test_the_projects_pipeline_reads_what_it_was_taught(agent):
    result = parse(agent, "how do I record a meeting")
    assert result["intent"]["name"] == "record_meeting"
    assert result["match"]["status"] == "matched"
    assert 0.0 <= result["match"]["probability"] <= 1.0


@pytest.mark.parametrize(
    "text", ["share a window", "reset my password. How much is pro?", "hi there, price of enterprise"]
)
def test_requests_stand_where_they_say(agent, text):
    requests = parse(agent, text)["requests"]
    assert 1 <= len(requests) <= 5
    for request in requests:
        assert text[request["start"] : request["end"]] == request["text"]
        assert set(request) == {"intent", "confidence", "match", "text", "start", "end", "entities"}


def test_unmatched_messages_fall_back_and_keep_their_readings(agent):
    result = parse(agent, "purple elephants juggle umbrellas under the lisbon rain")
    assert result["intent"]["name"] == "nlu_fallback"
    assert result["match"]["status"] in ("unmatched", "ambiguous")
    assert result["intent_ranking"][0]["name"] == "nlu_fallback"
    assert result["intent_ranking"][1]["name"] in EXAMPLES


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00\x01", "🙂🙂", "مرحبا كيف حالك", "\u202eabc", "a" * 3000, "' OR 1=1 --"]
)
def test_odd_messages_are_parsed(agent, text):
    assert "intent" in parse(agent, text)


def test_a_very_long_message_is_parsed_in_time(agent):
    started = time.monotonic()
    parse(agent, "my screen does not share, and then it does. " * 450)
    assert time.monotonic() - started < 20


def test_the_same_message_is_read_the_same_twice(agent):
    assert parse(agent, "record it and reset my password") == parse(agent, "record it and reset my password")


@pytest.mark.parametrize(
    ("option", "value"),
    [("C", 0), ("folds", 1), ("accept_right", 2), ("most_requests", 0), ("false_split_target", "low"), ("C", True)],
)
def test_a_wrong_option_is_refused_by_name(option, value):
    with pytest.raises(InvalidConfigException, match=rf"RequestClassifier: '{option}'"):
        RequestClassifier.validate_config({option: value})


def test_a_missing_encoder_is_refused_with_the_remedy(tmp_path):
    with pytest.raises(InvalidConfigException, match="make setup"):
        shared_encoder(str(tmp_path))


def test_an_intent_with_a_single_example_is_refused_by_name(tmp_path):
    from rasa.engine.storage.local_model_storage import LocalModelStorage
    from rasa.shared.nlu.training_data.message import Message
    from rasa.shared.nlu.training_data.training_data import TrainingData

    config = {**RequestClassifier.get_default_config(), "encoder": str(ROOT / "models" / "encoder")}
    component = RequestClassifier(config, LocalModelStorage(tmp_path), Resource("requests"))
    examples = [("hello", "greet"), ("hi", "greet"), ("price", "lonely_intent")]
    data = TrainingData([Message.build(text=text, intent=intent) for text, intent in examples])
    with pytest.raises(InvalidConfigException, match="lonely_intent"):
        component.train(data)


def test_the_fingerprint_names_code_and_encoder():
    config = {"encoder": str(ROOT / "models" / "encoder")}
    assert RequestClassifier.fingerprint_addon(config) == RequestClassifier.fingerprint_addon(config)
    assert len(RequestClassifier.fingerprint_addon(config)) == 64
