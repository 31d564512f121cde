"""What `data/sources.yml` says, and what is wrong with it."""

from datetime import timedelta

import pytest

from frontdesk.knowledge.check import check
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.sources.config import SourcesFileError, read_sources

SOURCES = """\
handbook:
  kind: markdown
  folder: ../handbook
  every: 30m

desk:
  kind: servicenow
  url: https://acme.service-now.com/
  token_env: SERVICENOW_TOKEN
  every: 6h
  knowledge_bases: {a7e8a78bff0221009b20ffffffffff17: [basic, pro]}
  user_criteria: {1b2c: [pro]}

help-center:
  kind: zendesk
  url: https://acme.zendesk.com
  user_env: ZENDESK_USER
  password_env: ZENDESK_TOKEN
  locales: [en-us, de]
  user_segments: {360001234: [pro]}

site:
  kind: website
  url: http://www.example.com
  paths: [/help/]
  plans: [basic]
  topic: web
"""


def read(project, text: str):
    path = project.write("data/sources.yml", text)
    return read_sources(path, PlanCatalogue.load(project.root / "data" / "plans.yml"))


def test_no_file_means_no_sources(project) -> None:
    catalogue = PlanCatalogue.load(project.root / "data" / "plans.yml")
    assert read_sources(project.root / "data" / "sources.yml", catalogue) == {}


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file_means_no_sources(project, text: str) -> None:
    assert read(project, text) == {}


def test_every_kind_is_read(project) -> None:
    sources = read(project, SOURCES)
    assert list(sources) == ["handbook", "desk", "help-center", "site"]
    assert sources["handbook"].every == timedelta(minutes=30)
    assert sources["desk"].url == "https://acme.service-now.com"
    assert sources["help-center"].user_segments == {"360001234": ("pro",)}
    assert sources["site"].plans == ("basic",)
    assert sources["desk"].plans == ("basic", "pro"), "without plans an article is for every plan"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- a\n", 1, "write the name of each source"),
        ("a: [\n", 2, "not valid YAML"),
        ("a:\n  kind: website\na:\n  kind: website\n", 3, "a is written twice"),
        ("\nA b:\n  kind: markdown\n", 2, "source A b: a name must be small letters"),
        ("stories:\n  kind: markdown\n  folder: x\n", 1, "Rasa would take the file for training data"),
        ("a: text\n", 1, "source a: write `kind`"),
        ("a:\n  folder: x\n", 1, "kind must be markdown, servicenow, zendesk or website"),
        ("a:\n  kind: drive\n", 1, "kind must be markdown, servicenow, zendesk or website"),
        ("a:\n  kind: markdown\n", 1, "the field folder is missing"),
        ("a:\n  kind: markdown\n  folder: x\n  token: secret\n", 1, "there is no field token"),
        ("a:\n  kind: markdown\n  folder: x\n  every: 6\n", 1, "every: write a number and m, h or d"),
        ("a:\n  kind: markdown\n  folder: x\n  every: 0h\n", 1, "every: write a number and m, h or d"),
        ("a:\n  kind: markdown\n  folder: x\n  plans: [gold]\n", 1, "has no plan gold; the plans are basic, pro"),
        ("a:\n  kind: markdown\n  folder: x\n  plans: []\n", 1, "plans: "),
        ("a:\n  kind: website\n  url: example.com\n", 1, "url: write an address, as in https://example.com"),
        ("a:\n  kind: website\n  url: https://x.example\n  max_pages: 0\n", 1, "max_pages: "),
        ("a:\n  kind: zendesk\n  url: https://x.example\n", 1, "name either token_env, or user_env and password_env"),
        ("a:\n  kind: zendesk\n  url: http://x.example\n  token_env: T\n", 1, "url must begin with https://"),
        (
            "a:\n  kind: zendesk\n  url: https://x.example\n  token_env: T\n  user_segments: {1: [gold]}\n",
            1,
            "has no plan gold",
        ),
        (
            "a:\n  kind: markdown\n  folder: x\na-b:\n  kind: markdown\n  folder: y\n",
            4,
            "the name begins as a does",
        ),
    ],
)
def test_mistakes_are_named_with_their_line(project, text: str, line: int, words: str) -> None:
    with pytest.raises(SourcesFileError) as caught:
        read(project, text)
    assert f"sources.yml:{line}: " in str(caught.value)
    assert words in str(caught.value)


def test_the_content_check_reads_the_file(project) -> None:
    project.write("data/sources.yml", "a:\n  kind: drive\n")
    [finding] = check(project.root)
    assert (finding.path.as_posix(), finding.line) == ("data/sources.yml", 1)
