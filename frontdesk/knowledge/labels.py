"""Says of a block which plans it is for, to a reader whose plan is unknown."""

import re

from frontdesk.knowledge.markdown_lines import LIST_ITEM, outside_code

_ANY_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_NEEDS_LABEL_ABOVE = re.compile(r" {0,3}(?:[|>]|`{3}|~{3}| {4})")


def label_block(text: str, plan_names: str) -> str:
    """`text` with a bold "On Pro and Business:" on every paragraph and list in it.

    A list that begins at 1 gets one label above it; the items of any other list, which may stand between items for
    everybody, are labelled one by one.
    """
    label = f"**On {plan_names}:**"
    labelled: list[str] = []
    under_paragraph = False
    for chunk in _chunks(text):
        item = LIST_ITEM.match(chunk)
        if _ANY_HEADING.match(chunk):
            labelled.append(chunk)
        elif item and item["number"] == "1":
            labelled.append(chunk if under_paragraph else f"{label}\n\n{chunk}")
        elif item:
            labelled.append(chunk if under_paragraph else _label_items(chunk, label))
        elif _NEEDS_LABEL_ABOVE.match(chunk):
            labelled.append(f"{label}\n\n{chunk}")
        else:
            labelled.append(f"{label} {chunk}")
        under_paragraph = not item and not _ANY_HEADING.match(chunk)
    return "\n\n".join(labelled)


def _label_items(chunk: str, label: str) -> str:
    return "\n".join(
        LIST_ITEM.sub(rf"\g<0>{label} ", line, count=1) if LIST_ITEM.match(line) else line for line in chunk.split("\n")
    )


def _chunks(text: str) -> list[str]:
    """Headings, paragraphs and lists of `text`, each by itself."""
    chunks: list[list[str]] = [[]]
    for line, meaningful in outside_code(text.split("\n")):
        if meaningful and not line.strip():
            chunks.append([])
        elif meaningful and _ANY_HEADING.match(line):
            chunks += [[line], []]
        elif meaningful and LIST_ITEM.match(line) and chunks[-1] and not _is_list(chunks[-1]):
            chunks.append([line])
        else:
            chunks[-1].append(line)
    return ["\n".join(lines) for lines in chunks if lines]


def _is_list(lines: list[str]) -> bool:
    return LIST_ITEM.match(lines[0]) is not None
