"""Keeps one entity where several extractions of the same kind overlap."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class UniqueEntities(GraphComponent):
    """Drops entities that overlap a longer one of the same kind, as a lookup and a regex find in "the webinars".

    It stands after the extractors and has no options.
    """

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UniqueEntities:
        """Creates the component."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Leaves one entity at each place and of each kind in `messages`."""
        for message in messages:
            message.set(ENTITIES, without_overlaps(message.get(ENTITIES) or []), add_to_output=True)
        return messages


def without_overlaps(entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`entities` in their order, of the overlapping ones of a kind the longest; of equally long ones the first.

    Entities without a place in the text are kept.
    """
    taken: set[tuple[str, int]] = set()
    kept: set[int] = set()
    for position in sorted(range(len(entities)), key=lambda position: -len(_places(entities[position]))):
        places = {(entities[position]["entity"], place) for place in _places(entities[position])}
        if taken.isdisjoint(places):
            taken |= places
            kept.add(position)
    return [entity for position, entity in enumerate(entities) if position in kept]


def _places(entity: dict[str, Any]) -> range:
    return range(entity.get("start", 0), entity.get("end", 0))
