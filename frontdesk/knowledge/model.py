"""Articles, as they are written and as a customer on a plan reads them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path


class ConditionKind(StrEnum):
    """What a `:::` line asks: one of these plans, a plan with a feature, a plan without it."""

    PLAN = "plan"
    HAS = "has"
    LACKS = "lacks"


@dataclass(frozen=True)
class Condition:
    """For whom a block holds. `names` are plan ids, or the one feature."""

    kind: ConditionKind
    names: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """A stretch of an article's body under one condition, or under none.

    A block may begin and end anywhere, also inside a section or a list: choose the blocks of a plan first, then split
    what is left in sections. `line` is the file's line on which `text` begins.
    """

    text: str
    line: int
    condition: Condition | None = None


@dataclass(frozen=True)
class Article:
    """An article as it is written. `plans` are the ids of the plans whose customers may see it."""

    id: str
    title: str
    topic: str
    intents: tuple[str, ...]
    plans: tuple[str, ...]
    products: tuple[str, ...]
    audience: tuple[str, ...]
    language: str
    updated: date
    related: tuple[str, ...]
    blocks: tuple[Block, ...]
    path: Path


@dataclass(frozen=True)
class RenderedSection:
    """A section as somebody reads it: `text` is Markdown, and `article.text[start:end] == text`.

    The lead has an empty heading and an empty anchor.
    """

    heading: str
    anchor: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class RenderedArticle:
    """An article as a customer on `plan` reads it, or, with `plan` None, a reader whose plan is unknown."""

    id: str
    title: str
    topic: str
    plan: str | None
    updated: date
    text: str
    lead: RenderedSection
    sections: tuple[RenderedSection, ...]


@dataclass(frozen=True)
class Mistake:
    """Something an author must put right, on a line of a file."""

    line: int
    message: str


class ContentError(Exception):
    """A file of the knowledge base cannot be used as it is written; the text names file and line."""

    def __init__(self, path: Path, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(f"{path}:{mistake.line}: {mistake.message}" for mistake in mistakes))
        self.path = path
        self.mistakes = mistakes


class ArticleError(ContentError):
    """An article's front matter or blocks are wrong."""


class UnknownPlaceholder(ContentError):
    """A placeholder names nothing in the plan catalogue."""


class NotForThisPlan(Exception):
    """Customers on this plan may not see the article."""

    def __init__(self, article_id: str, plan_id: str) -> None:
        super().__init__(f"Article {article_id} is not for customers on plan {plan_id}.")
        self.article_id = article_id
        self.plan_id = plan_id


class UnitKind(StrEnum):
    """What a piece of an article is: a sentence, a numbered step, or a point of a list."""

    SENTENCE = "sentence"
    STEP = "step"
    POINT = "point"


@dataclass(frozen=True)
class Unit:
    """The smallest piece that an answer quotes. `start` and `end` are offsets into the rendered article's text."""

    kind: UnitKind
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Passage:
    """A section of an article as customers on `plans` read it: what is searched and what answers are made of.

    `position` orders the passages of one article; the lead has position 0 and an empty heading and anchor.
    """

    id: str
    article_id: str
    title: str
    heading: str
    anchor: str
    position: int
    text: str
    units: tuple[Unit, ...]
    plans: tuple[str, ...]
    topic: str = ""
    language: str = "en"
    updated: date = date.min


@dataclass(frozen=True)
class KnownQuestion:
    """A question that an article is known to answer.

    `heading` is that of the section that answers it, empty for the lead; None where only the article is known, as it is
    of a training example of an intent that the article names.
    """

    text: str
    article_id: str
    heading: str | None = None
