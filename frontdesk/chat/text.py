"""What a customer typed, made fit to keep and to hand to Rasa."""

import re
import unicodedata

_LINE_BREAK = re.compile(r"\r\n?|\u2028|\u2029")
_INVISIBLE = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}


def clean(text: str) -> str:
    """`text` without control characters and half surrogates, its ends trimmed; "" when nothing visible is left.

    Line breaks, emoji (with their joiners) and every script stay.
    """
    text = _LINE_BREAK.sub("\n", text).replace("\t", " ")
    kept = "".join(character for character in text if character == "\n" or _is_text(character)).strip()
    has_substance = any(unicodedata.category(character) not in _INVISIBLE for character in kept)
    return kept if has_substance else ""


def as_plain_words(text: str) -> str:
    """`text` so that Rasa reads it as words and never as a command.

    Rasa trims a message and takes one that begins with "/" as an intent ("/restart", "/inform{...}"), whoever wrote
    it. A leading space would be trimmed away, so the slashes themselves go.
    """
    words = text.lstrip()
    while words.startswith("/"):
        words = words.lstrip("/").lstrip()
    return words or "slash"


def _is_text(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs"}
