"""Puts slips of typing right, by the words of the training examples and those that the encoder knows."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
# What people write in a chat instead of words.
SHORTHAND = {
    "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "thx": "thanks", "ty": "thank you",
    "ppl": "people", "msg": "message", "msgs": "messages", "acct": "account", "pw": "password", "pwd": "password",
    "tmrw": "tomorrow", "tmr": "tomorrow", "cuz": "because", "abt": "about", "rly": "really", "prob": "probably",
    "mins": "minutes", "secs": "seconds", "mtg": "meeting", "appt": "appointment", "asap": "as soon as possible",
    "btw": "by the way", "idk": "i don't know", "dont": "don't", "cant": "can't", "wont": "won't", "isnt": "isn't",
    "doesnt": "doesn't", "didnt": "didn't", "im": "i'm", "ive": "i've", "whats": "what's", "thats": "that's",
}  # fmt: skip
# Shorter words are one slip away from too many others.
SHORTEST = 3
# From this length on, a word is put right where two slips are in it.
LONG = 7
# How much rarer, in logarithms, one slip more makes a word than what it may be.
COST_OF_SLIP = 6.0
COST_OF_SPACE = 4.0
# What a word of the training examples counts for in comparison to one that only the encoder knows.
LEXICON_SHARE = 0.05


@dataclass(frozen=True)
class Corrected:
    """A text put right. `origin` holds for each of its letters where it came from in the text as it was typed."""

    text: str
    origin: Sequence[int]

    def typed(self, start: int, end: int) -> tuple[int, int]:
        """Where the letters from `start` up to `end` stand in the text as it was typed."""
        if start >= end:
            return (self.origin[start],) * 2 if start < len(self.origin) else (len(self.text),) * 2
        return self.origin[start], self.origin[end - 1] + 1


class Speller:
    """Replaces words that nobody knows by the likeliest known ones.

    Args:
        texts: the training examples, whose words are the likeliest.
        lexicon: other words that are known, the commonest first.
    """

    def __init__(self, texts: Iterable[str], lexicon: Sequence[str]) -> None:
        counts = Counter(word.lower() for text in texts for word in WORD.findall(text))
        total = max(1, sum(counts.values()))
        ranks = sum(1 / (rank + 100) for rank in range(len(lexicon))) or 1.0
        self._log_share = {word: math.log(LEXICON_SHARE / (rank + 100) / ranks) for rank, word in enumerate(lexicon)}
        for word, count in counts.items():
            if count > 1 or word not in self._log_share:
                self._log_share[word] = math.log(count / total)
        self._taught = set(counts)
        self._by_deletion: dict[str, list[str]] = {}
        for word in self._log_share:
            deletions = 2 if word in self._taught and len(word) >= LONG else 1
            for short in _deletions(word, deletions) if len(word) >= SHORTEST - 1 else ():
                self._by_deletion.setdefault(short, []).append(word)

    def correct(self, text: str) -> Corrected:
        """`text` with its unknown words replaced where a known one is near."""
        letters: list[str] = []
        origin: list[int] = []
        done = 0
        for match in WORD.finditer(text):
            word = match.group()
            right = self._right(word.lower())
            if right.lower() == word.lower():
                continue
            letters.append(text[done : match.start()])
            origin.extend(range(done, match.start()))
            letters.append(right)
            origin.extend(match.start() + min(place, len(word) - 1) for place in range(len(right) - 1))
            origin.append(match.end() - 1)
            done = match.end()
        letters.append(text[done:])
        origin.extend(range(done, len(text)))
        return Corrected("".join(letters), origin)

    def _right(self, word: str) -> str:
        if word in self._log_share or _stem(word) in self._log_share:
            return word
        if word in SHORTHAND:
            return SHORTHAND[word]
        if len(word) < SHORTEST:
            return word
        best, likeliest = word, -math.inf
        for candidate, slips in self._near(word):
            likely = self._log_share[candidate] - COST_OF_SLIP * slips
            if likely > likeliest:
                best, likeliest = candidate, likely
        for left, right in self._halves(word):
            likely = self._log_share[left] + self._log_share[right] - COST_OF_SPACE
            if likely > likeliest:
                best, likeliest = f"{left} {right}", likely
        return best

    def _near(self, word: str) -> Iterator[tuple[str, int]]:
        most = 2 if len(word) >= LONG else 1
        seen = set()
        for short in _deletions(word, most):
            for candidate in self._by_deletion.get(short, ()):
                if candidate not in seen:
                    seen.add(candidate)
                    slips = slips_between(word, candidate, most)
                    if slips <= most:
                        yield candidate, slips

    def _halves(self, word: str) -> Iterator[tuple[str, str]]:
        for place in range(1, len(word)):
            left, right = word[:place], word[place:]
            if left in self._taught and right in self._taught:
                yield left, right


def _stem(word: str) -> str:
    """`word` without the mark of a plural or a possessive, which no list of words has for each."""
    return word[:-2] if word[-2:] in ("'s", "\u2019s") else word.removesuffix("s")


def _deletions(word: str, most: int) -> set[str]:
    found = {word}
    for _ in range(most):
        found |= {short[:place] + short[place + 1 :] for short in found for place in range(len(short))}
    return found


def slips_between(one: str, other: str, most: int) -> int:
    """How many letters to change, put in, leave out or swap with the next make `other` of `one`; above `most`, more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    above_two, above, row = None, None, list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        above_two, above, row = above, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != wanted))
            if above_two and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, above_two[j - 2] + 1)
            row.append(cost)
    return row[-1]
