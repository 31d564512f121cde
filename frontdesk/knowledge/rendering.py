"""Renders an article for a customer on a plan, or for a reader whose plan is unknown."""

from frontdesk.knowledge.conditions import condition_mistakes, plans_reading, plans_seeing
from frontdesk.knowledge.labels import label_block
from frontdesk.knowledge.model import (
    Article,
    ArticleError,
    NotForThisPlan,
    RenderedArticle,
    UnknownPlaceholder,
)
from frontdesk.knowledge.placeholders import fill, placeholder_mistakes
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.sections import join_blocks, split_sections


def render_article(article: Article, plan_id: str, catalogue: PlanCatalogue) -> RenderedArticle:
    """The article as customers on `plan_id` read it: their blocks, their values.

    Raises:
        NotForThisPlan: they may not see it.
        ArticleError: a block names a plan or a feature that does not exist.
        UnknownPlaceholder: a placeholder names nothing in the catalogue.
    """
    if plan_id not in plans_seeing(article, catalogue):
        raise NotForThisPlan(article.id, plan_id)
    _require_sound(article, catalogue)
    texts = [
        fill(block.text, (plan_id,), catalogue)
        for block in article.blocks
        if plan_id in plans_reading(block, article, catalogue)
    ]
    return _rendered(article, plan_id, texts)


def render_neutral(article: Article, catalogue: PlanCatalogue) -> RenderedArticle:
    """The article for a reader whose plan is unknown: every block, labelled with the plans it holds for.

    Raises ArticleError and UnknownPlaceholder, as `render_article` does.
    """
    _require_sound(article, catalogue)
    everybody = plans_seeing(article, catalogue)
    texts = []
    for block in article.blocks:
        plans = plans_reading(block, article, catalogue)
        if not plans:
            continue
        text = fill(block.text, plans, catalogue)
        texts.append(text if plans == everybody else label_block(text, catalogue.listing(plans)))
    return _rendered(article, None, texts)


def plan_variants(article: Article, catalogue: PlanCatalogue, anchor: str) -> dict[str, tuple[str, ...]]:
    """The texts of one section, each with the plans that read it, in rank order; "" is the anchor of the lead.

    A plan for which the section does not exist reads "". Raises as `render_article` does.
    """
    variants: dict[str, tuple[str, ...]] = {}
    for plan_id in plans_seeing(article, catalogue):
        rendered = render_article(article, plan_id, catalogue)
        texts = {section.anchor: section.text for section in (rendered.lead, *rendered.sections)}
        text = texts.get(anchor, "")
        variants[text] = (*variants.get(text, ()), plan_id)
    return variants


def depends_on_plan(article: Article, catalogue: PlanCatalogue, anchor: str | None = None) -> bool:
    """Whether two plans read different text in the section at `anchor`, or anywhere when it is None."""
    if anchor is not None:
        return len(plan_variants(article, catalogue, anchor)) > 1
    plans = plans_seeing(article, catalogue)
    return len({render_article(article, plan_id, catalogue).text for plan_id in plans}) > 1


def _require_sound(article: Article, catalogue: PlanCatalogue) -> None:
    for block in article.blocks:
        if conditions := condition_mistakes(block, catalogue):
            raise ArticleError(article.path, tuple(conditions))
        if placeholders := placeholder_mistakes(block.text, block.line, catalogue):
            raise UnknownPlaceholder(article.path, tuple(placeholders))


def _rendered(article: Article, plan_id: str | None, texts: list[str]) -> RenderedArticle:
    sections = split_sections(join_blocks(texts))
    return RenderedArticle(
        id=article.id,
        title=article.title,
        topic=article.topic,
        plan=plan_id,
        updated=article.updated,
        text=sections.text,
        lead=sections.lead,
        sections=sections.rest,
    )
