"""Every intent is taught, tested, answered and can be named to a customer; nothing else is."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from frontdesk.knowledge.intents import domain_intents, knowledge_intents

ROOT = Path(__file__).parents[2]
FEWEST_EXAMPLES = 20
FEWEST_TESTS = 6


def examples(paths: Iterable[Path]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in entry:
                found.setdefault(entry["intent"], []).extend(re.findall(r"^\s*- (.+)$", entry["examples"], re.M))
    return found


@pytest.fixture(scope="module")
def intents() -> set[str]:
    return domain_intents(ROOT)


@pytest.fixture(scope="module")
def answered_by_articles() -> set[str]:
    """The intents that stand in the front matter of an article."""
    named: set[str] = set()
    for path in (ROOT / "data" / "kb").rglob("*.md"):
        front_matter = path.read_text(encoding="utf-8").split("---\n")[1]
        named |= set(yaml.safe_load(front_matter)["intents"])
    return named


def in_rules() -> set[str]:
    named: set[str] = set()
    for path in (ROOT / "data" / "rules").glob("*.yml"):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            alternatives = [option for step in rule["steps"] for option in step.get("or", [step])]
            named |= {option["intent"] for option in alternatives if "intent" in option}
    return named


def test_every_intent_is_taught_by_enough_examples_and_nothing_else_is(intents: set[str]) -> None:
    taught = examples((ROOT / "data" / "nlu").glob("*.yml"))
    assert set(taught) == intents
    assert {intent: len(lines) for intent, lines in taught.items() if len(lines) < FEWEST_EXAMPLES} == {}


def test_every_intent_is_tested_by_words_that_are_not_taught(intents: set[str]) -> None:
    taught = examples((ROOT / "data" / "nlu").glob("*.yml"))
    tested = examples([ROOT / "tests" / "nlu" / "nlu.yml"])
    assert set(tested) == intents
    assert {intent: len(lines) for intent, lines in tested.items() if len(lines) < FEWEST_TESTS} == {}
    learned = {line.casefold() for lines in taught.values() for line in lines if len(line.split()) > 3}
    assert [line for lines in tested.values() for line in lines if line.casefold() in learned] == []


def test_every_intent_has_a_rule(intents: set[str]) -> None:
    assert in_rules() == intents | {"nlu_fallback"}


def test_every_question_has_an_article_and_articles_name_intents_only(
    intents: set[str], answered_by_articles: set[str]
) -> None:
    assert knowledge_intents(ROOT) - answered_by_articles == set()
    assert answered_by_articles - intents == set()


def test_every_intent_has_words_for_the_buttons_under_which_do_you_mean(
    intents: set[str], answered_by_articles: set[str]
) -> None:
    readings = yaml.safe_load((ROOT / "data" / "readings.yml").read_text(encoding="utf-8"))
    assert set(readings) <= intents
    assert intents - answered_by_articles <= set(readings), "an intent without an article needs words of its own"
    assert all(isinstance(words, str) and words.strip() for words in readings.values())
