"""From an entry of `data/sources.yml` to the adapter that reads it."""

from pathlib import Path

import pytest

from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.sources.config import read_sources
from frontdesk.knowledge.sources.model import SourceError
from frontdesk.knowledge.sources.opening import opener
from frontdesk.settings import environment_variables

SOURCES = """\
a: {kind: markdown, folder: docs}
b: {kind: servicenow, url: "https://b.example", token_env: B_TOKEN}
c: {kind: zendesk, url: "https://c.example", user_env: C_USER, password_env: C_PASSWORD}
d: {kind: website, url: "https://d.example"}
"""


def configs(project):
    path = project.write("data/sources.yml", SOURCES)
    return read_sources(path, PlanCatalogue.load(project.root / "data" / "plans.yml"))


def test_every_kind_has_its_adapter(project) -> None:
    secrets = {"B_TOKEN": "t", "C_USER": "u", "C_PASSWORD": "p"}
    open_source = opener(project.root, secrets, lambda _: None)
    kinds = [type(open_source(config)).__name__ for config in configs(project).values()]
    assert kinds == ["MarkdownSource", "ServiceNowSource", "ZendeskSource", "WebsiteSource"]


@pytest.mark.parametrize(
    ("secrets", "name", "variable"),
    [({}, "b", "B_TOKEN"), ({"B_TOKEN": ""}, "b", "B_TOKEN"), ({"C_USER": "u"}, "c", "C_PASSWORD")],
)
def test_a_missing_variable_is_named(project, secrets: dict[str, str], name: str, variable: str) -> None:
    with pytest.raises(SourceError, match=f"{name}: the variable {variable} is not set; set it"):
        opener(project.root, secrets, lambda _: None)(configs(project)[name])


def test_variables_stand_in_the_environment_or_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text('B_TOKEN="from the file"\nC_USER=from the file\n')
    monkeypatch.setenv("C_USER", "from the environment")
    variables = environment_variables()
    assert (variables["B_TOKEN"], variables["C_USER"]) == ("from the file", "from the environment")
