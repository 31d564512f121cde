"""Chooses the articles and sections that an answer is made of."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from frontdesk.knowledge.answers.retrieval import Found
from frontdesk.knowledge.index.search import ArticleHit, PassageHit

# A further article is quoted when it is at least this share as likely as the best one.
NEAR_SHARE = 0.5
MOST_NEAR = 3
# The article of a part of the question is quoted when it is this likely to answer the part.
PART_PROBABILITY = 0.3
MOST_ARTICLES = 4
MOST_RELATED = 3
KNOWN_WEIGHT = 0.5
ENTITY_BONUS = 0.3


@dataclass(frozen=True)
class Selection:
    """Sections to quote, by article and anchor, in the order of the answer.

    Attributes:
        sections: what is quoted.
        nearest: the one of them that is nearest to the question.
        related: articles that go on from there.
    """

    sections: tuple[tuple[str, str], ...]
    nearest: tuple[str, str]
    related: tuple[str, ...]


def select(found: Found, threshold: float, entities: Collection[str] = ()) -> Selection:
    """Choose from `found`, which holds an article at least.

    Args:
        threshold: probability below which an article is no answer.
        entities: values such as an operating system; a section whose heading names one is preferred.
    """
    leading, *others = _quoted(found, threshold)
    sections = [(leading.article_id, ""), (leading.article_id, _best_section(leading, entities))]
    for hit in others:
        sections += [(hit.article_id, ""), (hit.article_id, _nearest(hit, entities))]
    quoted = {article_id for article_id, _ in sections}
    related = [hit.article_id for hit in found.articles if hit.article_id not in quoted]
    nearest = (leading.article_id, _nearest(leading, entities))
    return Selection(tuple(dict.fromkeys(sections)), nearest, tuple(related[:MOST_RELATED]))


def best_probability(found: Found) -> float:
    """How likely it is that the knowledge base holds an answer to the question or to a part of it."""
    return max((hits[0].probability for hits in (found.articles, *found.parts) if hits), default=0.0)


def _quoted(found: Found, threshold: float) -> list[ArticleHit]:
    """The articles to quote: the likeliest, those that are near it, and what answers a part best."""
    best = found.articles[0]
    near = [hit for hit in found.articles[:MOST_NEAR] if hit.probability >= NEAR_SHARE * best.probability]
    of_parts = [hits[0] for hits in found.parts if hits[0].probability >= max(PART_PROBABILITY, threshold)]
    return _each_once([*near, *of_parts])[:MOST_ARTICLES]


def _each_once(hits: Iterable[ArticleHit]) -> list[ArticleHit]:
    return list({hit.article_id: hit for hit in reversed(list(hits))}.values())[::-1]


def _best_section(hit: ArticleHit, entities: Collection[str]) -> str:
    """The anchor of the section that is nearest to the question; the lead's where the article has none."""
    sections = [passage for passage in hit.passages if passage.passage.anchor]
    return max(sections, key=lambda passage: _nearness(passage, entities)).passage.anchor if sections else ""


def _nearest(hit: ArticleHit, entities: Collection[str]) -> str:
    """The anchor of what is nearest to the question, be it a section or the lead."""
    return max(hit.passages, key=lambda passage: _nearness(passage, entities)).passage.anchor


def _nearness(hit: PassageHit, entities: Collection[str]) -> float:
    heading = hit.passage.heading.casefold()
    named = any(re.search(rf"\b{re.escape(entity.casefold())}\b", heading) for entity in entities)
    return hit.score + KNOWN_WEIGHT * hit.known + (ENTITY_BONUS if named else 0.0)
