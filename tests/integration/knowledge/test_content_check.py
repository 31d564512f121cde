from pathlib import Path

import pytest

from frontdesk.knowledge.check import Finding, check
from frontdesk.knowledge.intents import knowledge_intents

ROOT = Path(__file__).parents[3]


def _told(project) -> list[str]:
    return [f"{one.path.as_posix()}:{one.line}: {one.message}" for one in check(project.root)]


def test_sound_content_has_no_findings(project) -> None:
    assert check(project.root) == []


def test_the_content_we_ship_names_only_what_exists() -> None:
    about_content = [one for one in check(ROOT) if one.path.parts[:2] == ("data", "kb")]
    assert about_content == []


@pytest.mark.parametrize(
    ("body", "fields", "line", "words"),
    [
        ("See [x](article:nowhere).", {}, 13, "there is no article nowhere; mend the link or remove it"),
        ("Lead.", {"related": "nowhere"}, 11, "there is no related article nowhere"),
        ("Lead.", {"related": "extra"}, 11, "names itself as related"),
        ("Lead {{ plan.lenght }}.", {}, 13, "the plan catalogue has no limit lenght"),
        ("A\n::: has magic\nb\n:::", {}, 14, "the plan catalogue has no feature magic"),
        ("A\n::: plan gold\nb\n:::", {}, 14, "the plan catalogue has no plan gold"),
        ("A\n::: has cloud\nb", {}, 14, "never closed"),
        ("A\n:::", {}, 14, "closes no block"),
        ("Lead.", {"plans": "basic, gold"}, 6, "the plan catalogue has no plan gold; the plans are basic, pro"),
        ("::: has cloud\nA\n:::\n## More\nb", {}, 14, "customers on Basic get no lead"),
        ("A\n::: has cloud\nb\n:::", {"plans": "basic"}, 14, "no plan that may see the article reads this block"),
        ("A\n::: has cloud\n## B\nb\n:::\nc", {}, 18, "would fall under the heading in the block before"),
        ("Lead.", {"intents": "fly"}, 5, "domain.yml has no intent fly"),
        ("Lead.", {"title": "JOIN a meeting"}, 3, "is taken by data/kb/joining/join-a-meeting.md"),
        ("A", {"file": "data/kb/recording/other.md"}, 2, "the id is extra, but the file is other.md"),
        ("A", {"file": "data/kb/joining/extra.md"}, 4, "the topic is recording, but the folder is joining"),
    ],
)
def test_a_mistake_is_found_where_it_is(project, body: str, fields: dict, line: int, words: str) -> None:
    path = project.article("extra", body, **fields).relative_to(project.root).as_posix()
    told = _told(project)
    assert any(one.startswith(f"{path}:{line}: ") and words in one for one in told), told
    assert len(told) == 1, told


def test_a_link_may_not_lead_where_the_reader_may_not_go(project) -> None:
    project.article("cloud-only", "Lead.", plans="pro")
    project.article("open-link", "A\n\n[x](article:cloud-only)\n")
    project.article("kept-link", "A\n::: has cloud\n[x](article:cloud-only)\n:::")
    [told] = _told(project)
    assert told == (
        "data/kb/recording/open-link.md:15: customers on Basic may not see article cloud-only; "
        "put the link between `::: plan pro` and `:::`"
    )


def test_a_link_to_an_article_that_cannot_be_read_is_not_called_broken(project) -> None:
    project.write("data/kb/joining/join-a-meeting.md", "")
    assert [one for one in _told(project) if "no related article" in one or "no article join" in one] == []


def test_every_mistake_of_a_file_is_told_and_all_are_sorted(project) -> None:
    project.article("zebra", "::: has magic\nA {{ a.b }} {{ x }}\n:::\n[x](article:nowhere)")
    project.article("ant", "A {{ x }}")
    places = [(one.path.name, one.line) for one in check(project.root)]
    assert places == [("ant.md", 13), ("zebra.md", 13), ("zebra.md", 14), ("zebra.md", 14), ("zebra.md", 16)]


def test_a_price_typed_by_hand_is_a_warning(project) -> None:
    path = project.article("prices", "Pro is $14.90, not $14.905, $114.90 or $0.02.").relative_to(project.root)
    assert check(project.root) == [
        Finding(path, 13, "$14.90 is a value of the plan catalogue; write {{ pro.monthly_price }}", "warning")
    ]


def test_an_intent_that_is_answered_needs_an_article(project) -> None:
    (project.kb / "joining" / "join-a-meeting.md").unlink()
    project.article("record-a-meeting", "Lead.", intents="record_meeting")
    assert _told(project) == [
        "domain.yml:5: no article answers the intent join_meeting; name it under `intents` of one"
    ]


def test_knowledge_intents_come_from_rules_that_answer(project) -> None:
    rule = "rules:\n- rule: r\n  steps:\n  - intent: refund\n  - action: action_refund\n  - action: action_answer\n"
    project.write("data/rules/more.yml", rule)
    assert knowledge_intents(project.root) == {"record_meeting", "join_meeting", "refund"}


@pytest.mark.parametrize(
    ("missing", "told"),
    [
        ("domain.yml", "domain.yml:1: the file cannot be read"),
        ("data/rules/answers.yml", "data/rules:1: there are no rules"),
        ("data/plans.yml", "data/plans.yml:1: cannot be read"),
    ],
)
def test_a_missing_file_is_told(project, missing: str, told: str) -> None:
    (project.root / missing).unlink()
    [only] = _told(project)
    assert only.startswith(told)


def test_an_empty_project_is_told_what_it_lacks(tmp_path: Path) -> None:
    assert [one.path.as_posix() for one in check(tmp_path)] == ["data/kb", "data/plans.yml", "domain.yml"]


def test_a_seat_range_nobody_can_read_is_told(project) -> None:
    path = project.root / "data" / "plans.yml"
    path.write_text(path.read_text().replace("1 to 9 seats", "a few"))
    [only] = _told(project)
    assert only.startswith('data/plans.yml:1: plan pro, limit seats: cannot read "a few"')
