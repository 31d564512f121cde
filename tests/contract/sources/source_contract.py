"""What holds of every source of articles, whatever it reads. Each adapter's tests inherit it."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator

import pytest
from serving import Response, Server

from frontdesk.knowledge.sources.model import Batch, Cursor, SourceDocument, SourceError
from frontdesk.knowledge.sources.source import KnowledgeSource

ODD_TITLE = "Größe & “Preis” <ändern>: 会議 🎉 100 %"
ODD_TEXT = "Écrivez «naïve» œuvre, 日本語のテキスト, עברית, 👍🏽 and 2 < 3 in it, then go on with the rest of it."
TEXT = "Open the page of your account, choose what you want to change, and confirm it with your password."


class World(ABC):
    """A system with articles as tests change it. Documents are known by a short key here."""

    name = "elsewhere"

    def __init__(self) -> None:
        self.waited: list[float] = []

    @abstractmethod
    def put(self, key: str, title: str, text: str = TEXT) -> None:
        """Publish an article, or change it."""

    @abstractmethod
    def remove(self, key: str) -> None:
        """Take the article away."""

    @abstractmethod
    def id(self, key: str) -> str:
        """The document's id in the source."""

    @abstractmethod
    def open(self, page_size: int = 100) -> KnowledgeSource:
        """The source, which reads `page_size` documents at a time."""

    @abstractmethod
    def fail_after_first_batch(self) -> None:
        """Make everything fail from now on; the first batch was read already."""

    @abstractmethod
    def mend(self) -> None:
        """End what `fail_after_first_batch` began."""

    def put_many(self, count: int) -> set[str]:
        """Publish so many articles; returns their ids."""
        for number in range(count):
            self.put(f"a{number}", f"Article {number}", f"{TEXT} This is number {number}.")
        return {self.id(f"a{number}") for number in range(count)}


class Reading:
    """Reads a source as a sync does: the cursor goes through JSON, as it does on its way to disk."""

    def __init__(self, cursor: Cursor | None = None) -> None:
        self.cursor: Cursor = cursor or {}
        self.batches: list[Batch] = []

    def read(self, source: KnowledgeSource) -> "Reading":
        for batch in source.changes(self.cursor):
            self.take(batch)
        return self

    def take(self, batch: Batch) -> None:
        self.batches.append(batch)
        self.cursor = json.loads(json.dumps(batch.cursor))

    @property
    def documents(self) -> list[SourceDocument]:
        return [document for batch in self.batches for document in batch.documents if not document.removed]

    @property
    def ids(self) -> list[str]:
        return [document.id for document in self.documents]

    @property
    def gone(self) -> set[str]:
        return {document.id for batch in self.batches for document in batch.documents if document.removed}

    @property
    def present(self) -> frozenset[str]:
        return next(batch.present for batch in reversed(self.batches) if batch.present is not None)


class SourceContract:
    """Inherit it, and give a fixture `world`."""

    def test_the_first_sync_gives_everything_with_all_its_fields(self, world: World) -> None:
        ids = world.put_many(3)
        first = Reading().read(world.open())
        assert sorted(first.ids) == sorted(ids)
        assert first.present == ids
        for document in first.documents:
            assert document.title.startswith("Article ")
            assert TEXT in document.body
            assert document.plans == ("basic", "pro")
            assert document.topic and document.language == "en" and document.url
            assert document.updated.year >= 2024
            assert not document.markup

    def test_a_delta_gives_only_what_changed(self, world: World) -> None:
        world.put_many(5)
        first = Reading().read(world.open())
        assert Reading(first.cursor).read(world.open()).documents == []
        world.put("a3", "Article 3, changed")
        world.put("new", "New article")
        delta = Reading(first.cursor).read(world.open())
        assert {document.title for document in delta.documents} == {"Article 3, changed", "New article"}
        assert Reading(delta.cursor).read(world.open()).documents == []

    def test_what_is_removed_is_reported(self, world: World) -> None:
        ids = world.put_many(4)
        first = Reading().read(world.open())
        world.remove("a2")
        delta = Reading(first.cursor).read(world.open())
        assert delta.present == ids - {world.id("a2")}
        assert delta.documents == []

    @pytest.mark.parametrize("page_size", [1, 3, 4, 100])
    def test_pages_lose_nothing_and_double_nothing(self, world: World, page_size: int) -> None:
        ids = world.put_many(12)
        read = Reading().read(world.open(page_size))
        assert sorted(read.ids) == sorted(ids)
        assert read.present == ids

    def test_a_failure_in_the_middle_leaves_the_cursor_where_it_was(self, world: World) -> None:
        ids = world.put_many(9)
        begun = Reading()
        batches = world.open(4).changes({})
        begun.take(next(batches))
        assert 0 < len(begun.ids) < 9
        world.fail_after_first_batch()
        with pytest.raises(SourceError):
            for batch in batches:
                begun.take(batch)
        world.mend()
        begun.read(world.open(4))
        assert sorted(begun.ids) == sorted(ids)

    def test_odd_characters_arrive_as_they_are(self, world: World) -> None:
        world.put("odd", ODD_TITLE, ODD_TEXT)
        [document] = Reading().read(world.open()).documents
        assert document.title == ODD_TITLE
        assert ODD_TEXT in document.body.replace("\\", "")

    def test_an_empty_source_gives_nothing(self, world: World) -> None:
        read = Reading().read(world.open())
        assert read.documents == []
        assert read.present == frozenset()


class ServedSourceContract(SourceContract):
    """For sources that are read from a server; the world's `server` is that one."""

    def test_it_waits_as_long_as_a_busy_server_asks(self, world: "ServedWorld") -> None:
        world.put_many(2)
        world.server.instead.extend([Response(status=429, headers={"Retry-After": "7"}), Response(status=503)])
        assert len(Reading().read(world.open()).ids) == 2
        assert world.waited[0] == 7
        assert len(world.waited) == 2

    def test_a_server_that_goes_on_failing_is_named(self, world: "ServedWorld") -> None:
        world.put_many(2)
        world.server.only_first = 0
        with pytest.raises(SourceError, match=r"^elsewhere: .* answers 503; "):
            Reading().read(world.open())
        assert len(world.waited) < 10

    def test_nobody_waits_for_hours(self, world: "ServedWorld") -> None:
        world.put_many(2)
        world.server.instead.extend([Response(status=429, headers={"Retry-After": "7200"})])
        with pytest.raises(SourceError, match="asks to wait 7200 seconds"):
            Reading().read(world.open())
        assert world.waited == []

    def test_a_connection_that_breaks_is_tried_again(self, world: "ServedWorld") -> None:
        world.put_many(2)
        world.server.instead.append(None)
        assert len(Reading().read(world.open()).ids) == 2

    def test_a_server_that_is_gone_is_named(self, world: "ServedWorld") -> None:
        world.put_many(2)
        source = world.open()
        world.server.close()
        with pytest.raises(SourceError, match=r"^elsewhere: .* does not answer .*; "):
            Reading().read(source)

    def test_rubbish_is_one_clear_error(self, world: "ServedWorld") -> None:
        world.put_many(2)
        for rubbish in self.rubbish(world):
            world.server.instead.extend(rubbish)
            with pytest.raises(SourceError, match=r"^elsewhere: .+; .+"):
                Reading().read(world.open())
            world.server.instead.clear()

    def rubbish(self, world: "ServedWorld") -> Iterator[list[Response]]:
        """First answers of a server, each list of which makes the whole useless."""
        raise NotImplementedError


class ServedWorld(World):
    """A world behind a server."""

    server: Server

    def fail_after_first_batch(self) -> None:
        self.server.only_first = 0

    def mend(self) -> None:
        self.server.only_first = None
