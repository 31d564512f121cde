"""A folder of Markdown files as a source."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from source_contract import Reading, SourceContract, World

from frontdesk.knowledge.sources.config import MarkdownConfig
from frontdesk.knowledge.sources.markdown import MarkdownSource
from frontdesk.knowledge.sources.model import SourceError

OURS = """\
---
id: record
title: Record a meeting
topic: recording
intents: [record_meeting]
plans: [pro]
products: [meetings]
audience: [host]
language: en
updated: 2026-08-14
related: [find]
---
Choose **Record**. It keeps {{ plan.length }}.
"""


class FolderWorld(World):
    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root
        self.folder = root / "docs"
        self.folder.mkdir()

    def put(self, key: str, title: str, text: str = "") -> None:
        self.write(f"{key}.md", f"# {title}\n\n{text or 'Open the page.'}\n")

    def write(self, place: str, text: str) -> None:
        path = self.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def remove(self, key: str) -> None:
        (self.folder / f"{key}.md").unlink()

    def id(self, key: str) -> str:
        return f"{key}.md"

    def open(self, page_size: int = 100) -> MarkdownSource:
        config = MarkdownConfig(name=self.name, kind="markdown", folder=Path("docs"), plans=("basic", "pro"))
        return MarkdownSource(config, self.root, batch_size=page_size)

    def fail_after_first_batch(self) -> None:
        shutil.move(self.folder, self.root / "away")

    def mend(self) -> None:
        shutil.move(self.root / "away", self.folder)

    def only(self, place: str, text: str):
        """The one document that a file makes."""
        self.write(place, text)
        [document] = Reading().read(self.open()).documents
        return document


class TestMarkdownSource(SourceContract):
    @pytest.fixture
    def world(self, tmp_path: Path) -> FolderWorld:
        return FolderWorld(tmp_path)

    def test_the_project_s_own_articles_keep_their_fields_and_their_markup(self, world: FolderWorld) -> None:
        document = world.only("recording/record.md", OURS)
        assert (document.id, document.title, document.topic) == ("record", "Record a meeting", "recording")
        assert (document.plans, document.intents, document.related) == (("pro",), ("record_meeting",), ("find",))
        assert document.updated == date(2026, 8, 14)
        assert document.markup
        assert document.body.strip() == "Choose **Record**. It keeps {{ plan.length }}."

    def test_an_article_of_ours_with_a_mistake_fails_with_its_line(self, world: FolderWorld) -> None:
        world.write("record.md", OURS.replace("language: en\n", ""))
        [failure] = [failure for batch in Reading().read(world.open()).batches for failure in batch.failures]
        assert failure.document == "record.md"
        assert "line 1: the field language is missing" in failure.reason

    def test_two_articles_of_one_id_are_told_apart_by_their_files(self, world: FolderWorld) -> None:
        world.write("a.md", OURS)
        world.write("b.md", OURS)
        read = Reading().read(world.open())
        assert read.ids == ["record"]
        assert "taken by a.md" in read.batches[0].failures[0].reason

    def test_plain_front_matter_is_used_as_far_as_it_goes(self, world: FolderWorld) -> None:
        document = world.only("guide/x.md", "---\ntitle: Ours\nid: x\nplans: [pro]\ndate: 2025-01-02\n---\nText.\n")
        assert (document.title, document.topic, document.plans) == ("Ours", "guide", ("pro",))
        assert document.updated == date(2025, 1, 2)
        assert document.body.strip() == "Text."
        assert not document.markup

    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("Read this\n=========\n\nText.", "Read this"),
            ("Text.\n\n## Then this\n\nText.", "Then this"),
            ("```\n# no heading\n```\n\n# A heading\n\nText.", "A heading"),
            ("Only text.", "some-file"),
            ("---\n\nText between rules.\n\n---\n\n# After\n", "After"),
        ],
    )
    def test_the_title_is_the_first_heading(self, world: FolderWorld, text: str, title: str) -> None:
        assert world.only("some-file.md", text).title == title

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"\xff\xfe\x00", "not UTF-8"),
            (b"---\ntitle: [\n---\nText.", "line "),
            (b"---\nplans: pro\n---\nText.", "plans must be a list"),
        ],
    )
    def test_a_file_that_cannot_be_read_fails_alone_and_every_time(
        self, world: FolderWorld, content: bytes, reason: str
    ) -> None:
        world.put("good", "Good")
        (world.folder / "bad.md").write_bytes(content)
        first = Reading().read(world.open())
        assert first.ids == ["good.md"]
        assert first.present == {"good.md", "bad.md"}
        for read in (first, Reading(first.cursor).read(world.open())):
            [failure] = [failure for batch in read.batches for failure in batch.failures]
            assert failure.document == "bad.md" and reason in failure.reason

    def test_hidden_folders_are_left_alone(self, world: FolderWorld) -> None:
        world.write(".git/readme.md", "# No\n")
        world.put("yes", "Yes")
        assert Reading().read(world.open()).ids == ["yes.md"]

    def test_a_folder_that_is_not_there_is_named(self, world: FolderWorld) -> None:
        shutil.rmtree(world.folder)
        with pytest.raises(SourceError, match=r"elsewhere: there is no folder .*docs; mend `folder`"):
            Reading().read(world.open())
