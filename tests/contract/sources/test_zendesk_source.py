"""Zendesk as a source."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from fake_zendesk import ZendeskWorld
from serving import Response, json_response
from source_contract import Reading, ServedSourceContract, ServedWorld

from frontdesk.knowledge.sources.model import SourceError

ROW = {"id": 1, "locale": "en-us", "draft": False, "user_segment_id": None, "updated_at": "2026-01-01T00:00:00Z"}


class TestZendeskSource(ServedSourceContract):
    @pytest.fixture
    def world(self) -> Iterator[ZendeskWorld]:
        world = ZendeskWorld()
        yield world
        world.server.close()

    def rubbish(self, world: ServedWorld) -> Iterator[list[Response]]:
        topics = [json_response({"sections": []}), json_response({"categories": []})]
        topics.reverse()
        yield [Response(b"<html>Maintenance</html>")]
        yield [json_response({"categories": [{"id": 1}]})]
        yield [*topics, json_response({"articles": "none"})]
        yield [*topics, json_response({"articles": [ROW], "next_page": None})]
        yield [*topics, json_response({"articles": [ROW | {"updated_at": "soon"}], "end_time": 5, "next_page": None})]
        yield [*topics, json_response({"articles": [{"id": 1}], "end_time": 5, "next_page": None})]
        elsewhere = "https://elsewhere.example.com/api/v2/help_center/incremental/articles.json?start_time=5"
        yield [*topics, json_response({"articles": [ROW], "end_time": 5, "next_page": elsewhere})]

    def test_a_change_in_the_second_of_the_cursor_is_not_lost(self, world: ZendeskWorld) -> None:
        world.put_many(3)
        first = Reading().read(world.open())
        world.step = timedelta(0)
        world.put("a2", "Changed in the same second")
        world.put("a9", "New in the same second")
        delta = Reading(first.cursor).read(world.open())
        assert {document.title for document in delta.documents} == {
            "Changed in the same second",
            "New in the same second",
        }

    def test_a_next_page_that_is_the_same_page_ends_the_export(self, world: ZendeskWorld) -> None:
        world.put("a", "A")
        source = world.open()
        first = Reading().read(source)
        start = first.cursor["start_time"]
        same = f"{world.server.url}/api/v2/help_center/incremental/articles.json?start_time={start}"
        world.server.instead.extend(
            [
                json_response({"categories": [], "next_page": None}),
                json_response({"sections": [], "next_page": None}),
                json_response({"articles": [ROW], "end_time": start, "next_page": same}),
            ]
        )
        assert len(Reading(first.cursor).read(source).ids) == 1

    def test_drafts_are_gone(self, world: ZendeskWorld) -> None:
        world.put("a", "A")
        first = Reading().read(world.open())
        world.put("a", "A", draft=True)
        delta = Reading(first.cursor).read(world.open())
        assert delta.gone == {world.id("a")}
        assert delta.present == frozenset()

    def test_a_section_s_category_is_the_topic(self, world: ZendeskWorld) -> None:
        world.put("a", "A")
        [document] = Reading().read(world.open()).documents
        assert document.topic == "Billing & plans"
        assert document.url.startswith("https://help.example.com/hc/en-us/articles/")

    @pytest.mark.parametrize(
        ("fields", "plans"),
        [
            ({"user_segment_id": None}, ("basic", "pro")),
            ({"user_segment_id": 77}, ("pro",)),
            ({"user_segment_id": None, "user_segment_ids": [77, 78]}, ("basic", "pro")),
            ({"user_segment_id": 99}, None),
        ],
    )
    def test_user_segments_are_plans(
        self, world: ZendeskWorld, fields: dict[str, Any], plans: tuple[str, ...] | None
    ) -> None:
        world.put("a", "A", **fields)
        read = Reading().read(world.open(user_segments={"77": ("pro",), "78": ("basic",)}))
        assert [document.plans for document in read.documents] == ([plans] if plans else [])
        assert bool(read.gone) == (plans is None)

    def test_every_wanted_locale_is_a_document(self, world: ZendeskWorld) -> None:
        world.put("a", "A")
        world.translate("a", "de", "Ein A")
        world.put("b", "B")
        world.put("c", "Nur deutsch", locale="de")
        read = Reading().read(world.open(locales=("en-us", "de")))
        assert sorted((document.title, document.language) for document in read.documents) == [
            ("A", "en"),
            ("B", "en"),
            ("Ein A", "de"),
            ("Nur deutsch", "de"),
        ]
        assert read.present == {document.id for document in read.documents}

    def test_a_translation_that_is_a_draft_is_gone(self, world: ZendeskWorld) -> None:
        world.put("a", "A")
        world.translate("a", "de", "Ein A", draft=True)
        assert Reading().read(world.open(locales=("de",))).documents == []

    def test_credentials_go_to_no_other_host(self, world: ZendeskWorld) -> None:
        topics = [json_response({name: [], "next_page": None}) for name in ("categories", "sections")]
        elsewhere = world.server.url.replace("127.0.0.1", "localhost") + "/api/v2/help_center/incremental/articles.json"
        page = json_response({"articles": [ROW], "end_time": 5, "next_page": elsewhere})
        world.server.instead.extend([*topics, page])
        with pytest.raises(SourceError, match="names a next page elsewhere"):
            Reading().read(world.open())
        assert len(world.server.requests) == 3
