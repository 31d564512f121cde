"""Checks the options that config.yml gives a component."""

from typing import Any

from rasa.shared.exceptions import InvalidConfigException


def check_options(component: str, config: dict[str, Any], ranges: dict[str, tuple]) -> None:
    """Refuse a number outside its range, and a fraction where only whole numbers make sense.

    Args:
        component: the component's name, for the message.
        config: the component's options.
        ranges: type of number, smallest and largest value allowed, by option.

    Raises:
        InvalidConfigException: names the component, the option, its value and its range.
    """
    for option, (kind, smallest, largest) in ranges.items():
        value = config[option]
        allowed = (int,) if kind is int else (int, float)
        if isinstance(value, bool) or not isinstance(value, allowed) or not smallest <= value <= largest:
            number = "a whole number" if kind is int else "a number"
            raise InvalidConfigException(
                f"config.yml: {component}: '{option}' must be {number} from {smallest} to {largest}, not {value!r}."
            )


def check_names(component: str, option: str, value: Any) -> None:
    """Refuse what is no list of names.

    Raises:
        InvalidConfigException: names the component, the option and its value.
    """
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise InvalidConfigException(f"config.yml: {component}: '{option}' must be a list of names, not {value!r}.")
