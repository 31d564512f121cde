"""Makes passages of articles: every section, once for each wording that some plan reads."""

import hashlib
from collections.abc import Iterable

from frontdesk.knowledge.conditions import plans_seeing
from frontdesk.knowledge.model import Article, Passage, RenderedArticle, RenderedSection
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.rendering import render_article
from frontdesk.knowledge.sentences import split_units


def passages_of(article: Article, catalogue: PlanCatalogue) -> list[Passage]:
    """The passages of `article`: no two of them say the same under the same heading, and each names its plans."""
    renderings = [render_article(article, plan, catalogue) for plan in plans_seeing(article, catalogue)]
    passages = []
    for position, (section, plans) in enumerate(_wordings(renderings)):
        passages.append(
            Passage(
                id=_passage_id(article, section, plans),
                article_id=article.id,
                title=article.title,
                heading=section.heading,
                anchor=section.anchor,
                position=position,
                text=section.text,
                units=split_units(section.text, section.start),
                plans=plans,
                topic=article.topic,
                language=article.language,
                updated=article.updated,
            )
        )
    return passages


def _wordings(renderings: Iterable[RenderedArticle]) -> list[tuple[RenderedSection, tuple[str, ...]]]:
    """Each section with the plans that read it in the same words and at the same place."""
    plans_of: dict[RenderedSection, tuple[str, ...]] = {}
    for rendering in renderings:
        for section in (rendering.lead, *rendering.sections):
            if section.text:
                plans_of[section] = (*plans_of.get(section, ()), rendering.plan or "")
    return sorted(plans_of.items(), key=lambda item: (item[0].anchor != "", item[0].start))


def _passage_id(article: Article, section: RenderedSection, plans: tuple[str, ...]) -> str:
    written = "\x1f".join((article.id, article.title, section.anchor, section.text, str(section.start), *plans))
    return hashlib.sha256(written.encode()).hexdigest()[:16]
