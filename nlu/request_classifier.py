"""Intent classification of whole messages and of the requests they hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.asides import train_asides
from nlu.encoder_featurizer import EncoderFeaturizer
from nlu.encoders import code_fingerprint, encoder_fingerprint, shared_encoder
from nlu.options import check_names, check_options
from nlu.reader import Reader
from nlu.requests import decide, describe
from nlu.spelling import Speller
from nlu.splitter_training import train_splitter
from nlu.understanding import train_understanding

FILE = "requests.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RequestClassifier(IntentClassifier, GraphComponent):
    """Classifies a message, says whether it was understood, and splits it into requests.

    A parse gets, besides `intent` and `intent_ranking`:

    - `match`: `{status, probability}`, status one of matched, ambiguous, unmatched. Unless matched, the intent is
      `nlu_fallback`, as with Rasa's own FallbackClassifier; the ranking keeps the readings.
    - `requests`: `[{intent, confidence, text, start, end, entities}]`, in the order they stand in the message.
    - `social`: intents such as a greeting that stand beside a request.

    Options:
        encoder: folder of the prepared encoder, relative to the project's root.
        C: inverse regularisation of the classifier, 0.1 to 1000.
        folds: parts for calibration by cross-validation, 2 to 10.
        accept_right: share of rightly read messages that must count as matched, 0.5 to 1; the threshold on the match
            probability follows from it by cross-validation.
        ambiguity_threshold: a matched message whose best reading is less probable than this is ambiguous, 0 to 1.
        most_requests: how many requests a message may hold, 1 to 9.
        split_samples: joined and single messages the splitter learns from, 0 (never split) to 5000.
        false_split_target: share of single messages that may be split, 0 to 0.2.
        social_intents: intents that never count as a request when another stands beside them.
        reply_intents: intents that answer a question, and count as a request only where no other was understood.
        random_seed: makes training repeatable, 0 or more.
    """

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        reader: Reader | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._encoder = shared_encoder(config["encoder"])
        self._social = frozenset(config["social_intents"])
        self._replies = frozenset(config["reply_intents"])
        self._reader = reader

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The options' defaults."""
        return {
            "encoder": "models/encoder",
            "C": 20.0,
            "folds": 4,
            "accept_right": 0.985,
            "ambiguity_threshold": 0.45,
            "most_requests": 5,
            "split_samples": 1000,
            "false_split_target": 0.02,
            "social_intents": [],
            "reply_intents": [],
            "random_seed": 42,
        }

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that must stand before this one."""
        return [EncoderFeaturizer]

    @staticmethod
    def required_packages() -> list[str]:
        """Python packages the component needs."""
        return ["sklearn", "scipy", "joblib"]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Checks the options.

        Raises:
            InvalidConfigException: names the option that is out of range.
        """
        ranges = {
            "C": (float, 0.1, 1000),
            "folds": (int, 2, 10),
            "accept_right": (float, 0.5, 1),
            "ambiguity_threshold": (float, 0, 1),
            "most_requests": (int, 1, 9),
            "split_samples": (int, 0, 5000),
            "false_split_target": (float, 0, 0.2),
            "random_seed": (int, 0, 2**32 - 1),
        }
        options = {**cls.get_default_config(), **config}
        check_options(cls.__name__, options, ranges)
        for option in ("social_intents", "reply_intents"):
            check_names(cls.__name__, option, options[option])

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Part of the component's fingerprint: the code it is made of and the encoder, so that Rasa trains it anew."""
        encoder = {**cls.get_default_config(), **config}["encoder"]
        return encoder_fingerprint(encoder) + code_fingerprint(Path(__file__).parent)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RequestClassifier:
        """Creates the component for training."""
        cls.validate_config(config)
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learns from the examples that have an intent.

        Raises:
            InvalidConfigException: fewer than two intents, or an intent with a single example.
        """
        examples = [example for example in training_data.intent_examples if (example.get(TEXT) or "").strip()]
        texts = [example.get(TEXT) for example in examples]
        intents = [example.get(INTENT) for example in examples]
        _check_examples(intents)
        seed, encode = self._config["random_seed"], self._encoder.encode
        vectors = _vectors(examples, encode)
        calibration = {option: self._config[option] for option in ("C", "folds", "accept_right")}
        trained = train_understanding(texts, vectors, intents, encode, **calibration, seed=seed)
        splitter = train_splitter(
            texts,
            vectors,
            intents,
            trained,
            encode,
            samples=self._config["split_samples"],
            most_requests=self._config["most_requests"],
            false_split_target=self._config["false_split_target"],
            seed=seed,
        )
        self._reader = Reader(
            Speller(texts, self._encoder.words),
            trained.understanding,
            train_asides(texts, vectors, trained, encode),
            splitter,
            acts=self._social | self._replies,
            replies=self._replies,
        )
        self._persist()
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leaves the training data as it is: later components learn from the intents that people wrote."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Sets intent, ranking, match and requests of each message."""
        for message in messages:
            if self._reader is None or not (message.get(TEXT) or "").strip():
                message.set(INTENT, {"name": None, "confidence": 0.0}, add_to_output=True)
                message.set("intent_ranking", [], add_to_output=True)
                continue
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        text = message.get(TEXT)
        vector = _vectors([message], self._encoder.encode)[0]
        requests = self._reader.read(text, vector, self._encoder.encode)
        decision = decide(
            requests,
            social=self._social,
            replies=self._replies,
            match_threshold=self._reader.understanding.match_threshold,
            ambiguity_threshold=self._config["ambiguity_threshold"],
        )
        ranking = decision.leading.ranking
        if decision.status != "matched":
            fallback = {"name": DEFAULT_NLU_FALLBACK_INTENT_NAME, "confidence": 1.0 - decision.leading.match}
            ranking = [fallback, *ranking]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        match = {"status": decision.status, "probability": round(decision.leading.match, 4)}
        message.set("match", match, add_to_output=True)
        entities = message.get(ENTITIES) or []
        message.set("requests", describe(decision.requests, entities), add_to_output=True)
        message.set("social", list(decision.social), add_to_output=True)

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            joblib.dump(self._reader, folder / FILE)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RequestClassifier:
        """Loads the trained component."""
        with model_storage.read_from(resource) as folder:
            reader = joblib.load(folder / FILE)
        return cls(config, model_storage, resource, reader)


def _vectors(messages: list[Message], encode) -> np.ndarray:
    found = [message.get_dense_features(TEXT)[1] for message in messages]
    if all(features is not None for features in found):
        return np.concatenate([features.features for features in found])
    return encode([message.get(TEXT) for message in messages])


def _check_examples(intents: list[str]) -> None:
    names, counts = np.unique(intents, return_counts=True)
    if len(names) < 2:
        raise InvalidConfigException("RequestClassifier needs training examples of at least two intents.")
    lonely = [name for name, count in zip(names, counts) if count < 2]
    if lonely:
        raise InvalidConfigException(f"RequestClassifier needs two examples or more of: {', '.join(lonely)}.")
