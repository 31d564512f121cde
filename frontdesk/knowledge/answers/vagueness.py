"""Notices a question that is too vague to answer, and what it may mean."""

from frontdesk.knowledge.answers.retrieval import Found
from frontdesk.knowledge.index.word_evidence import WordEvidence

# A question of one word that names something is vague when so many articles speak of it, none of them mostly.
FEWEST_MEANINGS = 3
MOST_SHARE = 0.7
MOST_CHOICES = 4


def meanings(found: Found, text: str, evidence: WordEvidence) -> tuple[str, ...]:
    """The articles that `text` may mean, likeliest first; none when it is clear enough to answer."""
    words = evidence.words(text)
    if len(words) > 1 or found.is_follow_up or len(found.parts) > 1:
        return ()
    if not words:
        return tuple(hit.article_id for hit in found.articles[:MOST_CHOICES])
    speaking = evidence.articles_of(next(iter(words)))
    meant = [hit.article_id for hit in found.articles if hit.article_id in speaking]
    if len(speaking) < FEWEST_MEANINGS or len(meant) < 2 or max(speaking.values()) >= MOST_SHARE * speaking.total():
        return ()
    return tuple(meant[:MOST_CHOICES])
