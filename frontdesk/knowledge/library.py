"""An index and the articles behind it, as the answer service reads them."""

from collections.abc import Collection

import numpy as np

from frontdesk.knowledge.index.files import StoredIndex
from frontdesk.knowledge.index.learned_relevance import CANDIDATE_ARTICLES
from frontdesk.knowledge.index.search import ArticleHit
from frontdesk.knowledge.index.word_evidence import WordEvidence
from frontdesk.knowledge.model import Passage


class Library:
    """One build of the knowledge base, in memory."""

    def __init__(self, stored: StoredIndex) -> None:
        self._index = stored.searchable()
        self._relevance = stored.relevance
        self._by_section: dict[tuple[str, str], list[Passage]] = {}
        self._titles: dict[str, str] = {}
        for passage in stored.passages:
            self._by_section.setdefault((passage.article_id, passage.anchor), []).append(passage)
            self._titles[passage.article_id] = passage.title
        self._articles_of_intent = stored.intents
        self.word_evidence = WordEvidence(stored.passages, stored.questions)

    @property
    def threshold(self) -> float:
        """Confidence below which nothing is answered."""
        return self._relevance.threshold

    def search(self, text: str, vector: np.ndarray, plan: str | None) -> list[ArticleHit]:
        """The articles that customers on `plan` may see and that may answer a question, likeliest first."""
        hits = self._index.search(text, vector, plan=plan, limit=CANDIDATE_ARTICLES)
        return self._relevance.judge(hits, vector)

    def articles_of_intent(self, intent: str | None) -> tuple[str, ...]:
        """The articles that name `intent`."""
        return self._articles_of_intent.get(intent or "", ())

    def passage(self, article_id: str, anchor: str, plan: str) -> Passage | None:
        """A section as customers on `plan` read it; None when they do not."""
        return next((p for p in self._by_section.get((article_id, anchor), ()) if plan in p.plans), None)

    def reads_the_same(self, section: tuple[str, str], plans: Collection[str]) -> bool:
        """Whether customers on all of `plans` read the section, given by article and anchor, in the same words."""
        texts = [passage.text if (passage := self.passage(*section, plan)) else None for plan in plans]
        return texts[0] is not None and len(set(texts)) == 1

    def title(self, article_id: str) -> str:
        """The article's title."""
        return self._titles[article_id]
