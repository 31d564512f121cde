"""Articles from elsewhere where the project's own are used: in the index, in answers and on the help pages."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from typer.testing import CliRunner

from encoder import SentenceEncoder
from frontdesk.cli import app
from frontdesk.knowledge.answers.model import AnswerStatus, Question
from frontdesk.knowledge.answers.service import AnswerService
from frontdesk.knowledge.building import build_knowledge
from frontdesk.knowledge.index.files import read_index
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.reader import KnowledgeReader
from frontdesk.knowledge.web import build_router
from frontdesk.settings import get_settings

ROOT = Path(__file__).parents[3]
PLAIN = (
    "# Feed the office parrot\n\nThe parrot eats {{ sunflower }} seeds twice a day.\n\n## On Mondays\n\nGive it nuts.\n"
)
PAID = (
    "---\ntitle: Borrow the company boat\nplans: [pro]\n---\nThe boat is lent for a weekend; ask the harbour master.\n"
)


@pytest.fixture
def synced(project, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The small project with a source that is a folder, as the command line finds it; `models` is the project's own."""
    project.write("data/nlu/empty.yml", "nlu: []\n")
    project.write("data/sources.yml", "handbook:\n  kind: markdown\n  folder: handbook\n")
    project.write("handbook/parrot.md", PLAIN)
    project.write("handbook/boat.md", PAID)
    (project.root / "models").mkdir()
    (project.root / "models" / "encoder").symlink_to(ROOT / "models" / "encoder")
    monkeypatch.setenv("FRONTDESK_ROOT", str(project.root))
    monkeypatch.setenv("FRONTDESK_VAR", str(project.root / "var"))
    get_settings.cache_clear()
    yield project.root
    get_settings.cache_clear()


def run(*arguments: str):
    return CliRunner().invoke(app, list(arguments))


def test_synced_articles_answer_questions_of_the_plans_they_are_for(synced: Path) -> None:
    result = run("kb", "sync")
    assert result.exit_code == 0, result.output
    assert "handbook: 2 added, 0 changed, 0 removed, 0 failed" in result.stdout
    catalogue = PlanCatalogue.load(synced / "data" / "plans.yml")
    encoder = SentenceEncoder(ROOT / "models" / "encoder")
    answers = AnswerService(synced / "models" / "index", encoder, catalogue)
    fed = answers.answer(Question("how do I feed the office parrot", "basic"))
    assert fed.status is AnswerStatus.ANSWERED
    assert "seeds twice a day" in fed.text
    boat = Question("may I borrow the company boat", "pro")
    assert "harbour master" in answers.answer(boat).text
    assert "harbour master" not in answers.answer(Question(boat.text, "basic")).text


def test_a_second_sync_changes_nothing_and_a_removed_file_goes(synced: Path) -> None:
    run("kb", "sync")
    assert "0 added, 0 changed, 0 removed, 0 failed" in run("kb", "sync", "handbook").stdout
    (synced / "handbook" / "boat.md").unlink()
    dry = run("kb", "sync", "--dry-run")
    assert "removed: Borrow the company boat (no longer there)" in dry.stdout
    encoder = SentenceEncoder(ROOT / "models" / "encoder")
    assert "handbook" in str(list(read_index(synced / "models" / "index", encoder.fingerprint).manifest.articles))
    run("kb", "sync")
    articles = read_index(synced / "models" / "index", encoder.fingerprint).manifest.articles
    assert len([id for id in articles if id.startswith("handbook-")]) == 1


def test_a_source_that_cannot_be_read_ends_with_status_1_and_keeps_the_index(synced: Path) -> None:
    run("kb", "sync")
    (synced / "handbook").rename(synced / "moved")
    result = run("kb", "sync")
    assert result.exit_code == 1
    assert "error: handbook: there is no folder" in result.stdout
    encoder = SentenceEncoder(ROOT / "models" / "encoder")
    assert len(read_index(synced / "models" / "index", encoder.fingerprint).manifest.articles) == 4


def test_unknown_sources_and_no_sources_are_said(synced: Path) -> None:
    unknown = run("kb", "sync", "wiki")
    assert unknown.exit_code == 1 and "there is no such source" in unknown.output
    (synced / "data" / "sources.yml").unlink()
    none = run("kb", "sync")
    assert none.exit_code == 0 and "names no sources" in none.output


def test_articles_of_a_source_that_is_named_no_more_are_pointed_out(synced: Path) -> None:
    run("kb", "sync")
    (synced / "data" / "sources.yml").write_text("")
    assert "is of no source any more" in run("kb", "sync").output


async def test_synced_articles_are_on_the_help_pages_and_what_looks_like_markup_is_text(synced: Path) -> None:
    reader = KnowledgeReader(synced / "data", synced / "var" / "sources")
    site = FastAPI()
    site.include_router(build_router(reader))
    transport = httpx.ASGITransport(app=site)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as browser:
        assert "parrot" not in (await browser.get("/help")).text
        run("kb", "sync")
        listed = (await browser.get("/help")).text
        assert "Feed the office parrot" in listed
        [id] = [id for id in reader.articles if "parrot" in id]
        page = (await browser.get(f"/help/articles/{id}")).text
        assert "sunflower }" in page.replace("\u2060", "")
        assert "On Mondays" in page


def test_without_synced_articles_the_index_is_the_project_s_own(synced: Path) -> None:
    encoder = SentenceEncoder(ROOT / "models" / "encoder")
    report = build_knowledge(
        synced / "data", synced / "models" / "index", encoder, lambda *_: None, sources_folder=synced / "var" / "none"
    )
    assert report.articles == 2
