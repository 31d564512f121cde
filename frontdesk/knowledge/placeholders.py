"""Fills `{{ ... }}` from the plan catalogue, for a reader on one plan or on any of several."""

import re

from frontdesk.knowledge.model import Mistake
from frontdesk.knowledge.plans import PlanCatalogue

_PLACEHOLDER = re.compile(r"\{\{\s*(?P<name>[^{}]*?)\s*\}\}")
_STRAY_BRACES = re.compile(r"\{\{|\}\}")
# For a reader of several plans, "40 minutes on Basic and 30 hours on Pro on your plan" says the plan twice.
_LIMIT_ON_PLAN = re.compile(r"(\{\{\s*plan\.(?!name\b)\w+\s*\}\})\s+on\s+\{\{\s*plan\.name\s*\}\}")
_SENTENCE_START = re.compile(r"(?:\A|\n\n|[.!?]\s|^(?:[-*+]|\d+[.)])\s|\*\*On [^*]+:\*\*\s)(?:\*\*)?\Z", re.MULTILINE)


class _Unknown(Exception):
    """A placeholder names nothing; the message says what and how to mend it."""


def placeholder_mistakes(text: str, line: int, catalogue: PlanCatalogue) -> list[Mistake]:
    """What is wrong with the placeholders of `text`, which begins on `line` of its file."""
    mistakes = []
    for match in _PLACEHOLDER.finditer(text):
        try:
            _value(match["name"], catalogue.ids, catalogue)
        except _Unknown as unknown:
            mistakes.append(Mistake(_line_of(text, match.start(), line), f"`{match[0]}`: {unknown}"))
    without = _PLACEHOLDER.sub(lambda match: " " * len(match[0]), text)
    for match in _STRAY_BRACES.finditer(without):
        message = f"`{match[0]}` stands alone; a placeholder is `{{{{ name }}}}` on one line"
        mistakes.append(Mistake(_line_of(text, match.start(), line), message))
    return mistakes


def fill(text: str, plans: tuple[str, ...], catalogue: PlanCatalogue) -> str:
    """`text`, free of mistakes, as somebody on one of `plans` reads it.

    With one plan each value is that plan's. With several, `plan.name` becomes "your plan" and a limit on which they
    differ names the value of each.
    """
    if len(plans) > 1:
        text = _LIMIT_ON_PLAN.sub(r"\1", text)

    def replace(match: re.Match[str]) -> str:
        value = _value(match["name"], plans, catalogue)
        starts_sentence = value == "your plan" and _SENTENCE_START.search(text, 0, match.start())
        return "Your plan" if starts_sentence else value

    return _PLACEHOLDER.sub(replace, text)


def _value(name: str, plans: tuple[str, ...], catalogue: PlanCatalogue) -> str:
    match name.split("."):
        case ["plan", "name"]:
            return catalogue.name(plans[0]) if len(plans) == 1 else "your plan"
        case ["plan", limit]:
            values = {catalogue.limit(id, _known_limit(limit, catalogue)) for id in plans}
            return values.pop() if len(values) == 1 else catalogue.spread(limit, plans)
        case ["plans", ("with" | "without") as side, feature]:
            having = catalogue.with_feature(_known_feature(feature, catalogue))
            return _naming([id for id in catalogue.ids if (id in having) == (side == "with")], catalogue)
        case ["plans", limit]:
            return catalogue.spread(_known_limit(limit, catalogue))
        case [plan, "name"] if catalogue.has(plan):
            return catalogue.name(plan)
        case [plan, limit] if catalogue.has(plan):
            return catalogue.limit(plan, _known_limit(limit, catalogue))
        case [plan, _]:
            raise _Unknown(f"there is no plan {plan}; write plan, plans or one of {', '.join(catalogue.ids)}")
    raise _Unknown("a placeholder is `plan.LIMIT`, `PLAN.LIMIT`, `plans.LIMIT` or `plans.with.FEATURE`")


def _naming(ids: list[str], catalogue: PlanCatalogue) -> str:
    if not ids:
        return "no plan"
    return "every plan" if len(ids) == len(catalogue.ids) else catalogue.listing(ids)


def _known_limit(limit: str, catalogue: PlanCatalogue) -> str:
    if limit in catalogue.limits:
        return limit
    hint = "it is a feature, so write plans.with." + limit if limit in catalogue.features else "add it to plans.yml"
    raise _Unknown(f"the plan catalogue has no limit {limit}; mend the name, or {hint}")


def _known_feature(feature: str, catalogue: PlanCatalogue) -> str:
    if feature not in catalogue.features:
        raise _Unknown(f"the plan catalogue has no feature {feature}; mend the name, or add it to plans.yml")
    return feature


def _line_of(text: str, position: int, first_line: int) -> int:
    return first_line + text.count("\n", 0, position)
