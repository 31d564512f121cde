"""Dense sentence features from the project's own encoder."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.encoders import encoder_fingerprint, shared_encoder


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class EncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one dense feature vector of a message's whole text.

    Options:
        encoder: folder of the prepared encoder, relative to the project's root.
        alias: name the features are known by to later components.
    """

    def __init__(self, config: dict[str, Any], name: str) -> None:
        super().__init__(name, config)
        self._encoder = shared_encoder(config["encoder"])

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The options' defaults."""
        return {**DenseFeaturizer.get_default_config(), "encoder": "models/encoder", "alias": None}

    @staticmethod
    def required_packages() -> list[str]:
        """Python packages the component needs."""
        return ["onnxruntime", "tokenizers"]

    @classmethod
    def required_components(cls) -> list[type]:
        """Components that must stand before this one."""
        return [Tokenizer]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Part of the component's fingerprint: the encoder, so that what learns from its vectors is trained anew."""
        return encoder_fingerprint({**cls.get_default_config(), **config}["encoder"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EncoderFeaturizer:
        """Creates the component for training."""
        return cls(config, execution_context.node_name)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Adds features to every training example that has a text."""
        self.process([message for message in training_data.training_examples if message.get(TEXT)])
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Adds features to `messages`."""
        vectors = self._encoder.encode([message.get(TEXT) or "" for message in messages])
        for message, vector in zip(messages, vectors):
            message.add_features(self._features(vector))
        return messages

    def _features(self, vector: np.ndarray) -> Features:
        return Features(vector[np.newaxis, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing more to check than that the encoder's folder loads, which the constructor does."""
