"""Reads `data/sources.yml`: which sources there are and how each is read."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from frontdesk.knowledge.model import ContentError, Mistake
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.strict_yaml import YamlMistake, read_yaml_with_lines

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EVERY = re.compile(r"(\d+)\s*([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
# Rasa looks through the files in data for lines that begin with these, and takes such a file for training data.
_RASA_KEYS = frozenset({"nlu", "responses", "rules", "stories", "e2e_tests"})
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SourcesFileError(ContentError):
    """`data/sources.yml` is not written as it must be."""


def _interval(value: Any) -> timedelta:
    match = _EVERY.fullmatch(value) if isinstance(value, str) else None
    if match is None or not int(match[1]):
        raise ValueError("write a number and m, h or d, as in 30m, 6h or 1d")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _address(value: Any) -> str:
    parts = urlsplit(value if isinstance(value, str) else "")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write an address, as in https://example.com")
    return str(value).rstrip("/")


Interval = Annotated[timedelta, BeforeValidator(_interval)]
Address = Annotated[str, BeforeValidator(_address)]
Plans = tuple[str, ...]


class _Config(BaseModel):
    """What every source may say. Without `plans` its articles are for every plan."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    name: str
    every: Interval | None = None
    plans: Plans = Field((), min_length=1)
    topic: str = ""
    language: str = "en"

    def named_plans(self) -> set[str]:
        """Every plan that the source's entry names."""
        return set(self.plans)


class _ApiConfig(_Config):
    """A system behind an API. The variables that hold its credentials are named, never the credentials."""

    url: Address
    token_env: str = ""
    user_env: str = ""
    password_env: str = ""

    @model_validator(mode="after")
    def _one_way_to_sign_in(self) -> "_ApiConfig":
        if bool(self.token_env) == bool(self.user_env and self.password_env):
            raise ValueError("name either token_env, or user_env and password_env")
        parts = urlsplit(self.url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise ValueError("url must begin with https://, or the credentials could be read on their way")
        return self


class MarkdownConfig(_Config):
    """A folder of Markdown files, relative to the project's root."""

    kind: Literal["markdown"]
    folder: Path


class ServiceNowConfig(_ApiConfig):
    """A ServiceNow instance. `knowledge_bases` and `user_criteria` map a sys_id to the plans whose customers it is."""

    kind: Literal["servicenow"]
    knowledge_bases: dict[str, Plans] = {}
    user_criteria: dict[str, Plans] = {}

    def named_plans(self) -> set[str]:
        return super().named_plans().union(*self.knowledge_bases.values(), *self.user_criteria.values())


class ZendeskConfig(_ApiConfig):
    """A Zendesk help center. `user_segments` maps a segment's id to the plans whose customers it holds."""

    kind: Literal["zendesk"]
    locales: tuple[str, ...] = Field(("en-us",), min_length=1)
    user_segments: dict[str, Plans] = {}

    def named_plans(self) -> set[str]:
        return super().named_plans().union(*self.user_segments.values())


class WebsiteConfig(_Config):
    """A site, read by its sitemap. `paths` are the beginnings of the paths to read; without them all are read."""

    kind: Literal["website"]
    url: Address
    sitemap: Address | None = None
    paths: tuple[str, ...] = ()
    max_pages: int = Field(1000, ge=1, le=50_000)
    max_page_kb: int = Field(2048, ge=1, le=65_536)
    max_minutes: int = Field(30, ge=1, le=24 * 60)


SourceConfig = Annotated[MarkdownConfig | ServiceNowConfig | ZendeskConfig | WebsiteConfig, Field(discriminator="kind")]
_CONFIG: TypeAdapter[Any] = TypeAdapter(SourceConfig)


def read_sources(path: Path, catalogue: PlanCatalogue) -> dict[str, Any]:
    """The entries of the file at `path` by the source's name, in its order; none when there is no file.

    Raises:
        SourcesFileError: with everything that is wrong.
    """
    try:
        written, lines = read_yaml_with_lines(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except YamlMistake as mistake:
        raise SourcesFileError(path, (Mistake(mistake.line, str(mistake)),)) from mistake
    except (OSError, UnicodeDecodeError) as error:
        raise SourcesFileError(path, (Mistake(1, f"the file cannot be read as UTF-8 text: {error}"),)) from error
    if not isinstance(written, dict | None):
        raise SourcesFileError(path, (Mistake(1, "write the name of each source, and under it what it is"),))
    sources: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for name, entry in (written or {}).items():
        try:
            sources[str(name)] = _source(str(name), entry, catalogue, sources)
        except ValueError as error:
            mistakes += [Mistake(lines[str(name)], f"source {name}: {problem}") for problem in _problems(error)]
    if mistakes:
        raise SourcesFileError(path, tuple(mistakes))
    return sources


def _source(name: str, entry: Any, catalogue: PlanCatalogue, others: dict[str, Any]) -> Any:
    if not _NAME.fullmatch(name):
        raise ValueError("a name must be small letters, digits and single hyphens, as in help-center")
    if name in _RASA_KEYS:
        raise ValueError("Rasa would take the file for training data because of the name; choose another")
    for other in others:
        if name.startswith(f"{other}-") or other.startswith(f"{name}-"):
            raise ValueError(f"the name begins as {other} does, so ids of articles could be the same; rename one")
    if not isinstance(entry, dict):
        raise ValueError("write `kind` and the fields of that kind under the name")
    config = _CONFIG.validate_python({**entry, "name": name})
    if unknown := sorted(config.named_plans() - set(catalogue.ids)):
        raise ValueError(f"the plan catalogue has no plan {unknown[0]}; the plans are {', '.join(catalogue.ids)}")
    return config if config.plans else config.model_copy(update={"plans": catalogue.ids})


def _problems(error: ValueError) -> list[str]:
    if not isinstance(error, ValidationError):
        return [str(error)]
    return [_problem(detail) for detail in error.errors()]


def _problem(detail: Any) -> str:
    # The first part of a place is the kind.
    place = ".".join(str(part) for part in detail["loc"][1:])
    message = str(detail["msg"]).removeprefix("Value error, ")
    match detail["type"]:
        case "union_tag_not_found" | "union_tag_invalid":
            return "kind must be markdown, servicenow, zendesk or website"
        case "missing":
            return f"the field {place} is missing; add it"
        case "extra_forbidden":
            return f"there is no field {place}; remove it, or mend its name"
    return f"{place}: {message}" if place else message
