"""A question to the knowledge base and the answer to it."""

from dataclasses import dataclass
from enum import StrEnum


class AnswerStatus(StrEnum):
    """Answered: from evidence. Clarify: one thing must be known first. No answer: the articles do not hold it."""

    ANSWERED = "answered"
    CLARIFY = "clarify"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class Question:
    """What is asked.

    Attributes:
        text: as the customer put it.
        plan: id of the customer's plan; None when nobody knows it.
        intent: what Rasa understood, when it did; its articles are believed to hold the answer.
        entities: values that were found in the text, such as the device or the operating system.
        before: what the customer said before in this conversation, oldest first.
        about: ids of the articles that the answer before this question quoted.
    """

    text: str
    plan: str | None = None
    intent: str | None = None
    entities: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """Where a sentence stands: offsets into the article's text as customers on the answer's plan read it."""

    article_id: str
    anchor: str
    start: int
    end: int


@dataclass(frozen=True)
class AnswerSentence:
    """A piece of an answer, as Markdown, and what supports it."""

    text: str
    sources: tuple[Evidence, ...]


@dataclass(frozen=True)
class Source:
    """An article that the answer comes from, or that goes on from it."""

    article_id: str
    title: str
    url: str


class Unclear(StrEnum):
    """What must be known before there is an answer: the customer's plan, or which of several things they mean."""

    PLAN = "plan"
    MEANING = "meaning"


@dataclass(frozen=True)
class Choice:
    """Something a customer can choose when asked: a title to show, and the plan or the article it stands for."""

    title: str
    value: str


@dataclass(frozen=True)
class Answer:
    """What is said.

    Attributes:
        confidence: the probability that the knowledge base holds the answer, 0 to 1.
        asked: the question as it was understood, with what it went on from.
        unclear: what the customer is asked about, with `choices`.
    """

    status: AnswerStatus
    text: str
    plan: str | None
    confidence: float
    sentences: tuple[AnswerSentence, ...] = ()
    sources: tuple[Source, ...] = ()
    related: tuple[Source, ...] = ()
    choices: tuple[Choice, ...] = ()
    unclear: Unclear | None = None
    asked: str = ""
