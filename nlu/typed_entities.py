"""Writes entities such as invoice numbers in their one proper form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES
from rasa.shared.nlu.training_data.message import Message

from nlu.amounts import canonical_amount
from nlu.dates import iso_date

LOWER_CASE = "lower case"
DIGITS = "digits"
NUMBER_AND_CURRENCY = "number and currency"
ISO_DATE = "ISO 8601"
NAMED_FORMS = (LOWER_CASE, DIGITS, NUMBER_AND_CURRENCY, ISO_DATE)
PLACE_OF_A_DIGIT = "#"


def today_in_utc() -> date:
    """The date that it is now."""
    return datetime.now(timezone.utc).date()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class TypedEntities(GraphComponent, EntityExtractorMixin):
    """Gives the values of entities the form that their kind has: "prl 1042" becomes PRL-1042.

    Options:
        forms: the form of each kind of entity that has one:

            - "lower case"
            - "digits": nothing else of the value is kept
            - "number and currency": "€1.250,5" becomes "1250.50 EUR"
            - "ISO 8601": "3 March 2026" becomes "2026-03-03"; "last Friday", "next month" and dates without a year are
              counted from today in UTC. What is meant as a whole becomes "2026-W10", "2026-03" or "2026"
            - a pattern in which each # stands for a digit, such as "INV-####-####"

            A value that cannot be brought into its form stays as it was typed, such as one with more or fewer digits
            than its pattern, a sum without a currency, and a date that may be two: "3/4".
    """

    def __init__(self, config: dict[str, Any], clock: Callable[[], date] = today_in_utc) -> None:
        """Takes the options and a clock that gives today's date."""
        self._forms: dict[str, str] = config["forms"]
        self._clock = clock

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
            if form not in NAMED_FORMS and (not isinstance(form, str) or PLACE_OF_A_DIGIT not in form):
                names = ", ".join(f"'{name}'" for name in NAMED_FORMS)
                raise InvalidConfigException(
                    f"config.yml: TypedEntities: the form of '{entity}' must be {names} or a pattern with "
                    f"{PLACE_OF_A_DIGIT} for each digit, not {form!r}."
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
        today = self._clock()
        for message in messages:
            entities = [self._in_form(entity, today) for entity in message.get(ENTITIES) or []]
            message.set(ENTITIES, entities, add_to_output=True)
        return messages

    def _in_form(self, entity: dict[str, Any], today: date) -> dict[str, Any]:
        form = self._forms.get(entity["entity"])
        value = in_form(str(entity["value"]), form, today) if form else entity["value"]
        return entity if value == entity["value"] else self.add_processor_name({**entity, "value": value})


def in_form(value: str, form: str, today: date) -> str:
    """`value` in `form`, one of the forms that TypedEntities knows; unchanged where it does not fit.

    Relative dates are counted from `today`.
    """
    if form == LOWER_CASE:
        return value.lower()
    if form == NUMBER_AND_CURRENCY:
        return canonical_amount(value) or value
    if form == ISO_DATE:
        return iso_date(value, today) or value
    return _with_digits_in_place(value, form)


def _with_digits_in_place(value: str, form: str) -> str:
    # Digits of other scripts, such as full-width ones, become the common ones.
    digits = [str(int(character)) for character in value if character.isdecimal()]
    if form == DIGITS:
        return "".join(digits) or value
    if len(digits) != form.count(PLACE_OF_A_DIGIT):
        return value
    next_digit = iter(digits)
    return "".join(next(next_digit) if sign == PLACE_OF_A_DIGIT else sign for sign in form)
