"""What must hold of an article once it can be read: on its own, and among the others."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

from frontdesk.knowledge.conditions import condition_mistakes, plans_reading, plans_seeing
from frontdesk.knowledge.links import linked_articles
from frontdesk.knowledge.markdown_lines import HEADING, outside_code
from frontdesk.knowledge.model import Article, Block, Mistake
from frontdesk.knowledge.placeholders import placeholder_mistakes
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.rendering import render_article

_PRICE = re.compile(r"[$€£¥]\d")


def place_mistakes(article: Article, kb: Path) -> Iterator[Mistake]:
    """The article's file must be `<topic>/<id>.md` under `kb`."""
    line = field_line(article, "id")
    if article.path.stem != article.id:
        yield Mistake(line, f"the id is {article.id}, but the file is {article.path.name}; make them the same")
    folder = article.path.parent.relative_to(kb).as_posix()
    if folder != article.topic:
        line = field_line(article, "topic")
        yield Mistake(line, f"the topic is {article.topic}, but the folder is {folder}; make them the same")


def plan_mistakes(article: Article, catalogue: PlanCatalogue) -> Iterator[Mistake]:
    """Plans, features and placeholders must be in the catalogue, and every plan needs a lead."""
    for id in article.plans:
        if not catalogue.has(id):
            known = ", ".join(catalogue.ids)
            yield Mistake(field_line(article, "plans"), f"the plan catalogue has no plan {id}; the plans are {known}")
    mistakes = [
        mistake
        for block in article.blocks
        for mistake in (*condition_mistakes(block, catalogue), *placeholder_mistakes(block.text, block.line, catalogue))
    ]
    yield from mistakes
    if not mistakes:
        yield from _block_mistakes(article, catalogue)
        yield from _missing_leads(article, catalogue)


def link_mistakes(
    article: Article, others: Mapping[str, Article], ids: frozenset[str], catalogue: PlanCatalogue | None
) -> Iterator[Mistake]:
    """Links must lead to articles that the reader may see. `ids` also holds articles that could not be read."""
    line = field_line(article, "related")
    for id in article.related:
        if id == article.id:
            yield Mistake(line, "the article names itself as related; remove it")
        elif id not in ids:
            yield Mistake(line, f"there is no related article {id}; mend the id or remove it")
    for block in article.blocks:
        for id, line in linked_articles(block.text, block.line):
            if id not in ids:
                yield Mistake(line, f"there is no article {id}; mend the link or remove it")
            elif id in others and catalogue and not condition_mistakes(block, catalogue):
                yield from _closed_links(article, block, others[id], line, catalogue)


def typed_prices(article: Article, catalogue: PlanCatalogue) -> Iterator[Mistake]:
    """A price of the catalogue that stands in the text goes stale when the catalogue changes."""
    prices = {
        catalogue.limit(id, key): f"{id}.{key}"
        for key in reversed(catalogue.limits)
        for id in reversed(catalogue.ids)
        if _PRICE.match(catalogue.limit(id, key))
    }
    for price, placeholder in prices.items():
        pattern = re.compile(rf"(?<![\w.,$€£¥]){re.escape(price)}(?![\w]|[.,]\d)")
        for block in article.blocks:
            for match in pattern.finditer(block.text):
                line = block.line + block.text.count("\n", 0, match.start())
                yield Mistake(line, f"{price} is a value of the plan catalogue; write {{{{ {placeholder} }}}}")


def field_line(article: Article, field: str) -> int:
    """The line on which the front matter writes `field`; 1 when it does not."""
    for number, line in enumerate(article.path.read_text("utf-8-sig").split("\n"), 1):
        if line.startswith(f"{field}:"):
            return number
    return 1


def _block_mistakes(article: Article, catalogue: PlanCatalogue) -> Iterator[Mistake]:
    for block in article.blocks:
        if not plans_reading(block, article, catalogue):
            yield Mistake(block.line - 1, "no plan that may see the article reads this block; remove it")
    for block, following in pairwise(article.blocks):
        readers = set(plans_reading(block, article, catalogue))
        goes_on = not HEADING.match(following.text.lstrip("\n").split("\n")[0])
        if _has_heading(block) and goes_on and not readers >= set(plans_reading(following, article, catalogue)):
            message = "this text would fall under the heading in the block before it; begin it with a heading"
            yield Mistake(following.line, message)


def _missing_leads(article: Article, catalogue: PlanCatalogue) -> Iterator[Mistake]:
    bare = [
        id for id in plans_seeing(article, catalogue) if not render_article(article, id, catalogue).lead.text.strip()
    ]
    if bare:
        message = f"customers on {catalogue.listing(bare)} get no lead; write one before the first heading"
        yield Mistake(article.blocks[0].line, message)


def _closed_links(
    article: Article, block: Block, target: Article, line: int, catalogue: PlanCatalogue
) -> Iterator[Mistake]:
    readers = plans_reading(block, article, catalogue)
    if closed := [id for id in readers if id not in target.plans]:
        remedy = f"put the link between `::: plan {' '.join(target.plans)}` and `:::`"
        yield Mistake(line, f"customers on {catalogue.listing(closed)} may not see article {target.id}; {remedy}")


def _has_heading(block: Block) -> bool:
    lines = outside_code(block.text.split("\n"))
    return block.condition is not None and any(meaningful and HEADING.match(line) for line, meaningful in lines)
