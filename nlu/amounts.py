"""Reads amounts of money as customers type them."""

from __future__ import annotations

import re
from decimal import Decimal

CURRENCIES = {
    "USD": ("$", "us$", "usd", "dollar", "dollars", "us dollar", "us dollars", "buck", "bucks"),
    "EUR": ("€", "eur", "euro", "euros"),
    "GBP": ("£", "gbp", "pound", "pounds", "quid"),
    "AUD": ("au$",),
    "CAD": ("ca$",),
}
CODES = {name: code for code, names in CURRENCIES.items() for name in names}
LONGEST_NAMES_FIRST = "|".join(re.escape(name) for name in sorted(CODES, key=len, reverse=True))
CURRENCY = re.compile(rf"(?<![a-z$])(?:{LONGEST_NAMES_FIRST})(?![a-z$])")

SMALL_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS = {
    "a": 1,
    **{word: number for number, word in enumerate(SMALL_NUMBERS)},
    **{word: number for number, word in zip(range(20, 100, 10), TENS)},
}

FIGURES = re.compile(r"(?P<whole>\d{1,3}(?:[ ,.]\d{3})+|\d+)(?:[.,](?P<cents>\d{1,2}))?")


def canonical_amount(text: str) -> str | None:
    """`text`, such as "€1.250,5" or "two hundred dollars", as number and currency: "1250.50 EUR".

    None when it names no number, or not exactly one currency of those in CURRENCIES.
    """
    typed = text.casefold()
    currencies = {CODES[name] for name in CURRENCY.findall(typed)}
    rest = " ".join(CURRENCY.sub(" ", typed).split())
    number = _in_figures(rest) if rest[:1].isdecimal() else _in_words(rest)
    if number is None or len(currencies) != 1:
        return None
    return f"{number:.2f} {currencies.pop()}"


def _in_figures(text: str) -> Decimal | None:
    """The number that is written as "1250.5", "1,250.50" or "1.250,5": three digits after a sign are thousands."""
    found = FIGURES.fullmatch(text)
    if not found:
        return None
    return Decimal("{}.{}".format(re.sub(r"\D", "", found["whole"]), found["cents"] or "0"))


def _in_words(text: str) -> Decimal | None:
    """The number that is written as "two hundred and five" or "twenty-five"; not "five six"."""
    words = [word for word in text.replace("-", " ").split() if word != "and"]
    thousands = hundreds = 0
    for word in words:
        if word == "thousand":
            thousands, hundreds = (hundreds or 1) * 1000, 0
        elif word == "hundred":
            hundreds = (hundreds or 1) * 100
        elif word in NUMBER_WORDS and _may_follow(NUMBER_WORDS[word], hundreds % 100):
            hundreds += NUMBER_WORDS[word]
        else:
            return None
    return Decimal(thousands + hundreds) if words else None


def _may_follow(number: int, below_a_hundred: int) -> bool:
    """Whether `number` may come after what was said of the tens and ones: five after twenty, any after nothing."""
    return below_a_hundred == 0 or (below_a_hundred in range(20, 100, 10) and number < 10)
