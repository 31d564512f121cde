"""The plan catalogue: what each plan costs, limits and includes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from frontdesk.knowledge.strict_yaml import YamlMistake, read_yaml

_PLAN_FIELDS: dict[str, type] = {"name": str, "summary": str, "limits": dict, "features": dict}
_KIND = {str: "text; write it in quotes", bool: "true or false", dict: "a mapping of keys to values"}
_PRICE = re.compile(r"\D*((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\D*")
_SEATS_FROM_TO = re.compile(r"(\d[\d,]*) to (\d[\d,]*) seats", re.IGNORECASE)
_SEATS_FROM = re.compile(r"(\d[\d,]*) seats? or more", re.IGNORECASE)
_SEATS = re.compile(r"(\d[\d,]*) seats?", re.IGNORECASE)
_DAYS = re.compile(r"(\d+) days?", re.IGNORECASE)


class PlanCatalogueError(Exception):
    """The catalogue cannot be used as it is written; the message names file, plan and key."""


@dataclass(frozen=True)
class Plan:
    """One plan, as the catalogue writes it."""

    id: str
    name: str
    summary: str
    limits: dict[str, str]
    features: dict[str, bool]


class PlanCatalogue:
    """The plans, in the order of the file, which is their rank."""

    def __init__(self, plans: Iterable[Plan], currency: str = "USD", source: str = "plans.yml") -> None:
        self._plans = {plan.id: plan for plan in plans}
        self._source = source
        self.currency = currency

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the catalogue at `path`.

        Raises:
            PlanCatalogueError: the file is missing, plans differ in their keys, or a value has the wrong type.
        """
        try:
            document = read_yaml(path.read_text("utf-8-sig"))
        except OSError as error:
            raise PlanCatalogueError(f"{path}: cannot be read ({error.strerror}); write the plan catalogue") from error
        except UnicodeDecodeError as error:
            raise PlanCatalogueError(f"{path}: is not UTF-8 text; save it as UTF-8") from error
        except YamlMistake as mistake:
            raise PlanCatalogueError(f"{path}:{mistake.line}: {mistake}") from mistake
        written = document.get("plans") if isinstance(document, dict) else None
        if not isinstance(written, dict) or not written:
            raise PlanCatalogueError(f"{path}: has no plans; list at least one plan under `plans:`")
        plans = [_read_plan(path, id, fields) for id, fields in written.items()]
        _require_same_keys(path, plans)
        _require_distinct_names(path, plans)
        return cls(plans, str(document.get("currency", "USD")), str(path))

    @property
    def ids(self) -> tuple[str, ...]:
        """The plans' ids, lowest rank first."""
        return tuple(self._plans)

    @property
    def limits(self) -> tuple[str, ...]:
        """The limits that every plan defines."""
        return tuple(self._first.limits)

    @property
    def features(self) -> tuple[str, ...]:
        """The features that every plan has or lacks."""
        return tuple(self._first.features)

    def has(self, id: str) -> bool:
        """Whether there is a plan with this id."""
        return id in self._plans

    def name(self, id: str) -> str:
        """The plan's name, as customers know it. Raises KeyError for an unknown id, as do the methods below."""
        return self._plans[id].name

    def summary(self, id: str) -> str:
        """One line about the plan."""
        return self._plans[id].summary

    def limit(self, id: str, key: str) -> str:
        """A limit as a customer should read it, such as "40 minutes"."""
        return self._plans[id].limits[key]

    def feature(self, id: str, key: str) -> bool:
        """Whether the plan includes a feature."""
        return self._plans[id].features[key]

    def with_feature(self, key: str) -> tuple[str, ...]:
        """The plans that include a feature."""
        return tuple(id for id, plan in self._plans.items() if plan.features[key])

    def resolve(self, text: str) -> str | None:
        """The id of the plan that `text` names, by id or name in any case; None when it names none."""
        wanted = text.strip().casefold()
        for id, plan in self._plans.items():
            if wanted in (id.casefold(), plan.name.casefold()):
                return id
        return None

    def monthly_price(self, id: str) -> Decimal:
        """What a seat costs a month. Raises PlanCatalogueError when the catalogue writes no price."""
        return self._price(id, "monthly_price")

    def yearly_price(self, id: str) -> Decimal:
        """What a seat costs a year. Raises PlanCatalogueError when the catalogue writes no price."""
        return self._price(id, "yearly_price")

    def seat_range(self, id: str) -> tuple[int, int | None]:
        """The smallest and the largest number of seats; None for no upper end. Raises PlanCatalogueError."""
        text = self._written(id, "seats")
        if match := _SEATS_FROM_TO.fullmatch(text):
            return _whole(match[1]), _whole(match[2])
        if match := _SEATS_FROM.fullmatch(text):
            return _whole(match[1]), None
        if match := _SEATS.fullmatch(text):
            return _whole(match[1]), _whole(match[1])
        raise self._unreadable(id, "seats", 'as "1 seat", "1 to 9 seats" or "250 seats or more"')

    def refund_days(self, id: str) -> int:
        """For how many days after a charge it can be refunded. Raises PlanCatalogueError."""
        match = _DAYS.fullmatch(self._written(id, "refund_window"))
        if match is None:
            raise self._unreadable(id, "refund_window", 'as "14 days"')
        return int(match[1])

    def listing(self, ids: Iterable[str]) -> str:
        """The names of these plans in rank order: "Pro, Business and Enterprise"."""
        chosen = set(ids)
        return join_with_and([plan.name for id, plan in self._plans.items() if id in chosen])

    def spread(self, limit: str, ids: Iterable[str] | None = None) -> str:
        """A limit over plans, equal values together: "40 minutes on Basic and 30 hours on Pro and Business"."""
        chosen = set(self._plans if ids is None else ids)
        groups: dict[str, list[str]] = {}
        for id in (id for id in self._plans if id in chosen):
            groups.setdefault(self.limit(id, limit), []).append(id)
        if len(groups) == 1 and chosen >= set(self._plans):
            return f"{next(iter(groups))} on every plan"
        return join_with_and([f"{value} on {self.listing(group)}" for value, group in groups.items()])

    @property
    def _first(self) -> Plan:
        return next(iter(self._plans.values()))

    def _written(self, id: str, key: str) -> str:
        limits = self._plans[id].limits
        if key not in limits:
            raise PlanCatalogueError(f"{self._source}: plan {id} has no limit {key}; add it to every plan")
        return limits[key].strip()

    def _price(self, id: str, key: str) -> Decimal:
        match = _PRICE.fullmatch(self._written(id, key))
        if match is None:
            raise self._unreadable(id, key, 'as "$14.90"')
        return Decimal(match[1].replace(",", ""))

    def _unreadable(self, id: str, key: str, example: str) -> PlanCatalogueError:
        written = self._plans[id].limits[key]
        return PlanCatalogueError(
            f'{self._source}: plan {id}, limit {key}: cannot read "{written}"; write it {example}'
        )


def join_with_and(parts: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _whole(digits: str) -> int:
    return int(digits.replace(",", ""))


def _read_plan(path: Path, id: Any, fields: Any) -> Plan:
    if not isinstance(id, str):
        raise PlanCatalogueError(f"{path}: plan {id}: an id must be text; write it in quotes")
    if not isinstance(fields, dict):
        raise PlanCatalogueError(f"{path}: plan {id}: must have name, summary, limits and features")
    for key, kind in _PLAN_FIELDS.items():
        _require(path, id, key, fields.get(key), kind)
    if unknown := sorted(str(key) for key in fields.keys() - _PLAN_FIELDS.keys()):
        raise PlanCatalogueError(f"{path}: plan {id}: unknown key {unknown[0]}; remove it or move it under limits")
    for key, value in fields["limits"].items():
        _require(path, id, f"limits.{key}", value, str)
    for key, value in fields["features"].items():
        _require(path, id, f"features.{key}", value, bool)
    return Plan(id, **fields)


def _require(path: Path, id: str, key: str, value: Any, kind: type) -> None:
    if value is None:
        raise PlanCatalogueError(f"{path}: plan {id}: {key} is missing; add it")
    if not isinstance(value, kind):
        raise PlanCatalogueError(f"{path}: plan {id}: {key} is {value!r}, but must be {_KIND[kind]}")


def _require_same_keys(path: Path, plans: list[Plan]) -> None:
    for group in ("limits", "features"):
        expected = dict.fromkeys(key for plan in plans for key in getattr(plan, group))
        for plan in plans:
            for key in expected:
                if key not in getattr(plan, group):
                    message = f"plan {plan.id}: {group}.{key} is missing, other plans have it; add it"
                    raise PlanCatalogueError(f"{path}: {message}")


def _require_distinct_names(path: Path, plans: list[Plan]) -> None:
    seen: dict[str, str] = {}
    for plan in plans:
        for word in {plan.id.casefold(), plan.name.casefold()}:
            if word in seen:
                raise PlanCatalogueError(
                    f"{path}: plans {seen[word]} and {plan.id} share the name {word!r}; rename one"
                )
            seen[word] = plan.id
