"""ServiceNow as a source."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fake_servicenow import ServiceNowWorld
from serving import Response, json_response
from source_contract import Reading, ServedSourceContract, ServedWorld

from frontdesk.knowledge.sources.model import SourceError


class TestServiceNowSource(ServedSourceContract):
    @pytest.fixture
    def world(self) -> Iterator[ServiceNowWorld]:
        world = ServiceNowWorld()
        yield world
        world.server.close()

    def rubbish(self, world: ServedWorld) -> Iterator[list[Response]]:
        yield [Response(b"<html>Sign in</html>", headers={"Content-Type": "text/html"})]
        yield [Response(status=302, headers={"Location": "/login"})]
        yield [json_response([])]
        yield [json_response({"error": {"message": "No"}})]
        yield [json_response({"result": ["text"]})]
        yield [json_response({"result": [{"sys_id": "1"}]})]
        row = {"sys_id": "1", "workflow_state": "published", "can_read_user_criteria": ""}
        row |= {"cannot_read_user_criteria": "", "sys_updated_on": "yesterday"}
        yield [json_response({"result": [row]})]
        yield [Response(b'{"result": [', headers={"Content-Type": "application/json"})]

    @pytest.mark.parametrize("says_how_many", ["link", "count", "nothing"])
    @pytest.mark.parametrize("page_size", [1, 4, 5])
    def test_rows_of_one_moment_are_paged_through(
        self, world: ServiceNowWorld, says_how_many: str, page_size: int
    ) -> None:
        world.says_how_many = says_how_many
        before = world.put_many(3)
        world.step = timedelta(0)
        ids = before | world.put_many(11)
        assert sorted(Reading().read(world.open(page_size)).ids) == sorted(ids)

    def test_a_change_in_the_second_of_the_cursor_is_not_lost(self, world: ServiceNowWorld) -> None:
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

    def test_rows_that_move_while_they_are_read_push_none_out(self, world: ServiceNowWorld) -> None:
        ids = world.put_many(10)
        moves = iter(["a0", "a1", "a2"])

        def move() -> None:
            if key := next(moves, None):
                world.change(key)

        world.before_page = move
        assert set(Reading().read(world.open(3)).ids) == ids

    def test_pages_cut_short_by_rights_are_not_the_end(self, world: ServiceNowWorld) -> None:
        ids = world.put_many(12)
        world.hidden = {world.id(f"a{number}") for number in range(0, 8)}
        read = Reading().read(world.open(4))
        assert sorted(read.ids) == sorted(ids - world.hidden)

    @pytest.mark.parametrize("state", ["draft", "review", "retired", "outdated"])
    def test_what_is_not_published_is_gone(self, world: ServiceNowWorld, state: str) -> None:
        world.put("a", "A", workflow_state=state)
        read = Reading().read(world.open())
        assert read.gone == {world.id("a")}
        assert read.batches[0].documents[0].reason == state
        assert read.present == frozenset()

    def test_what_has_expired_is_gone_though_nothing_changed(self, world: ServiceNowWorld) -> None:
        world.put("a", "A")
        first = Reading().read(world.open())
        world.tables["kb_knowledge"][world.id("a")]["valid_to"] = "2020-01-01"
        assert Reading(first.cursor).read(world.open()).present == frozenset()

    def test_what_is_deleted_is_not_present(self, world: ServiceNowWorld) -> None:
        ids = world.put_many(3)
        first = Reading().read(world.open())
        del world.tables["kb_knowledge"][world.id("a1")]
        assert Reading(first.cursor).read(world.open()).present == ids - {world.id("a1")}

    @pytest.mark.parametrize(
        ("can_read", "cannot_read", "plans"),
        [
            ("", "", ("basic", "pro")),
            ("paying", "", ("pro",)),
            ("paying,unknown", "", ("pro",)),
            ("free,paying", "", ("basic", "pro")),
            ("", "free", ("pro",)),
            ("unknown", "", None),
            ("", "unknown", None),
            ("free", "free", None),
        ],
    )
    def test_user_criteria_are_plans(
        self, world: ServiceNowWorld, can_read: str, cannot_read: str, plans: tuple[str, ...] | None
    ) -> None:
        world.put("a", "A", can_read_user_criteria=can_read, cannot_read_user_criteria=cannot_read)
        read = Reading().read(world.open(user_criteria={"paying": ("pro",), "free": ("basic",)}))
        assert [document.plans for document in read.documents] == ([plans] if plans else [])
        assert bool(read.gone) == (plans is None)

    def test_a_knowledge_base_has_plans_and_the_others_are_not_read(self, world: ServiceNowWorld) -> None:
        world.put("a", "A", kb_knowledge_base="staff")
        world.put("b", "B", kb_knowledge_base="base1")
        [document] = Reading().read(world.open(knowledge_bases={"base1": ("pro",)})).documents
        assert (document.title, document.plans) == ("B", ("pro",))

    def test_a_field_that_our_user_may_not_read_ends_the_sync(self, world: ServiceNowWorld) -> None:
        world.put("a", "A", can_read_user_criteria="paying")
        del world.tables["kb_knowledge"][world.id("a")]["can_read_user_criteria"]
        with pytest.raises(SourceError, match="without can_read_user_criteria"):
            Reading().read(world.open())

    def test_html_becomes_markdown_and_attachments_are_named(self, world: ServiceNowWorld) -> None:
        world.put("a", "A", text="x")
        html = '<h2>Steps</h2><ol><li>Open <a href="/kb?id=1">this</a></li></ol><script>alert(1)</script>'
        world.tables["kb_knowledge"][world.id("a")]["text"] = html
        world.attach("a", "form.pdf")
        world.attach("a", "a sheet.xlsx")
        [document] = Reading().read(world.open()).documents
        assert document.body == (
            f"## Steps\n\n1. Open [this]({world.server.url}/kb?id=1)\n\n## Attachments\n\n- a sheet.xlsx\n- form.pdf"
        )
        assert document.url == f"{world.server.url}/kb_view.do?sysparm_article=KBa"
        assert document.topic == "Accounts"

    def test_html_nested_beyond_reason_fails_alone(self, world: ServiceNowWorld) -> None:
        world.put("a", "A")
        world.put("b", "B")
        world.tables["kb_knowledge"][world.id("a")]["text"] = "<div>" * 5000
        read = Reading().read(world.open())
        assert [document.title for document in read.documents] == ["B"]
        assert "nested too deeply" in read.batches[0].failures[0].reason

    def test_user_and_password_sign_in_too(self, world: ServiceNowWorld) -> None:
        world.put("a", "A")
        assert Reading().read(world.open(user_env="SN_USER", password_env="SN_PASSWORD")).ids == [world.id("a")]

    def test_refused_credentials_are_named(self, world: ServiceNowWorld) -> None:
        world.server.instead.append(Response(status=401))
        with pytest.raises(SourceError, match=r"elsewhere: .* refuses our credentials \(401\); check the variables"):
            Reading().read(world.open())

    def test_a_variable_that_is_not_set_is_named(self, world: ServiceNowWorld) -> None:
        with pytest.raises(SourceError, match="the variable NOT_SET is not set"):
            world.open(token_env="NOT_SET")
