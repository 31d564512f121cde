"""Chooses the sections that an answer is made of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from frontdesk.knowledge.index.search import ArticleHit, PassageHit

# A second article is quoted when its score is at least this share of the best one's, and it was found by the words or
# the meaning of the question itself.
SECOND_ARTICLE_SHARE = 0.93
MOST_ARTICLES = 3
MOST_RELATED = 3
# A section beside the lead is quoted when it is at least as near to the question as the lead, less this.
SECTION_SLACK = 0.02


@dataclass(frozen=True)
class Selection:
    """Sections to quote, by article and anchor, in the order of the answer; and articles that go on from there."""

    sections: tuple[tuple[str, str], ...]
    related: tuple[str, ...]


def select(hits: Sequence[ArticleHit], named: Collection[str], entities: Collection[str] = ()) -> Selection:
    """Choose from `hits`, best first.

    Args:
        named: articles that the understood intent names; they lead when they were found.
        entities: values such as an operating system; a section whose heading names one is preferred.
    """
    ordered = sorted(hits, key=lambda hit: hit.article_id not in named)
    leading, others = ordered[0], ordered[1:]
    quoted = [leading]
    for hit in others:
        near = hit.score >= SECOND_ARTICLE_SHARE * leading.score
        if near and len(quoted) < MOST_ARTICLES - 1 and (not named or hit.article_id in named):
            quoted.append(hit)
    sections = [*_sections_of(leading, entities), *((hit.article_id, "") for hit in quoted[1:])]
    quoted_ids = {hit.article_id for hit in quoted}
    related = [hit.article_id for hit in sorted(hits, key=lambda h: -h.score) if hit.article_id not in quoted_ids]
    return Selection(tuple(sections), tuple(related[:MOST_RELATED]))


def _sections_of(hit: ArticleHit, entities: Collection[str]) -> list[tuple[str, str]]:
    """The article's lead, and the section that answers the question best, if that is another one."""
    lead = (hit.article_id, "")
    best = max(hit.passages, key=lambda passage: passage.score + _names_entity(passage, entities))
    if best.passage.anchor == "":
        return [lead, *_steps_after(hit, best)]
    return [lead, (hit.article_id, best.passage.anchor)]


def _steps_after(hit: ArticleHit, lead: PassageHit) -> list[tuple[str, str]]:
    """The nearest section beside the lead, when it is about as near to the question."""
    others = [passage for passage in hit.passages if passage.passage.anchor != ""]
    if not others:
        return []
    best = max(others, key=lambda passage: passage.score)
    return [(hit.article_id, best.passage.anchor)] if best.score >= lead.score - SECTION_SLACK else []


def _names_entity(hit: PassageHit, entities: Collection[str]) -> float:
    heading = hit.passage.heading.casefold()
    return 0.3 if any(entity.casefold() in heading for entity in entities) else 0.0
