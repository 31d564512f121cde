"""Trains a Rasa NLU pipeline on labelled messages and parses with it."""

import asyncio
import json
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from benchmarks.nlu.dataset import Labelled


class Parse(NamedTuple):
    """A parse and what it took, in seconds."""

    result: dict[str, Any]
    seconds: float


class TrainedPipeline(NamedTuple):
    """A trained agent and what training it took, in seconds."""

    agent: Any
    train_seconds: float


def train_pipeline(config: Path, train: list[Labelled] | Path) -> TrainedPipeline:
    """Train the `pipeline:` of `config`; the clock covers all of `rasa train nlu`.

    Args:
        train: messages, of which the single requests are used, or Rasa's own training data.
    """
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    with tempfile.TemporaryDirectory() as folder:
        settings = yaml.safe_load(config.read_text(encoding="utf-8"))
        pipeline = {key: settings[key] for key in ("recipe", "assistant_id", "language", "pipeline")}
        config_file = Path(folder, "config.yml")
        config_file.write_text(yaml.safe_dump(pipeline), encoding="utf-8")
        data = train if isinstance(train, Path) else Path(folder, "nlu.json")
        if not isinstance(train, Path):
            data.write_text(json.dumps(_rasa_json(train)), encoding="utf-8")
        started = time.perf_counter()
        model = train_nlu(str(config_file), str(data), folder)
        seconds = time.perf_counter() - started
        return TrainedPipeline(Agent.load(model), seconds)


def _rasa_json(train: list[Labelled]) -> dict[str, Any]:
    examples = [{"text": row.text, "intent": row.intents[0], "entities": []} for row in train if len(row.intents) == 1]
    return {"rasa_nlu_data": {"common_examples": examples}}


def parse_all(pipeline: TrainedPipeline, texts: list[str]) -> list[Parse]:
    """Parse `texts` one by one, as messages arrive."""

    async def parse_one_by_one() -> list[Parse]:
        parses = []
        for text in texts:
            started = time.perf_counter()
            result = await pipeline.agent.parse_message(text)
            parses.append(Parse(result, time.perf_counter() - started))
        return parses

    return asyncio.run(parse_one_by_one())
