"""The command line, on the project as it is."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from frontdesk.cli import app
from frontdesk.settings import get_settings

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    get_settings.cache_clear()


def run(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def test_ask_prints_everything_that_an_answer_is() -> None:
    result = run("ask", "how long may a meeting last", "--plan", "Basic", "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert {"status", "text", "sentences", "sources", "plan", "confidence", "latency_ms"} <= set(answer)
    assert answer["plan"] == "basic"
    assert answer["status"] in ("answered", "clarify", "no_answer")
    assert all(sentence["sources"] for sentence in answer["sentences"])


def test_ask_without_evidence_says_so() -> None:
    answer = json.loads(run("ask", "which wine goes with grilled octopus", "--json").stdout)
    assert answer["status"] == "no_answer"
    assert answer["sentences"] == []


def test_an_unknown_plan_is_refused_with_the_plans_there_are() -> None:
    result = run("ask", "anything", "--plan", "platinum")
    assert result.exit_code == 2
    assert "business" in result.output


def test_the_content_is_in_order() -> None:
    assert run("kb", "check").exit_code == 0


def test_broken_content_is_named_and_the_status_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data" / "kb" / "topic").mkdir(parents=True)
    (tmp_path / "data" / "kb" / "topic" / "bad.md").write_text("no front matter\n")
    monkeypatch.setenv("FRONTDESK_ROOT", str(tmp_path))
    get_settings.cache_clear()
    result = run("kb", "check")
    assert result.exit_code == 1
    assert "bad.md:1" in result.stdout
    get_settings.cache_clear()
