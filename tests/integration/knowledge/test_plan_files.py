from pathlib import Path

import pytest

from frontdesk.knowledge.plans import PlanCatalogue, PlanCatalogueError


def test_the_catalogue_is_read_in_the_order_of_its_file(project) -> None:
    catalogue = PlanCatalogue.load(project.root / "data" / "plans.yml")
    assert catalogue.ids == ("basic", "pro")
    assert catalogue.name("pro") == "Pro"
    assert catalogue.limit("basic", "length") == "40 minutes"
    assert catalogue.feature("pro", "cloud") is True
    assert "length" in catalogue.limits
    assert catalogue.features == ("cloud",)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("length: 30 hours", "length: 30", "plan pro: limits.length is 30, but must be text; write it in quotes"),
        ("cloud: true", "cloud: maybe", "plan pro: features.cloud is 'maybe', but must be true or false"),
        (",\n             length: 30 hours", "", "plan pro: limits.length is missing, other plans have it; add it"),
        ("{cloud: true}", "{cloud: true, polls: true}", "plan basic: features.polls is missing"),
        ("    name: Pro\n", "", "plan pro: name is missing"),
        ("    name: Pro\n", "    name: Basic\n", "plans basic and pro share the name 'basic'"),
        ("  pro:", "  basic:", "basic is written twice"),
        ("    summary: Paid\n", "    summary: Paid\n    color: red\n", "plan pro: unknown key color"),
        ("  pro:", "  pro: [", "this is not valid YAML"),
        ("plans:", "plan:", "has no plans"),
    ],
)
def test_a_mistake_is_told_with_file_plan_and_key(project, old: str, new: str, words: str) -> None:
    path = project.root / "data" / "plans.yml"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(PlanCatalogueError) as caught:
        PlanCatalogue.load(path)
    assert str(caught.value).startswith(str(path))
    assert words in str(caught.value)


def test_a_missing_or_empty_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(PlanCatalogueError, match="cannot be read"):
        PlanCatalogue.load(tmp_path / "plans.yml")
    (tmp_path / "plans.yml").write_text("")
    with pytest.raises(PlanCatalogueError, match="has no plans"):
        PlanCatalogue.load(tmp_path / "plans.yml")
