"""Checks the options that config.yml gives a component."""

from typing import Any

from rasa.shared.exceptions import InvalidConfigException


def check_options(component: str, config: dict[str, Any], ranges: dict[str, tuple]) -> None:
    """Refuse a number outside its range.

    Args:
        component: the component's name, for the message.
        config: the component's options.
        ranges: smallest and largest value allowed, by option.

    Raises:
        InvalidConfigException: names the component, the option, its value and its range.
    """
    for option, (smallest, largest) in ranges.items():
        value = config[option]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not smallest <= value <= largest:
            raise InvalidConfigException(
                f"config.yml: {component}: '{option}' must be a number from {smallest} to {largest}, not {value!r}."
            )
