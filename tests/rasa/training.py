"""Trains Rasa on the small project, and asks what it learnt."""

import asyncio

import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from small_project import EXAMPLES, ROOT

ENCODER = str(ROOT / "models" / "encoder")
ENCODER_FEATURIZER = {"name": "nlu.encoder_featurizer.EncoderFeaturizer", "encoder": ENCODER}
REQUEST_CLASSIFIER = {
    "name": "nlu.request_classifier.RequestClassifier",
    "encoder": ENCODER,
    "split_samples": 200,
    "folds": 4,
    "social_intents": ["greet"],
}


# Rasa looks for an entity by its form only when some example has one.
ANNOTATED = ["it is [pro](plan)", "[webinars](product)", "[INV-2026-0000](invoice_number)", "[a@b.example](email)"]
INTENTS = {*EXAMPLES, "inform"}


def the_projects_pipeline():
    """The `pipeline:` of config.yml, with less to learn so that it is quick."""
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    for part in pipeline:
        if "encoder" in part:
            part["encoder"] = ENCODER
        if part["name"] == REQUEST_CLASSIFIER["name"]:
            part.update(split_samples=REQUEST_CLASSIFIER["split_samples"], folds=REQUEST_CLASSIFIER["folds"])
    return pipeline


def the_projects_entity_extractors():
    """What of the `pipeline:` of config.yml finds entities and gives them their values: all that needs no encoder."""
    return [part for part in the_projects_pipeline() if "encoder" not in part]


def train(folder, pipeline):
    """Train `pipeline` on the small project and the entities of the real one; the path of the model in `folder`."""
    entities = yaml.safe_load((ROOT / "data" / "nlu" / "entities.yml").read_text(encoding="utf-8"))["nlu"]
    taught = {**EXAMPLES, "inform": ANNOTATED}
    examples = [{"intent": intent, "examples": [{"text": text} for text in texts]} for intent, texts in taught.items()]
    data = {"version": "3.1", "nlu": [*examples, *entities]}
    (folder / "nlu.yml").write_text(yaml.safe_dump(data), encoding="utf-8")
    return train_on(folder / "nlu.yml", folder, pipeline)


def train_on(data, folder, pipeline):
    """Train `pipeline` on the file or folder `data`; the path of the model in `folder`."""
    config = {"recipe": "default.v1", "assistant_id": "test", "language": "en", "pipeline": pipeline}
    (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return train_nlu(str(folder / "config.yml"), str(data), str(folder))


def parse(agent: Agent, text):
    """The agent's parse of `text`."""
    return asyncio.run(agent.parse_message(text))
