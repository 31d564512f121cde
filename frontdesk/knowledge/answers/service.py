"""Answers questions from the knowledge base, for the customer's plan, or says that it cannot."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

from encoder import SentenceEncoder
from frontdesk.knowledge.answers.composition import compose
from frontdesk.knowledge.answers.model import Answer, AnswerSentence, AnswerStatus, Choice, Question, Source, Unclear
from frontdesk.knowledge.answers.retrieval import Found, retrieve
from frontdesk.knowledge.answers.selection import MOST_RELATED, Selection, best_probability, select
from frontdesk.knowledge.answers.vagueness import meanings
from frontdesk.knowledge.index.files import IndexUnusable, current_build, read_index
from frontdesk.knowledge.library import Library
from frontdesk.knowledge.plans import PlanCatalogue

logger = logging.getLogger(__name__)

# Articles are named beside "I don't know" when confidence is at least this share of what an answer needs.
NEAR_SHARE = 0.8


class AnswerService:
    """The knowledge base, asked. A new index is picked up at the next question.

    Args:
        index_folder: where `frontdesk kb build` writes.
        encoder: the encoder that the index was built with.
        catalogue: the plans.

    Raises:
        IndexUnusable: there is no usable index at the start.
    """

    def __init__(self, index_folder: Path, encoder: SentenceEncoder, catalogue: PlanCatalogue) -> None:
        self._folder = index_folder
        self._encoder = encoder
        self._catalogue = catalogue
        self._lock = Lock()
        self._build = current_build(index_folder)
        self._library = Library(read_index(index_folder, encoder.fingerprint))

    def answer(self, question: Question) -> Answer:
        """Answer `question`; see `Answer` for what comes back."""
        library = self._current_library()
        found = retrieve(library, self._encoder.encode, question)
        answer = self._answer(library, found, question)
        if found.is_follow_up:
            logger.info("read as a follow-up: %r", found.asked)
        return replace(answer, asked=found.asked)

    def answers_intent(self, intent: str) -> bool:
        """Whether an article names `intent`."""
        return bool(self._current_library().articles_of_intent(intent))

    def title_of_intent(self, intent: str) -> str | None:
        """The title of the first article that names `intent`."""
        library = self._current_library()
        articles = library.articles_of_intent(intent)
        return library.title(articles[0]) if articles else None

    def _current_library(self) -> Library:
        build = current_build(self._folder)
        if build != self._build:
            with self._lock:
                if build != self._build:
                    self._reload(build)
        return self._library

    def _reload(self, build: str | None) -> None:
        try:
            self._library = Library(read_index(self._folder, self._encoder.fingerprint))
            logger.info("picked up knowledge index %s", build)
        except (IndexUnusable, OSError) as error:
            logger.error("kept the knowledge index in use: %s", error)
        self._build = build

    def _answer(self, library: Library, found: Found, question: Question) -> Answer:
        confidence = best_probability(found)
        if not found.articles or confidence < library.threshold:
            return self._no_answer(library, found, question, confidence)
        if not question.intent and (meant := meanings(found, question.text, library.word_evidence)):
            return self._which_one(library, meant, question, confidence)
        selection = select(found, library.threshold, question.entities)
        if question.plan is not None:
            return self._answered(library, selection, question.plan, question.plan, confidence)
        return self._for_unknown_plan(library, selection, confidence)

    def _which_one(self, library: Library, meant: Sequence[str], question: Question, confidence: float) -> Answer:
        choices = tuple(Choice(library.title(article), article) for article in meant)
        text = "What is it about?"
        sources = self._sources(library, meant, question.plan)
        status, unclear = AnswerStatus.CLARIFY, Unclear.MEANING
        return Answer(status, text, question.plan, confidence, sources=sources, choices=choices, unclear=unclear)

    def _for_unknown_plan(self, library: Library, selection: Selection, confidence: float) -> Answer:
        """An answer from what reads the same on every plan; the plan is asked for when what is nearest does not."""
        plans = self._catalogue.ids
        same = tuple(section for section in selection.sections if library.reads_the_same(section, plans))
        if selection.nearest in same:
            return self._answered(library, replace(selection, sections=same), plans[0], None, confidence)
        choices = tuple(Choice(self._catalogue.name(plan), plan) for plan in plans)
        text = "That depends on your plan. Which one do you have?"
        status, unclear = AnswerStatus.CLARIFY, Unclear.PLAN
        sources = self._sources(library, [selection.nearest[0]], None)
        return Answer(status, text, None, confidence, sources=sources, choices=choices, unclear=unclear)

    def _answered(
        self, library: Library, selection: Selection, plan: str, known_plan: str | None, confidence: float
    ) -> Answer:
        passages = [
            passage
            for article_id, anchor in selection.sections
            if (passage := library.passage(article_id, anchor, plan)) is not None
        ]
        text, sentences = compose(passages)
        return Answer(
            status=AnswerStatus.ANSWERED if sentences else AnswerStatus.NO_ANSWER,
            text=text,
            plan=known_plan,
            confidence=confidence,
            sentences=sentences,
            sources=self._sources(library, _quoted(sentences), known_plan),
            related=self._sources(library, selection.related, known_plan),
        )

    def _no_answer(self, library: Library, found: Found, question: Question, confidence: float) -> Answer:
        worth_naming = found.articles[:MOST_RELATED] if confidence >= NEAR_SHARE * library.threshold else ()
        nearest = self._sources(library, [hit.article_id for hit in worth_naming], question.plan)
        text = "I don't have an answer to that in our help centre."
        return Answer(AnswerStatus.NO_ANSWER, text, question.plan, confidence, related=nearest)

    def _sources(self, library: Library, article_ids: Sequence[str], plan: str | None) -> tuple[Source, ...]:
        suffix = f"?plan={plan}" if plan else ""
        return tuple(Source(id, library.title(id), f"/help/articles/{id}{suffix}") for id in article_ids)


def _quoted(sentences: Sequence[AnswerSentence]) -> list[str]:
    """The articles quoted, each once, in the order of the answer."""
    return list(dict.fromkeys(source.article_id for sentence in sentences for source in sentence.sources))
