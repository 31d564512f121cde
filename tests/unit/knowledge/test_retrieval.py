"""How a question is read in its conversation, and which parts of it are searched."""

import re
from dataclasses import dataclass, field

import numpy as np
import pytest

from frontdesk.knowledge.answers.model import Question
from frontdesk.knowledge.answers.retrieval import retrieve
from frontdesk.knowledge.index.search import ArticleHit, PassageHit
from frontdesk.knowledge.model import Passage


def passage(article_id: str, heading: str = "") -> Passage:
    anchor = heading.casefold().replace(" ", "-")
    return Passage(f"{article_id}{anchor}", article_id, article_id, heading, anchor, 0, "Text.", (), ("pro",))


def hit(article_id: str, probability: float) -> ArticleHit:
    return ArticleHit(article_id, (PassageHit(passage(article_id), 0.5, 0.5),), 0.5, probability)


@dataclass
class FakeLibrary:
    """Finds articles by words of the question: each stands for an article and its probability, which they share."""

    finds: dict[str, tuple[str, float]]
    searched: list[str] = field(default_factory=list)

    def search(self, text: str, vector: np.ndarray, plan: str | None) -> list[ArticleHit]:
        self.searched.append(text)
        named = [self.finds[word] for word in re.findall(r"\w+", text.lower()) if word in self.finds]
        found = [hit(article_id, probability / len(named)) for article_id, probability in named]
        return sorted(found, key=lambda one: -one.probability)

    def articles_of_intent(self, intent: str | None) -> tuple[str, ...]:
        return ("record",) if intent == "record_meeting" else ()


def encode(texts: list[str]) -> np.ndarray:
    return np.zeros((len(texts), 2))


@pytest.fixture
def library() -> FakeLibrary:
    return FakeLibrary(
        {"record": ("record", 0.8), "android": ("phones", 0.3), "invoices": ("invoices", 0.9), "polls": ("polls", 0.5)}
    )


def ids(hits: tuple[ArticleHit, ...]) -> list[str]:
    return [one.article_id for one in hits]


def test_a_question_on_its_own_is_searched_as_it_is(library: FakeLibrary) -> None:
    found = retrieve(library, encode, Question("how do I record?"))
    assert (found.asked, found.is_follow_up) == ("how do I record?", False)
    assert library.searched == ["how do I record?"]


def test_a_follow_up_is_searched_with_what_it_goes_on_from(library: FakeLibrary) -> None:
    question = Question("and on android?", before=("how do I record?",), about=("record",))
    found = retrieve(library, encode, question)
    assert found.is_follow_up
    assert found.asked == "how do I record?\nand on android?"
    assert ids(found.articles) == ["record", "phones"]


def test_a_chain_of_follow_ups_goes_back_to_where_it_began(library: FakeLibrary) -> None:
    before = ("where are my invoices?", "I would like to record our weekly call on Friday, please", "and on android?")
    found = retrieve(library, encode, Question("why?", before=before))
    assert found.asked.splitlines() == [*before[1:], "why?"]


def test_a_few_words_that_mean_something_add_to_what_was_said(library: FakeLibrary) -> None:
    assert retrieve(library, encode, Question("android phone", before=("how do I record?",))).is_follow_up


def test_a_few_words_that_mean_nothing_add_nothing(library: FakeLibrary) -> None:
    assert not retrieve(library, encode, Question("flurb grobnak", before=("how do I record?",))).is_follow_up


def test_a_change_of_topic_is_noticed(library: FakeLibrary) -> None:
    question = Question("and where are the invoices?", before=("how do I record?",), about=("record",))
    found = retrieve(library, encode, question)
    assert not found.is_follow_up
    assert ids(found.articles) == ["invoices"]


def test_a_long_question_depends_on_nothing(library: FakeLibrary) -> None:
    text = "I would like to know how everybody in my team could make polls in it on android next week"
    assert retrieve(library, encode, Question(text, before=("how do I record?",))).asked == text


def test_the_parts_of_a_question_are_searched_too(library: FakeLibrary) -> None:
    found = retrieve(library, encode, Question("How do I record? And where are the invoices?"))
    assert [ids(part) for part in found.parts] == [["record"], ["invoices"]]


def test_an_understood_intent_makes_its_articles_likelier(library: FakeLibrary) -> None:
    library.finds |= {"record": ("record", 0.8), "polls": ("polls", 0.9)}
    found = retrieve(library, encode, Question("record polls", intent="record_meeting"))
    assert ids(found.articles) == ["record", "polls"]
    assert found.articles[0].probability == pytest.approx(0.4 * np.e**2 / (0.6 + 0.4 * np.e**2))
