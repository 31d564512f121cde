from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontdesk.knowledge.model import Article, ArticleError, NotForThisPlan, UnknownPlaceholder
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.rendering import depends_on_plan, plan_variants, render_article, render_neutral

MakeArticle = Callable[..., Article]

BY_PLAN = """\
::: has cloud
Choose **Record**, then **Record to cloud**.
:::
::: lacks cloud
Choose **Record**. On {{ plan.name }} it is saved on your computer.
:::

## On a computer
1. Start the meeting.
::: has cloud
2. Choose the cloud.
:::
3. Choose **Stop**.

::: plan business
## For webinars
Ask an administrator.
:::

## Limits
- A meeting lasts {{ plan.meeting_length }}.
"""


def test_a_customer_reads_the_blocks_of_their_plan(make_article: MakeArticle, catalogue: PlanCatalogue) -> None:
    basic = render_article(make_article(BY_PLAN), "basic", catalogue)
    business = render_article(make_article(BY_PLAN), "business", catalogue)
    assert basic.lead.text == "Choose **Record**. On Basic it is saved on your computer."
    assert [section.anchor for section in basic.sections] == ["on-a-computer", "limits"]
    assert [section.anchor for section in business.sections] == ["on-a-computer", "for-webinars", "limits"]
    assert basic.sections[1].text == "- A meeting lasts 40 minutes."


def test_steps_are_numbered_without_gaps(make_article: MakeArticle, catalogue: PlanCatalogue) -> None:
    basic = render_article(make_article(BY_PLAN), "basic", catalogue)
    assert basic.sections[0].text == "1. Start the meeting.\n2. Choose **Stop**."
    pro = render_article(make_article(BY_PLAN), "pro", catalogue)
    assert pro.sections[0].text == "1. Start the meeting.\n2. Choose the cloud.\n3. Choose **Stop**."


@pytest.mark.parametrize("plan_id", ["basic", "pro", "business", None])
def test_sections_lie_in_the_text_where_they_say(
    make_article: MakeArticle, catalogue: PlanCatalogue, plan_id: str | None
) -> None:
    article = make_article(BY_PLAN)
    rendered = render_article(article, plan_id, catalogue) if plan_id else render_neutral(article, catalogue)
    assert rendered.plan == plan_id
    for section in (rendered.lead, *rendered.sections):
        assert section.text
        assert rendered.text[section.start : section.end] == section.text


def test_a_restricted_article_is_refused(make_article: MakeArticle, catalogue: PlanCatalogue) -> None:
    with pytest.raises(NotForThisPlan, match="record-a-meeting is not for customers on plan pro"):
        render_article(make_article("Lead.", plans=("business",)), "pro", catalogue)


def test_a_plan_nobody_sells_is_refused(make_article: MakeArticle, catalogue: PlanCatalogue) -> None:
    with pytest.raises(NotForThisPlan):
        render_article(make_article("Lead.", plans=("gold",)), "gold", catalogue)


@pytest.mark.parametrize(
    ("placeholder", "text"),
    [
        ("{{ plan.name }}", "Pro"),
        ("{{plan.meeting_length}}", "30 hours"),
        ("{{ basic.meeting_length }}", "40 minutes"),
        ("{{ basic.name }}", "Basic"),
        ("{{ plans.meeting_length }}", "40 minutes on Basic and 30 hours on Pro and Business"),
        ("{{ plans.with.cloud }}", "Pro and Business"),
        ("{{ plans.without.cloud }}", "Basic"),
        ("{{ plans.with.captions }}", "every plan"),
        ("{{ plans.with.telepathy }}", "no plan"),
    ],
)
def test_placeholders_for_a_plan(
    make_article: MakeArticle, catalogue: PlanCatalogue, placeholder: str, text: str
) -> None:
    assert render_article(make_article(placeholder), "pro", catalogue).lead.text == text


@pytest.mark.parametrize(
    ("placeholder", "words"),
    [
        ("{{ plan.lenght }}", "no limit lenght"),
        ("{{ plan.cloud }}", "it is a feature, so write plans.with.cloud"),
        ("{{ gold.meeting_length }}", "there is no plan gold"),
        ("{{ plans.with.magic }}", "no feature magic"),
        ("{{ name }}", "a placeholder is"),
        ("{{ }}", "a placeholder is"),
        ("{{ plan.name", "`{{` stands alone"),
    ],
)
def test_an_unknown_placeholder_is_named_with_file_and_line(
    make_article: MakeArticle, catalogue: PlanCatalogue, placeholder: str, words: str
) -> None:
    with pytest.raises(UnknownPlaceholder) as caught:
        render_article(make_article(f"Lead.\n\nMore {placeholder}"), "pro", catalogue)
    assert str(caught.value).startswith("kb/recording/record-a-meeting.md:16: ")
    assert words in str(caught.value)


def test_an_unknown_feature_in_a_condition_is_named(make_article: MakeArticle, catalogue: PlanCatalogue) -> None:
    with pytest.raises(ArticleError, match=r"record-a-meeting\.md:15: the plan catalogue has no feature magic"):
        render_neutral(make_article("Lead.\n::: has magic\ntext\n:::"), catalogue)


def test_an_unknown_reader_sees_for_whom_each_block_is(make_article: MakeArticle, catalogue: PlanCatalogue) -> None:
    neutral = render_neutral(make_article(BY_PLAN), catalogue)
    assert neutral.lead.text == (
        "**On Pro and Business:** Choose **Record**, then **Record to cloud**.\n\n"
        "**On Basic:** Choose **Record**. On Basic it is saved on your computer."
    )
    computer, webinars, limits = neutral.sections
    assert "2. **On Pro and Business:** Choose the cloud.\n3. Choose **Stop**." in computer.text
    assert webinars.text == "**On Business:** Ask an administrator."
    assert limits.text == "- A meeting lasts 40 minutes on Basic and 30 hours on Pro and Business."


def test_a_whole_list_gets_one_label_above_it(make_article: MakeArticle, catalogue: PlanCatalogue) -> None:
    body = "Lead.\n\n## Steps\n::: has cloud\n1. One.\n2. Two.\n:::\n::: lacks cloud\n1. Other.\n:::"
    [steps] = render_neutral(make_article(body), catalogue).sections
    assert steps.text == "**On Pro and Business:**\n\n1. One.\n2. Two.\n\n**On Basic:**\n\n1. Other."


def test_a_list_under_a_labelled_paragraph_needs_no_label(make_article: MakeArticle, catalogue: PlanCatalogue) -> None:
    rendered = render_neutral(
        make_article("::: has cloud\nDo this:\n1. One.\n:::\n::: lacks cloud\nNo.\n:::"), catalogue
    )
    assert rendered.lead.text == "**On Pro and Business:** Do this:\n\n1. One.\n\n**On Basic:** No."


def test_a_block_for_every_reader_of_the_article_has_no_label(
    make_article: MakeArticle, catalogue: PlanCatalogue
) -> None:
    article = make_article("::: has cloud\nFor both.\n:::\n::: lacks cloud\nFor none.\n:::", plans=("pro", "business"))
    assert render_neutral(article, catalogue).text == "For both."


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("On {{ plan.name }} it works.", "On your plan it works."),
        ("{{ plan.name }} has it. {{ plan.name }} is good.", "Your plan has it. Your plan is good."),
        ("- {{ plan.name }} has it; {{ plan.name }} is good.", "- Your plan has it; your plan is good."),
        (
            "It lasts ({{ plan.meeting_length }}\non {{ plan.name }}).",
            "It lasts (40 minutes on Basic and 30 hours on Pro and Business).",
        ),
        ("Meetings: {{ plan.meetings }}.", "Meetings: unlimited."),
    ],
)
def test_values_for_an_unknown_reader(
    make_article: MakeArticle, catalogue: PlanCatalogue, body: str, text: str
) -> None:
    assert render_neutral(make_article(body), catalogue).text == text


def test_a_list_goes_on_over_a_block_and_a_paragraph_does_not(
    make_article: MakeArticle, catalogue: PlanCatalogue
) -> None:
    article = make_article("- a\n::: has cloud\n- b\n:::\n- c\n::: has cloud\nText.\n:::\nEnd.")
    assert render_article(article, "pro", catalogue).text == "- a\n- b\n- c\n\nText.\n\nEnd."
    assert render_article(article, "basic", catalogue).text == "- a\n- c\n\nEnd."


def test_a_heading_with_nothing_under_it_is_left_out(make_article: MakeArticle, catalogue: PlanCatalogue) -> None:
    article = make_article("Lead.\n\n## Cloud\n::: has cloud\nText.\n:::\n\n## Limits\nNone.")
    assert [section.heading for section in render_article(article, "basic", catalogue).sections] == ["Limits"]


def test_equal_headings_have_different_anchors(make_article: MakeArticle, catalogue: PlanCatalogue) -> None:
    rendered = render_article(
        make_article("L.\n\n## If it **fails**!\na\n\n## If it fails\nb\n\n## If it fails 2\nc"), "pro", catalogue
    )
    assert [part.anchor for part in rendered.sections] == ["if-it-fails", "if-it-fails-2", "if-it-fails-2-2"]


def test_headings_in_code_are_code(make_article: MakeArticle, catalogue: PlanCatalogue) -> None:
    rendered = render_article(make_article("Lead.\n\n```\n## not a heading\n5. not a step\n```"), "pro", catalogue)
    assert rendered.sections == ()
    assert "5. not a step" in rendered.lead.text


def test_plans_that_read_the_same_are_grouped(make_article: MakeArticle, catalogue: PlanCatalogue) -> None:
    article = make_article(BY_PLAN)
    assert list(plan_variants(article, catalogue, "").values()) == [("basic",), ("pro", "business")]
    assert plan_variants(article, catalogue, "for-webinars") == {
        "": ("basic", "pro"),
        "Ask an administrator.": ("business",),
    }


def test_what_depends_on_the_plan(make_article: MakeArticle, catalogue: PlanCatalogue) -> None:
    article = make_article("Lead.\n\n## Length\n{{ plan.meeting_length }}\n\n## All\n{{ plans.meeting_length }}")
    assert depends_on_plan(article, catalogue)
    assert depends_on_plan(article, catalogue, "length")
    assert not depends_on_plan(article, catalogue, "all")
    assert not depends_on_plan(article, catalogue, "")


_LINES = st.sampled_from(
    ["Text.", "- item", "1. step", "3. step", "", "## Heading", "```", "{{ plan.name }}", "    code", "| a | b |"]
)
_PART = st.tuples(st.sampled_from(["", "has cloud", "lacks cloud", "plan pro"]), st.lists(_LINES, min_size=1))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(parts=st.lists(_PART, min_size=1, max_size=5))
def test_whatever_is_written_sections_are_true_to_the_text(
    parts: list[tuple[str, list[str]]], make_article: MakeArticle, catalogue: PlanCatalogue
) -> None:
    lines = []
    for condition, content in parts:
        body = [line for line in content if line != "```"] or ["Text."]
        body = body if any(body) else ["Text."]
        lines += [f"::: {condition}", *body, ":::"] if condition else content_in_closed_code(content)
    article = make_article("\n".join(lines))
    everything = [render_article(article, id, catalogue) for id in article.plans] + [render_neutral(article, catalogue)]
    for rendered in everything:
        assert ":::" not in rendered.text
        assert all(rendered.text[part.start : part.end] == part.text for part in (rendered.lead, *rendered.sections))
        assert len({part.anchor for part in rendered.sections}) == len(rendered.sections)


def content_in_closed_code(content: list[str]) -> list[str]:
    return [*content, "```"] if content.count("```") % 2 else content
