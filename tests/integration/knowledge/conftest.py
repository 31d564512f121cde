"""A small project on disk: three plans' worth of content, a domain and rules, all without a mistake."""

from pathlib import Path

import pytest

PLANS = """\
currency: USD
plans:
  basic:
    name: Basic
    summary: Free
    limits: {monthly_price: $0, yearly_price: $0, seats: 1 seat, refund_window: 0 days, length: 40 minutes}
    features: {cloud: false}
  pro:
    name: Pro
    summary: Paid
    limits: {monthly_price: $14.90, yearly_price: $142.80, seats: 1 to 9 seats, refund_window: 14 days,
             length: 30 hours}
    features: {cloud: true}
"""

ARTICLE = """\
---
id: {id}
title: {title}
topic: {topic}
intents: [{intents}]
plans: [{plans}]
products: [meetings]
audience: [host]
language: en
updated: 2026-08-14
related: [{related}]
---
{body}
"""

DOMAIN = "intents:\n- greet\n- record_meeting:\n    use_entities: []\n- join_meeting\n"

RULES = """\
rules:
- rule: answer questions
  steps:
  - or:
    - intent: record_meeting
    - intent: join_meeting
  - action: action_answer
- rule: greet
  steps:
  - intent: greet
  - action: utter_greet
"""


class Project:
    """The project's folder, and shorthands to write its files."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.kb = root / "data" / "kb"

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def article(self, id: str, body: str, topic: str = "recording", file: str = "", **fields: str) -> Path:
        """Write an article; `fields` replace its front matter's title, intents, plans and related."""
        values = {"title": id.replace("-", " "), "intents": "", "plans": "basic, pro", "related": ""} | fields
        text = ARTICLE.format(id=id, body=body, topic=topic, **values)
        return self.write(file or f"data/kb/{topic}/{id}.md", text)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    made.write("data/plans.yml", PLANS)
    made.write("domain.yml", DOMAIN)
    made.write("data/rules/answers.yml", RULES)
    body = (
        "::: has cloud\nRecord to the cloud.\n:::\n::: lacks cloud\nRecord here.\n:::\n\n## Limits\n{{ plan.length }}"
    )
    made.article("record-a-meeting", body, intents="record_meeting", related="join-a-meeting")
    made.article(
        "join-a-meeting", "Open the link, see [rec](article:record-a-meeting).", "joining", intents="join_meeting"
    )
    return made
