import pytest

from frontdesk.knowledge.blocks import split_blocks
from frontdesk.knowledge.model import Condition, ConditionKind


def test_text_is_split_at_its_conditions_and_keeps_its_lines() -> None:
    blocks, mistakes = split_blocks("Lead.\n::: has cloud\n- one\n:::\n\n::: plan pro business\ntwo\n:::\nend", 10)
    assert mistakes == []
    assert [(block.text, block.line, block.condition) for block in blocks] == [
        ("Lead.", 10, None),
        ("- one", 12, Condition(ConditionKind.HAS, ("cloud",))),
        ("two", 16, Condition(ConditionKind.PLAN, ("pro", "business"))),
        ("end", 18, None),
    ]


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("::: has cloud\ntext", 5, "never closed"),
        ("text\n:::", 6, "closes no block"),
        ("::: has cloud\ntext\n::: lacks cloud\ntext\n:::", 7, "do not nest; close the block of line 5"),
        ("::: with cloud\ntext\n:::", 5, "opens nothing"),
        ("::: has cloud polls\ntext\n:::", 5, "opens nothing"),
        (":::has cloud\ntext\n:::", 5, "opens nothing"),
        ("::: has cloud\n\n:::", 5, "this block is empty"),
    ],
)
def test_a_wrong_marker_is_named_with_its_line(body: str, line: int, words: str) -> None:
    _, [mistake] = split_blocks(body, 5)
    assert mistake.line == line
    assert words in mistake.message


def test_markers_in_code_are_code() -> None:
    [block], mistakes = split_blocks("```\n::: has cloud\n```", 1)
    assert mistakes == []
    assert block.condition is None
