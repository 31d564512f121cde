"""Which articles speak of the words of a question: how a question too vague to answer gives itself away."""

import re
from collections import Counter
from collections.abc import Iterable

import Stemmer
from bm25s.stopwords import STOPWORDS_EN

from frontdesk.knowledge.model import KnownQuestion, Passage

# What customers say around the thing they mean.
_SAID_AROUND = frozenset(
    """
    i me my mine we us our you your he him his she her they them their it its what which who whom whose when where why
    how do does did done doing can could will would shall should may might must am are was were been being be have has
    had having get gets got getting make made want wants wanted need needs needed like help please pls plz hi hello hey
    thanks something somehow someone somebody anything everything nothing thing things stuff one ones some any all more
    most much many so too very just now then there here this these those that about with without from out up off over
    again still also question questions problem problems issue issues trouble work works working doesnt dont isnt cant
    wont im ive id its not no yes new
    """.split()
)
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")


class WordEvidence:
    """Counts, for each article, the titles and known questions that hold given words."""

    def __init__(self, passages: Iterable[Passage], questions: Iterable[KnownQuestion]) -> None:
        self._stem = Stemmer.Stemmer("english").stemWord
        texts = {(passage.article_id, passage.title) for passage in passages}
        texts |= {(question.article_id, question.text) for question in questions}
        self._articles_of: dict[str, Counter[str]] = {}
        for article_id, text in texts:
            for word in self.words(text):
                self._articles_of.setdefault(word, Counter())[article_id] += 1

    def words(self, text: str) -> set[str]:
        """The stems of the words of `text` that name something."""
        found = (re.sub(r"['\u2019]", "", match.group()) for match in _WORD.finditer(text.casefold()))
        return {self._stem(word) for word in found if word not in STOPWORDS_EN and word not in _SAID_AROUND}

    def articles_of(self, word: str) -> Counter[str]:
        """The articles that speak of a stem, and how often."""
        return self._articles_of.get(word, Counter())
