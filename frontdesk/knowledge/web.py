"""The help pages: all articles by topic, and each article for a reader's plan."""

from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from fastapi.templating import Jinja2Templates
from markupsafe import Markup

from frontdesk.knowledge.conditions import plans_seeing
from frontdesk.knowledge.html import article_address, heading_to_html, to_html
from frontdesk.knowledge.model import Article, RenderedArticle, RenderedSection
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.reader import Knowledge, KnowledgeReader
from frontdesk.knowledge.rendering import depends_on_plan, render_article, render_neutral

_FILES = Path(__file__).parent / "templates"
_ASSETS = {"help.css", "help.js"}


@dataclass(frozen=True)
class _Section:
    """A section as the page shows it."""

    anchor: str
    heading: Markup
    body: Markup


@dataclass(frozen=True)
class _PlanChoice:
    """One button of the plan switcher; `open` says whether the article may be seen on the plan."""

    name: str
    address: str
    chosen: bool
    open: bool = True


@dataclass(frozen=True)
class _Entry:
    """An article in a list; `only_on` names the plans it is for when it is not for all."""

    title: str
    address: str
    only_on: str


def build_router(reader: KnowledgeReader, brand: str = "Parley") -> APIRouter:
    """The routes under `/help`; include it in the application without a prefix. `brand` names whose help this is."""
    router = APIRouter(include_in_schema=False)
    templates = Jinja2Templates(directory=_FILES)
    templates.env.globals["brand"] = brand

    def page(request: Request, template: str, context: dict[str, object], status: int = 200) -> Response:
        return templates.TemplateResponse(request, template, context, status, headers={"Cache-Control": "no-cache"})

    @router.get("/help")
    def index(request: Request, plan: str = "") -> Response:
        knowledge = _fresh(reader)
        plan_id = _known(plan, knowledge.catalogue)
        topics, plans = _topics(knowledge, plan_id), _index_plans(knowledge.catalogue, plan_id)
        return page(request, "index.html", {"topics": topics, "plans": plans, "home": _home(plan_id)})

    @router.get("/help/articles/{article_id}")
    def article(request: Request, article_id: str, plan: str = "") -> Response:
        knowledge = _fresh(reader)
        plan_id = _known(plan, knowledge.catalogue)
        found = knowledge.articles.get(article_id)
        if found is None:
            return page(request, "missing.html", {"home": _home(plan_id)}, 404)
        seeing = plans_seeing(found, knowledge.catalogue)
        if plan_id and plan_id not in seeing:
            return page(request, "closed.html", _closed_context(plan_id, seeing, knowledge.catalogue), 404)
        return page(request, "article.html", _article_context(found, knowledge, plan_id))

    @router.get("/help/{name}")
    def asset(request: Request, name: str) -> Response:
        if name not in _ASSETS:
            return page(request, "missing.html", {"home": _home(None)}, 404)
        return FileResponse(_FILES / name, headers={"Cache-Control": "no-cache"})

    return router


def _fresh(reader: KnowledgeReader) -> Knowledge:
    reader.reload()
    return reader.knowledge


def _known(plan: str, catalogue: PlanCatalogue) -> str | None:
    return plan if catalogue.has(plan) else None


def _home(plan_id: str | None) -> str:
    return f"/help?plan={plan_id}" if plan_id else "/help"


def topic_name(topic: str) -> str:
    """How a topic's folder reads: `audio_video` is "Audio and video", `data-export` is "Data export"."""
    words = topic.replace("_", " and ").replace("-", " ")
    return words[:1].upper() + words[1:]


def _topics(knowledge: Knowledge, plan_id: str | None) -> dict[str, list[_Entry]]:
    topics: dict[str, list[_Entry]] = defaultdict(list)
    for article in sorted(knowledge.articles.values(), key=lambda one: (one.topic, one.title.casefold())):
        if plan_id is None or plan_id in plans_seeing(article, knowledge.catalogue):
            topics[topic_name(article.topic)].append(_entry(article, knowledge.catalogue, plan_id))
    return dict(topics)


def _entry(article: Article, catalogue: PlanCatalogue, plan_id: str | None) -> _Entry:
    seeing = plans_seeing(article, catalogue)
    closed_to_some = len(seeing) < len(catalogue.ids) and plan_id is None
    return _Entry(
        title=article.title,
        address=article_address(article.id, plan_id),
        only_on=catalogue.listing(seeing) if closed_to_some else "",
    )


def _index_plans(catalogue: PlanCatalogue, plan_id: str | None) -> list[_PlanChoice]:
    anybody = _PlanChoice("All plans", "/help", plan_id is None)
    return [anybody, *(_PlanChoice(catalogue.name(id), _home(id), id == plan_id) for id in catalogue.ids)]


def _article_plans(article: Article, catalogue: PlanCatalogue, plan_id: str | None) -> list[_PlanChoice]:
    seeing = plans_seeing(article, catalogue)
    anybody = _PlanChoice("All plans", article_address(article.id, None), plan_id is None)
    choices = [
        _PlanChoice(catalogue.name(id), article_address(article.id, id), id == plan_id, id in seeing)
        for id in catalogue.ids
    ]
    return [anybody, *choices]


def _article_context(article: Article, knowledge: Knowledge, plan_id: str | None) -> dict[str, object]:
    catalogue = knowledge.catalogue
    rendered = render_article(article, plan_id, catalogue) if plan_id else render_neutral(article, catalogue)
    related = [knowledge.articles[id] for id in article.related if id in knowledge.articles]
    return {
        "home": _home(plan_id),
        "title": article.title,
        "topic": topic_name(article.topic),
        "updated": f"{article.updated.day} {article.updated:%B %Y}",
        "updated_iso": article.updated.isoformat(),
        "lead": _section(rendered.lead, plan_id).body,
        "sections": _sections(rendered, plan_id),
        "plans": _article_plans(article, catalogue, plan_id),
        "depends_on_plan": depends_on_plan(article, catalogue),
        "related": [
            _entry(one, catalogue, plan_id)
            for one in related
            if plan_id is None or plan_id in plans_seeing(one, catalogue)
        ],
        "language": article.language,
    }


def _closed_context(plan_id: str, seeing: tuple[str, ...], catalogue: PlanCatalogue) -> dict[str, object]:
    return {"home": _home(plan_id), "plan": catalogue.name(plan_id), "open_to": catalogue.listing(seeing)}


def _sections(rendered: RenderedArticle, plan_id: str | None) -> list[_Section]:
    return [_section(section, plan_id) for section in rendered.sections]


def _section(section: RenderedSection, plan_id: str | None) -> _Section:
    address = partial(article_address, plan_id=plan_id)
    return _Section(section.anchor, heading_to_html(section.heading, address), to_html(section.text, address))
