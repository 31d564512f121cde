"""Syncing sources into article files, with a source that does as it is told."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest

from frontdesk.knowledge.articles import load_articles, synced_folders
from frontdesk.knowledge.sources.lock import SyncRuns, only_sync
from frontdesk.knowledge.sources.model import Batch, Cursor, DocumentFailure, SourceDocument, SourceError, SyncReport
from frontdesk.knowledge.sources.schedule import SyncLoop
from frontdesk.knowledge.sources.service import KnowledgeSync

ENTRY = "desk:\n  kind: markdown\n  folder: docs\n"


def nothing(*_: object) -> None:
    """No progress is shown."""


def document(id: str, title: str = "", body: str = "Text.", plans: tuple[str, ...] = ("pro",)) -> SourceDocument:
    title = title or f"Title {id}"
    return SourceDocument(id, title, body, plans, "accounts", "en", date(2026, 1, 2), f"https://x.example/{id}")


class ToldSource:
    """Gives its batches one after the other, with a cursor that counts them; an error among them is raised."""

    def __init__(self) -> None:
        self.batches: list[Batch | Exception] = []
        self.cursors: list[Cursor] = []

    def changes(self, cursor: Cursor) -> Iterator[Batch]:
        self.cursors.append(dict(cursor))
        for batch in self.batches:
            if isinstance(batch, Exception):
                raise batch
            yield batch

    def tell(self, *documents: SourceDocument, present: set[str] | None = None, cursor: int = 1, **fields) -> None:
        there = frozenset(present) if present is not None else None
        self.batches.append(Batch(documents, {"at": cursor}, present=there, **fields))


class Desk:
    """A project with one source, and what a sync of it leaves."""

    def __init__(self, project) -> None:
        self.project = project
        self.data = project.root / "data"
        self.sources = project.root / "var" / "sources"
        self.source = ToldSource()
        self.builds = 0
        self.stopping = Event()
        project.write("data/sources.yml", ENTRY)

    @property
    def service(self) -> KnowledgeSync:
        return KnowledgeSync(self.data, self.sources, lambda _: self.source, self._build, stopped=self.stopping.is_set)

    def sync(self, *, dry_run: bool = False, names: tuple[str, ...] = ("desk",)) -> SyncReport:
        report = self.service.sync(names, nothing, nothing, dry_run=dry_run)[-1]
        self.source.batches.clear()
        return report

    @property
    def articles(self) -> dict[str, str]:
        """The title of every synced article, by id."""
        return {article.id: article.title for article in load_articles(*synced_folders(self.sources))}

    @property
    def state(self) -> dict:
        return json.loads((self.sources / "desk" / "state.json").read_text("utf-8"))

    def _build(self, progress: object) -> None:
        self.builds += 1


@pytest.fixture
def desk(project) -> Desk:
    return Desk(project)


def test_what_is_new_changed_and_removed_is_written_and_reported(desk: Desk) -> None:
    desk.source.tell(document("1"), document("2"), document("3"), document("4"), present={"1", "2", "3", "4"})
    first = desk.sync()
    assert (first.added, first.changed, first.removed) == ([f"Title {n}" for n in range(1, 5)], [], [])
    desk.source.tell(
        document("1", body="Other."),
        document("2"),
        SourceDocument.gone("3", "", "retired"),
        document("5"),
        present={"1", "2", "5"},
        cursor=2,
    )
    second = desk.sync()
    assert (second.added, second.changed) == (["Title 5"], ["Title 1"])
    assert second.removed == ["Title 3 (retired)", "Title 4 (no longer there)"]
    assert set(desk.articles) == {"desk-1", "desk-2", "desk-5"}
    assert desk.state["cursor"] == {"at": 2}
    assert second.lines()[0] == "desk: 1 added, 1 changed, 2 removed, 0 failed"


def test_the_index_is_built_when_something_changed_and_only_then(desk: Desk) -> None:
    desk.source.tell(document("1"))
    desk.sync()
    desk.source.tell(document("1"))
    desk.sync()
    assert desk.builds == 1


def test_an_index_that_could_not_be_built_is_built_by_the_next_sync(desk: Desk) -> None:
    desk.source.tell(document("1"))

    def fail(_: object) -> None:
        raise RuntimeError("no encoder")

    broken = KnowledgeSync(desk.data, desk.sources, lambda _: desk.source, fail)
    with pytest.raises(RuntimeError):
        broken.sync(["desk"], nothing, nothing)
    desk.source.batches.clear()
    desk.sync()
    assert desk.builds == 1


def test_a_dry_run_says_everything_and_writes_nothing(desk: Desk) -> None:
    desk.source.tell(document("1"), document("2"), document("3"))
    desk.sync()
    before = {path: path.read_bytes() for path in desk.sources.rglob("*") if path.is_file()}
    desk.source.tell(document("1", body="Other."), document("4"), present={"1", "2", "4"})
    report = desk.sync(dry_run=True)
    assert (report.added, report.changed, report.removed) == (["Title 4"], ["Title 1"], ["Title 3 (no longer there)"])
    assert {path: path.read_bytes() for path in desk.sources.rglob("*") if path.is_file()} == before
    assert desk.builds == 1


def test_a_sync_that_breaks_off_is_gone_on_with(desk: Desk) -> None:
    desk.source.tell(document("1"), cursor=1)
    desk.source.batches.append(SourceError("desk", "it is down", "wait"))
    report = desk.sync()
    assert report.error == "desk: it is down; wait"
    assert report.added == ["Title 1"] and set(desk.articles) == {"desk-1"}
    assert desk.state["failed"] is True
    desk.source.tell(document("2"), present={"1", "2"}, cursor=2)
    desk.sync()
    assert desk.source.cursors == [{}, {"at": 1}]
    assert set(desk.articles) == {"desk-1", "desk-2"}


def test_a_source_that_is_down_changes_nothing(desk: Desk) -> None:
    desk.source.tell(document("1"), present={"1"})
    desk.sync()
    desk.source.batches.append(SourceError("desk", "it is down", "wait"))
    desk.sync()
    assert set(desk.articles) == {"desk-1"}
    assert desk.state["cursor"] == {"at": 1}


@pytest.mark.parametrize("present", [set(), {"1", "2", "3", "4"}])
def test_what_is_gone_in_masses_is_kept_and_reported(desk: Desk, present: set[str]) -> None:
    ids = [str(number) for number in range(1, 11)]
    desk.source.tell(*(document(id) for id in ids), present=set(ids))
    desk.sync()
    desk.source.tell(document("1", body="Other."), present=present)
    report = desk.sync()
    assert len(desk.articles) == 10
    assert report.changed == ["Title 1"] and report.removed == []
    assert f"{10 - len(present)} of 10 documents are gone at once, so all were kept" in report.notes[0]


def test_what_is_said_to_be_removed_goes_in_masses_too(desk: Desk) -> None:
    desk.source.tell(document("1"), document("2"), document("3"), present={"1", "2", "3"})
    desk.sync()
    gone = [SourceDocument.gone(id, "", "retired") for id in "123"]
    desk.source.tell(*gone, present=set())
    assert len(desk.sync().removed) == 3
    assert desk.articles == {}


def test_a_document_without_text_fails_and_its_article_stays(desk: Desk) -> None:
    desk.source.tell(document("1"), present={"1"})
    desk.sync()
    desk.source.tell(document("1", body=""), document("2", body=" "), document("3"), present={"1", "2", "3"})
    report = desk.sync()
    assert report.failed == [
        DocumentFailure("https://x.example/1", "it has no text"),
        DocumentFailure("https://x.example/2", "it has no text"),
    ]
    assert set(desk.articles) == {"desk-1", "desk-3"}


def test_failures_and_notes_of_the_source_are_in_the_report(desk: Desk) -> None:
    desk.source.tell(failures=(DocumentFailure("x", "too large"),), notes=("The sitemap is long.",))
    desk.source.tell(SourceDocument.gone("9", "", "draft"), SourceDocument.gone("8", "", "draft"))
    lines = desk.sync().lines()
    assert lines[1:] == ["  failed: x: too large", "  not shown: 2 (draft)", "  note: The sitemap is long."]


def test_titles_that_others_have_get_the_source_s_name(desk: Desk) -> None:
    desk.project.write("data/sources.yml", ENTRY + ENTRY.replace("desk", "wiki"))
    desk.source.tell(document("1", title="JOIN a meeting"), document("2", title="Ours"))
    desk.sync()
    desk.source.tell(document("1", title="Ours"))
    desk.sync(names=("wiki",))
    assert desk.articles == {"desk-1": "JOIN a meeting (desk)", "desk-2": "Ours", "wiki-1": "Ours (wiki)"}


def test_titles_that_a_source_has_twice_are_reported(desk: Desk) -> None:
    desk.source.tell(document("1", title="Same"), document("2", title="Same"))
    [note] = desk.sync().notes
    assert note == "2 documents are titled “Same”; rename all but one: https://x.example/1, https://x.example/2"


def test_a_document_that_replaces_a_removed_one_may_have_its_title(desk: Desk) -> None:
    desk.source.tell(document("1", title="Same"))
    desk.sync()
    desk.source.tell(document("2", title="Same"), SourceDocument.gone("1", "", "outdated"))
    assert desk.sync().notes == []
    assert desk.articles == {"desk-2": "Same"}


def test_an_id_that_the_project_has_is_not_taken(desk: Desk) -> None:
    desk.project.article("desk-1", "Ours.")
    desk.source.tell(document("1"))
    desk.sync()
    [id] = desk.articles
    assert id.startswith("desk-1-")


def test_other_settings_mean_that_everything_is_read_anew(desk: Desk) -> None:
    desk.source.tell(document("1"), document("2", plans=("basic",)))
    desk.sync()
    desk.project.write("data/sources.yml", ENTRY + "  plans: [basic]\n")
    desk.source.tell(document("1", plans=("basic",)), document("2", plans=("basic",)))
    report = desk.sync()
    assert desk.source.cursors == [{}, {}]
    assert report.changed == ["Title 1"]


def test_once_a_week_everything_is_read_anew(desk: Desk) -> None:
    desk.source.tell(document("1"))
    desk.sync()
    for days in (6, 8):
        state = desk.state | {"begun": (datetime.now(UTC) - timedelta(days=days)).isoformat()}
        (desk.sources / "desk" / "state.json").write_text(json.dumps(state))
        desk.source.tell(document("1"))
        assert desk.sync().changed == []
    assert desk.source.cursors == [{}, {"at": 1}, {}]


def test_what_a_broken_sync_left_behind_is_removed(desk: Desk) -> None:
    desk.source.tell(document("1"))
    desk.sync()
    folder = desk.sources / "desk" / "articles"
    (folder / "desk-orphan.md").write_text((folder / "desk-1.md").read_text().replace("desk-1", "desk-orphan"))
    desk.sync()
    assert set(desk.articles) == {"desk-1"}


def test_a_damaged_state_is_reported_and_nothing_is_lost(desk: Desk) -> None:
    desk.source.tell(document("1"))
    desk.sync()
    (desk.sources / "desk" / "state.json").write_text("{")
    report = desk.sync()
    assert "state.json is damaged" in report.error and "remove the folder" in report.error
    assert set(desk.articles) == {"desk-1"}


def test_an_unknown_source_is_named(desk: Desk) -> None:
    with pytest.raises(SourceError, match=r"wiki: there is no such source; data/sources\.yml names desk"):
        desk.sync(names=("wiki",))


def test_only_one_sync_runs_at_a_time(desk: Desk) -> None:
    with only_sync(desk.sources), pytest.raises(SyncRuns, match="Another sync is running"):
        desk.sync()
    desk.sync()


def test_a_folder_whose_source_is_gone_is_named(desk: Desk) -> None:
    desk.source.tell(document("1"))
    desk.sync()
    assert desk.service.strays() == []
    desk.project.write("data/sources.yml", "")
    assert desk.service.strays() == [desk.sources / "desk"]


def test_a_source_is_due_when_its_time_has_come(desk: Desk) -> None:
    now = datetime.now(UTC)
    assert desk.service.due(now) == [], "without `every` it is synced by hand"
    desk.project.write("data/sources.yml", ENTRY + "  every: 6h\n")
    assert desk.service.due(now) == ["desk"]
    desk.sync()
    now = datetime.now(UTC)
    assert desk.service.due(now + timedelta(hours=5)) == []
    assert desk.service.due(now + timedelta(hours=6)) == ["desk"]
    desk.source.batches.append(SourceError("desk", "it is down", "wait"))
    desk.sync()
    assert desk.service.due(datetime.now(UTC) + timedelta(minutes=10)) == []
    assert desk.service.due(datetime.now(UTC) + timedelta(minutes=31)) == ["desk"]


def test_a_sync_that_is_stopped_ends_after_its_batch(desk: Desk) -> None:
    desk.source.tell(document("1"), cursor=1)
    desk.source.tell(document("2"), cursor=2)
    desk.stopping.set()
    report = desk.sync()
    assert "stopped" in report.error
    assert set(desk.articles) == {"desk-1"} and desk.state["cursor"] == {"at": 1}


async def test_the_loop_syncs_what_is_due_and_logs_the_report(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    desk.project.write("data/sources.yml", ENTRY + "  every: 6h\n")
    desk.source.tell(document("1"))
    loop = SyncLoop(desk.service, desk.stopping, interval_seconds=0.01)
    loop.sync_due()
    assert "desk: 1 added, 0 changed, 0 removed, 0 failed" in caplog.text
    loop.sync_due()
    assert len(desk.source.cursors) == 1
    await loop.start()
    await loop.stop()
    assert desk.stopping.is_set()


def test_the_loop_outlives_errors_and_logs_each_once(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.project.write("data/sources.yml", "desk:\n  kind: nonsense\n")
    loop = SyncLoop(desk.service, desk.stopping)
    loop.sync_due()
    loop.sync_due()
    assert len([record for record in caplog.records if "could not be synced" in record.message]) == 1


def test_one_source_s_trouble_does_not_hold_up_another(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    entry = ENTRY + "  every: 6h\n"
    desk.project.write("data/sources.yml", entry + entry.replace("desk", "wiki"))
    wiki = ToldSource()
    wiki.tell(document("1"))
    desk.source.batches.append(RuntimeError("nobody thought of this"))
    sources = {"desk": desk.source, "wiki": wiki}
    service = KnowledgeSync(desk.data, desk.sources, lambda config: sources[config.name], nothing)
    SyncLoop(service, desk.stopping).sync_due()
    assert set(desk.articles) == {"wiki-1"}
    assert "desk could not be synced" in caplog.text and "nobody thought of this" in caplog.text
    assert service.due(datetime.now(UTC)) == []


def test_the_loop_leaves_a_running_sync_alone(desk: Desk) -> None:
    desk.project.write("data/sources.yml", ENTRY + "  every: 6h\n")
    with only_sync(desk.sources):
        SyncLoop(desk.service, desk.stopping).sync_due()
    assert desk.source.cursors == []


def test_files_of_articles_are_never_half_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.source.tell(document("1", body="Old."))
    desk.sync()

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    desk.source.tell(document("1", body="New."))
    with pytest.raises(OSError):
        desk.sync()
    assert "Old." in Path(desk.sources / "desk" / "articles" / "desk-1.md").read_text()
