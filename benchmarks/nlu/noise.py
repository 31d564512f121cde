"""Messages as people really type them: the same requests with slips, shorthand, small talk and long stories."""

import random
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from benchmarks.nlu.dataset import Labelled

SEED = 7
CLEAN = "clean"
MISSING_SPACES = 0.25
# Nothing is wrapped around less: "ok" in a story is no request any more.
FEWEST_WORDS = 3
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

Perturb = Callable[[str, random.Random], str]


def noisy_sets(test: list[Labelled], not_wrapped: frozenset[str]) -> dict[str, list[tuple[int, Labelled]]]:
    """`test` under each kind of noise, by the kind's name; the same every time.

    Args:
        test: labelled messages.
        not_wrapped: intents, such as a greeting, that are no request and get no words put around them.

    Returns:
        For each kind its messages, each with its place in `test`. The first kind is CLEAN, which changes nothing.
    """
    requests = [
        (place, row)
        for place, row in enumerate(test)
        if len(row.text.split()) >= FEWEST_WORDS and not set(row.intents) & not_wrapped
    ]
    kinds = {CLEAN: list(enumerate(test))}
    kinds |= {kind: _perturbed(kind, perturb, list(enumerate(test))) for kind, perturb in IN_THE_MESSAGE.items()}
    return kinds | {kind: _perturbed(kind, perturb, requests) for kind, perturb in AROUND_THE_MESSAGE.items()}


def _perturbed(kind: str, perturb: Perturb, rows: list[tuple[int, Labelled]]) -> list[tuple[int, Labelled]]:
    return [
        (place, row._replace(text=perturb(row.text, random.Random(f"{SEED} {kind} {place} {row.text}"))))
        for place, row in rows
    ]


def with_typos(share: float) -> Perturb:
    """A perturbation that makes a slip at `share` of a message's letters."""

    def perturb(text: str, chance: random.Random) -> str:
        letters = [place for place, letter in enumerate(text) if letter.isalpha()]
        places = chance.sample(letters, round(share * len(letters)))
        for place in sorted(places, reverse=True):  # From the end, so that the places before stay where they are.
            slip = chance.choice((_neighbour, _swap, _drop, _double))
            text = slip(text, place, chance)
        return text

    return perturb


def _neighbour(text: str, place: int, chance: random.Random) -> str:
    return text[:place] + chance.choice(_neighbours(text[place])) + text[place + 1 :]


def _neighbours(letter: str) -> str:
    """The keys around that of `letter`; itself, where the keyboard has no such key."""
    for number, row in enumerate(KEYBOARD):
        column = row.find(letter.lower())
        if column >= 0:
            near = KEYBOARD[max(0, number - 1) : number + 2]
            keys = "".join(keys[max(0, column - 1) : column + 2] for keys in near)
            found = keys.replace(letter.lower(), "")
            return found.upper() if letter.isupper() else found
    return letter


def _swap(text: str, place: int, chance: random.Random) -> str:
    return text[:place] + text[place + 1 : place + 2] + text[place] + text[place + 2 :]


def _drop(text: str, place: int, chance: random.Random) -> str:
    return text[:place] + text[place + 1 :]


def _double(text: str, place: int, chance: random.Random) -> str:
    return text[: place + 1] + text[place:]


def without_some_spaces(text: str, chance: random.Random) -> str:
    """`text` without MISSING_SPACES of its spaces, and without one at least."""
    spaces = [place for place, letter in enumerate(text) if letter == " "]
    if not spaces:
        return text
    gone = set(chance.sample(spaces, max(1, round(MISSING_SPACES * len(spaces)))))
    return "".join(letter for place, letter in enumerate(text) if place not in gone)


def in_shorthand(text: str, chance: random.Random) -> str:
    """`text` in small letters, with the short forms of a chat and an ending of one or two of its marks."""
    short = _words()["shorthand"]
    words = [short.get(word, word) for word in text.lower().rstrip(".?!").split()]
    return " ".join(words) + "".join(chance.sample(_words()["chat_closings"], chance.randint(1, 2)))


def with_filler(text: str, chance: random.Random) -> str:
    """`text` after an opening and before a closing that say nothing."""
    closing = chance.choice(_words()["closings"])
    if text.endswith((".", "?", "!")) and closing.startswith("."):
        closing = closing[1:]
    return chance.choice(_words()["openings"]) + text + closing


def with_pasted_error(text: str, chance: random.Random) -> str:
    """`text` with the text of an error pasted below it."""
    return f"{text}\n\n{chance.choice(_words()['pasted'])}"


def in_a_story(text: str, chance: random.Random) -> str:
    """`text` somewhere in a story of some two hundred words that has no other request in it."""
    question = text if text.endswith((".", "?", "!")) else f"{text}{chance.choice('.?')}"
    return chance.choice(_words()["stories"]).replace("{question}", question)


@lru_cache
def _words() -> dict[str, Any]:
    return yaml.safe_load(Path(__file__).with_name("noise.yml").read_text(encoding="utf-8"))


IN_THE_MESSAGE: dict[str, Perturb] = {
    "typos in 5% of letters": with_typos(0.05),
    "typos in 10% of letters": with_typos(0.10),
    "missing spaces": without_some_spaces,
    "all capitals": lambda text, chance: text.upper(),
    "all small letters": lambda text, chance: text.lower(),
    "chat shorthand": in_shorthand,
}
AROUND_THE_MESSAGE: dict[str, Perturb] = {
    "filler around it": with_filler,
    "an error pasted below": with_pasted_error,
    "in a story": in_a_story,
}
