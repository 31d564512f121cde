"""Reads the questions that articles are known to answer from Rasa's training data."""

import re
from collections.abc import Iterable
from pathlib import Path

import yaml

from frontdesk.knowledge.model import Article, KnownQuestion

_ANNOTATION = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


def training_examples(folder: Path) -> dict[str, list[str]]:
    """The examples of every intent in the NLU files of `folder`, without entity annotations."""
    examples: dict[str, list[str]] = {}
    for path in sorted(folder.glob("**/*.yml")):
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for entry in document.get("nlu", []):
            if "intent" in entry:
                examples.setdefault(entry["intent"], []).extend(_lines(entry.get("examples", "")))
    return examples


def known_questions(articles: Iterable[Article], folder: Path) -> list[KnownQuestion]:
    """Every training example of an intent, for each article that names the intent."""
    examples = training_examples(folder)
    return [
        KnownQuestion(text, article.id)
        for article in articles
        for intent in article.intents
        for text in examples.get(intent, [])
    ]


def _lines(block: str) -> list[str]:
    lines = (line.strip() for line in block.splitlines())
    return [_ANNOTATION.sub(r"\1", line[2:].strip()) for line in lines if line.startswith("- ")]
