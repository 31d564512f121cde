"""Splits an article's body at its `:::` lines."""

from frontdesk.knowledge.markdown_lines import outside_code
from frontdesk.knowledge.model import Block, Condition, ConditionKind, Mistake

_OPENINGS = "`::: plan ID ...`, `::: has FEATURE` or `::: lacks FEATURE`"


def split_blocks(body: str, first_line: int) -> tuple[tuple[Block, ...], list[Mistake]]:
    """The blocks of `body`, which begins on line `first_line` of its file, and the mistakes in its `:::` lines."""
    blocks: list[Block] = []
    mistakes: list[Mistake] = []
    lines: list[str] = []
    begin, condition, opened = first_line, None, 0

    def close(next_begin: int) -> None:
        nonlocal lines, begin
        if any(line.strip() for line in lines):
            blocks.append(Block("\n".join(lines), begin, condition))
        elif opened:
            mistakes.append(Mistake(opened, "this block is empty; write its text or remove it"))
        lines, begin = [], next_begin

    number = first_line
    for number, (line, meaningful) in enumerate(outside_code(body.split("\n")), first_line):
        if not (meaningful and line.startswith(":::")):
            lines.append(line)
        elif line.strip() == ":::":
            if not opened:
                mistakes.append(Mistake(number, f"`:::` closes no block; open one before it with {_OPENINGS}"))
            close(number + 1)
            condition, opened = None, 0
        else:
            if opened:
                message = f"blocks do not nest; close the block of line {opened} with `:::` first"
                mistakes.append(Mistake(number, message))
            close(number + 1)
            condition, opened = read_condition(line), number
            if condition is None:
                mistakes.append(Mistake(number, f"`{line.strip()}` opens nothing; write {_OPENINGS}"))
    if opened:
        mistakes.append(Mistake(opened, "this block is never closed; add `:::` on a line of its own after it"))
    close(number + 1)
    return tuple(blocks), mistakes


def read_condition(line: str) -> Condition | None:
    """The condition that a `:::` line opens; None when it is none."""
    marker, *words = line.split()
    if marker != ":::" or len(words) < 2:
        return None
    kind, *names = words
    if kind == ConditionKind.PLAN:
        return Condition(ConditionKind.PLAN, tuple(names))
    if kind in (ConditionKind.HAS, ConditionKind.LACKS) and len(names) == 1:
        return Condition(ConditionKind(kind), tuple(names))
    return None
