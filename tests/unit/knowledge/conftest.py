"""A small catalogue and articles made from text, for the tests of rendering."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from frontdesk.knowledge.blocks import split_blocks
from frontdesk.knowledge.model import Article
from frontdesk.knowledge.plans import Plan, PlanCatalogue

MakeArticle = Callable[..., Article]


def _plan(id: str, length: str, seats: str, cloud: bool, price: str = "$14.90") -> Plan:
    limits = {
        "meeting_length": length,
        "seats": seats,
        "monthly_price": price,
        "yearly_price": "$1,142.80",
        "refund_window": "14 days",
        "meetings": "unlimited",
    }
    features = {"cloud": cloud, "webinars": id == "business", "captions": True, "telepathy": False}
    return Plan(id, id.capitalize(), f"The {id} plan", limits, features)


@pytest.fixture
def catalogue() -> PlanCatalogue:
    """Basic has short meetings and no cloud; Pro and Business are alike but for webinars."""
    return PlanCatalogue(
        [
            _plan("basic", "40 minutes", "1 seat", cloud=False, price="$0"),
            _plan("pro", "30 hours", "1 to 9 seats", cloud=True),
            _plan("business", "30 hours", "10 seats or more", cloud=True, price="$21.90"),
        ]
    )


@pytest.fixture
def make_article() -> MakeArticle:
    """Makes an article from the text of its body, which begins on line 14 of its file."""

    def make(body: str, plans: tuple[str, ...] = ("basic", "pro", "business")) -> Article:
        blocks, mistakes = split_blocks(body, first_line=14)
        assert not mistakes
        return Article(
            id="record-a-meeting",
            title="Record a meeting",
            topic="recording",
            intents=(),
            plans=plans,
            products=("meetings",),
            audience=("host",),
            language="en",
            updated=date(2026, 8, 14),
            related=(),
            blocks=blocks,
            path=Path("kb/recording/record-a-meeting.md"),
        )

    return make
