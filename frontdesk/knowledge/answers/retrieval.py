"""Finds articles for a question: in its conversation, as a whole, and part by part."""

import math
import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from frontdesk.knowledge.answers.model import Question
from frontdesk.knowledge.index.search import ArticleHit
from frontdesk.knowledge.library import Library
from nlu.segmentation import find_cuts, spans_between

Encode = Callable[[Sequence[str]], np.ndarray]

# What an understood intent, and having been quoted a moment ago, add to the log-odds of an article.
NAMED_BONUS = 2.0
QUOTED_BONUS = 1.0
# A message is taken on its own, whatever it refers to, when an article answers it as surely as this.
SURE = 0.6
WORDS_OF_A_FOLLOW_UP = 10
WORDS_OF_A_FRAGMENT = 4
WORDS_OF_A_PART = 3
TURNS_BACK = 3
_CONTINUES = re.compile(
    r"\W*(?:and|or|but|what about|how about|what if|why|then|also|on|for|with|in|until|when|ok|so|no|yes"
    r"|the (?:first|second|third|fourth|last|other))\b",
    re.IGNORECASE,
)
_REFERS_BACK = re.compile(
    r"\b(?:it|its|that|this|these|those|they|them|ones?|there|then|he|him|his|she|her|too|either|instead|afterwards"
    r"|same|else|longer|most|more)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """What a question found.

    Attributes:
        asked: the question as it was searched, with what it goes on from.
        articles: found by the whole question, likeliest first.
        parts: found by each of its parts, likeliest first; empty for a question in one piece.
    """

    asked: str
    articles: tuple[ArticleHit, ...]
    parts: tuple[tuple[ArticleHit, ...], ...]

    @property
    def is_follow_up(self) -> bool:
        return "\n" in self.asked


def retrieve(library: Library, encode: Encode, question: Question) -> Found:
    """Search `library` for `question`; a follow-up is searched together with what it goes on from."""
    alone = _search(library, encode, question.text, question, library.articles_of_intent(question.intent), NAMED_BONUS)
    context = _context(question)
    is_foreign = not alone or alone[0].probability == 0.0
    if context and (_refers_back(question.text) or (_is_fragment(question.text) and not is_foreign)):
        asked = "\n".join((*context, question.text))
        together = _search(library, encode, asked, question, question.about, QUOTED_BONUS)
        is_sure = bool(alone) and alone[0].probability >= SURE
        if together and not (is_sure and alone[0].probability > together[0].probability):
            return Found(asked, together, ())
    parts = _parts(question.text)
    vectors = encode(parts) if len(parts) > 1 else ()
    found = (tuple(library.search(part, vector, question.plan)) for part, vector in zip(parts, vectors, strict=False))
    return Found(question.text, alone, tuple(hits for hits in found if hits))


def _search(
    library: Library, encode: Encode, text: str, question: Question, believed: Collection[str], bonus: float
) -> tuple[ArticleHit, ...]:
    hits = library.search(text, encode([text])[0], question.plan)
    if believed:
        hits = [_with_bonus(hit, bonus) if hit.article_id in believed else hit for hit in hits]
        hits.sort(key=lambda hit: (-hit.probability, hit.article_id))
    return tuple(hits)


def _with_bonus(hit: ArticleHit, bonus: float) -> ArticleHit:
    odds = hit.probability / max(1.0 - hit.probability, 1e-9) * math.exp(bonus)
    return replace(hit, probability=odds / (1.0 + odds))


def _refers_back(text: str) -> bool:
    """Whether `text` is short and speaks of what was said before."""
    refers = _CONTINUES.match(text) or _REFERS_BACK.search(text)
    return len(text.split()) <= WORDS_OF_A_FOLLOW_UP and bool(refers)


def _is_fragment(text: str) -> bool:
    """Whether `text` is so short that it may add to what was said before: "on a Mac"."""
    return len(text.split()) <= WORDS_OF_A_FRAGMENT


def _context(question: Question) -> list[str]:
    """The turns that the question may go on from: the last one, and what that one went on from itself."""
    context: list[str] = []
    for turn in reversed(question.before[-TURNS_BACK:]):
        context.insert(0, turn)
        if not (_refers_back(turn) or _is_fragment(turn)):
            break
    return context


def _parts(text: str) -> list[str]:
    spans = spans_between(text, find_cuts(text))
    pieces = [text[span.start : span.end] for span in spans]
    return [piece for piece in pieces if len(piece.split()) >= WORDS_OF_A_PART]
