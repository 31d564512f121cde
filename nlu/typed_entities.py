"""Writes entities such as invoice numbers in their one proper form."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

LOWER_CASE = "lower case"
DIGITS = "digits"
PLACE_OF_A_DIGIT = "#"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TypedEntities(GraphComponent, EntityExtractorMixin):
    """Gives the values of entities the form that their kind has: "prl 1042" becomes PRL-1042.

    Options:
        forms: the form of each kind of entity that has one: "lower case", "digits" (nothing else of the value is
            kept), or a pattern in which each # stands for a digit, such as "INV-####-####". A value with more or
            fewer digits than its pattern stays as it was typed.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._forms: dict[str, str] = config["forms"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The options' defaults."""
        return {"forms": {}}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Checks the forms.

        Raises:
            InvalidConfigException: names the entity whose form is none.
        """
        forms = config.get("forms", {})
        if not isinstance(forms, dict):
            raise InvalidConfigException(
                f"config.yml: TypedEntities: 'forms' must give entities a form each, not {forms!r}."
            )
        for entity, form in forms.items():
            if form not in (LOWER_CASE, DIGITS) and (not isinstance(form, str) or PLACE_OF_A_DIGIT not in form):
                raise InvalidConfigException(
                    f"config.yml: TypedEntities: the form of '{entity}' must be '{LOWER_CASE}', '{DIGITS}' or a "
                    f"pattern with {PLACE_OF_A_DIGIT} for each digit, not {form!r}."
                )

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TypedEntities:
        """Creates the component."""
        cls.validate_config(config)
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Rewrites the values of the entities of `messages`."""
        for message in messages:
            entities = [self._in_form(entity) for entity in message.get(ENTITIES) or []]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def _in_form(self, entity: dict[str, Any]) -> dict[str, Any]:
        form = self._forms.get(entity["entity"])
        value = in_form(str(entity["value"]), form) if form else entity["value"]
        return entity if value == entity["value"] else self.add_processor_name({**entity, "value": value})


def in_form(value: str, form: str) -> str:
    """`value` in `form`, one of the forms that TypedEntities knows; unchanged where it does not fit."""
    if form == LOWER_CASE:
        return value.lower()
    # Digits of other scripts, such as full-width ones, become the common ones.
    digits = [str(int(character)) for character in value if character.isdecimal()]
    if form == DIGITS:
        return "".join(digits) or value
    if len(digits) != form.count(PLACE_OF_A_DIGIT):
        return value
    next_digit = iter(digits)
    return "".join(next(next_digit) if sign == PLACE_OF_A_DIGIT else sign for sign in form)
