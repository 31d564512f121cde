"""Which articles and sections an answer is made of, and when a question is too vague for one."""

import pytest

from frontdesk.knowledge.answers.retrieval import Found
from frontdesk.knowledge.answers.selection import best_probability, select
from frontdesk.knowledge.answers.vagueness import meanings
from frontdesk.knowledge.index.search import ArticleHit, PassageHit
from frontdesk.knowledge.index.word_evidence import WordEvidence
from frontdesk.knowledge.model import KnownQuestion, Passage

THRESHOLD = 0.2


def passage(article_id: str, heading: str = "") -> Passage:
    anchor = heading.casefold().replace(" ", "-")
    return Passage(f"{article_id}{anchor}", article_id, article_id, heading, anchor, 0, "Text.", (), ("pro",))


def article(article_id: str, probability: float, **sections: float) -> ArticleHit:
    """An article found; `sections` are scores by heading, besides a lead of 0.5."""
    headings = {"": 0.5, **{heading.replace("_", " "): score for heading, score in sections.items()}}
    hits = [PassageHit(passage(article_id, heading), score, 0.0) for heading, score in headings.items()]
    return ArticleHit(article_id, tuple(sorted(hits, key=lambda hit: -hit.score)), 0.0, probability)


def found(*articles: ArticleHit, parts: tuple[tuple[ArticleHit, ...], ...] = (), asked: str = "x") -> Found:
    return Found(asked, articles, parts)


def test_the_lead_comes_first_and_then_the_nearest_section() -> None:
    selection = select(found(article("a", 0.9, On_a_phone=0.6, Limits=0.4)), THRESHOLD)
    assert selection.sections == (("a", ""), ("a", "on-a-phone"))
    assert selection.nearest == ("a", "on-a-phone")


def test_a_section_that_names_the_customers_device_is_preferred() -> None:
    hits = article("a", 0.9, On_Windows=0.55, On_a_Mac=0.5)
    assert select(found(hits), THRESHOLD, entities=["Mac"]).nearest == ("a", "on-a-mac")


def test_a_name_inside_another_word_is_no_name() -> None:
    hits = article("a", 0.9, Proxy_servers=0.5, Limits=0.55)
    assert select(found(hits), THRESHOLD, entities=["pro"]).nearest == ("a", "limits")


def test_articles_about_as_likely_are_quoted_and_the_rest_is_related() -> None:
    selection = select(found(article("a", 0.8), article("b", 0.5), article("c", 0.3)), THRESHOLD)
    assert selection.sections == (("a", ""), ("b", ""))
    assert selection.related == ("c",)


def test_each_part_of_a_question_gets_its_article() -> None:
    parts = ((article("a", 0.9),), (article("b", 0.7, Limits=0.9),), (article("c", 0.1),))
    selection = select(found(article("a", 0.6), parts=parts), THRESHOLD)
    assert selection.sections == (("a", ""), ("b", ""), ("b", "limits"))


def test_an_answer_to_a_part_is_an_answer() -> None:
    assert best_probability(found(article("a", 0.1), parts=((article("b", 0.7),),))) == 0.7
    assert best_probability(found()) == 0.0


@pytest.fixture
def evidence() -> WordEvidence:
    texts = {
        "record": ["record a meeting", "start a recording"],
        "find": ["where is my recording"],
        "share": ["send a recording to a colleague"],
        "poll": ["make a poll", "a poll for everyone"],
    }
    questions = [KnownQuestion(text, article_id) for article_id, of_article in texts.items() for text in of_article]
    return WordEvidence([], questions)


RECORDINGS = (article("find", 0.6), article("poll", 0.5), article("record", 0.4), article("share", 0.3))


def test_one_word_that_many_articles_speak_of_is_vague(evidence: WordEvidence) -> None:
    assert meanings(found(*RECORDINGS), "something with my recordings", evidence) == ("find", "record", "share")


def test_one_word_that_one_article_speaks_of_is_clear(evidence: WordEvidence) -> None:
    assert meanings(found(*RECORDINGS), "polls please", evidence) == ()


def test_a_question_that_names_two_things_is_clear(evidence: WordEvidence) -> None:
    assert meanings(found(*RECORDINGS), "send the recording", evidence) == ()


def test_a_question_that_names_nothing_may_mean_anything(evidence: WordEvidence) -> None:
    assert meanings(found(*RECORDINGS), "it doesn't work", evidence) == ("find", "poll", "record", "share")


def test_a_follow_up_is_not_vague(evidence: WordEvidence) -> None:
    assert meanings(found(*RECORDINGS, asked="how do I record?\nwhy?"), "why?", evidence) == ()
