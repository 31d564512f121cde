"""Takes over what changed in one source: writes, replaces and removes articles, and says what came of it."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.sources.article_text import UnusableDocument, article_id, article_text, clean_title, short_hash
from frontdesk.knowledge.sources.model import Batch, DocumentFailure, SourceDocument, SourceError, SyncReport
from frontdesk.knowledge.sources.source import KnowledgeSource
from frontdesk.knowledge.sources.store import KeptDocument, SourceState, SourceStore
from frontdesk.knowledge.sources.titles import OtherArticles, doubled_titles

# When more than this share is gone at once, and the source did not say of each that it was removed, nothing is removed.
_MOST_GONE = 0.5
# For so long a source is believed to name every change; then it is read from the beginning, which mends what it forgot.
_LONGEST_ON_CHANGES = timedelta(days=7)


class SourceSync:
    """One sync of the source `name`. With `dry_run` nothing is written; the report says what would be."""

    def __init__(
        self, name: str, store: SourceStore, others: OtherArticles, catalogue: PlanCatalogue, *, dry_run: bool = False
    ) -> None:
        self._name = name
        self._store = store
        self._others = others
        self._catalogue = catalogue
        self._dry_run = dry_run
        self._report = SyncReport(name)
        self._state = SourceState()
        self._before = 0

    def run(self, open_source: Callable[[], KnowledgeSource], settings: str, stopped: Callable[[], bool]) -> SyncReport:
        """Read the source from where the last sync ended, or from the beginning: once a week, or with new `settings`.

        The state is saved after every batch, so that a sync that ends early is gone on with. A SourceError is in the
        report.
        """
        try:
            self._state = self._store.read_state()
        except SourceError as error:
            self._report.error = str(error)
            return self._report
        failed = True
        try:
            self._before = len(self._state.documents)
            if self._state.settings != settings or self._is_long_ago(self._state.begun):
                self._state = replace(self._state, settings=settings, cursor={}, begun=datetime.now(UTC))
            for batch in open_source().changes(self._state.cursor):
                self._take(batch)
                if stopped():
                    raise SourceError(self._name, "the sync was stopped", "the next one goes on from here")
            self._finish()
            failed = False
        except SourceError as error:
            self._report.error = str(error)
        finally:
            self._save(failed=failed)
        return self._report

    @staticmethod
    def _is_long_ago(begun: datetime | None) -> bool:
        return begun is None or datetime.now(UTC) - begun > _LONGEST_ON_CHANGES

    def _take(self, batch: Batch) -> None:
        self._report.failed += batch.failures
        self._report.notes += batch.notes
        # First what is gone: what replaces it may have its title.
        for document in sorted(batch.documents, key=lambda one: not one.removed):
            if document.removed:
                self._drop(document)
            else:
                self._keep(document)
        if batch.present is not None:
            self._drop_missing(batch.present)
        self._state.cursor = batch.cursor
        self._save(failed=self._state.failed)

    def _keep(self, document: SourceDocument) -> None:
        known = self._state.documents.get(document.id)
        id = known.article if known else self._new_id(document.id)
        title = self._others.free_title(clean_title(document.title), self._name)
        try:
            text = article_text(document, id, title, self._name, self._catalogue)
        except UnusableDocument as error:
            self._report.failed.append(DocumentFailure(document.url or document.id, str(error)))
            return
        digest = hashlib.sha256(text.encode()).hexdigest()
        if known and known.digest == digest:
            return
        if not self._dry_run:
            self._store.write_article(id, text)
        self._state.documents[document.id] = KeptDocument(id, title, digest, document.url)
        (self._report.changed if known else self._report.added).append(title)

    def _new_id(self, document_id: str) -> str:
        id = article_id(self._name, document_id)
        return f"{id}-{short_hash(document_id)}" if self._others.has_id(id) else id

    def _drop(self, document: SourceDocument) -> None:
        if document.id in self._state.documents:
            self._remove(document.id, document.reason)
        else:
            self._report.passed_over[document.reason] += 1

    def _drop_missing(self, present: frozenset[str]) -> None:
        missing = sorted(self._state.documents.keys() - present)
        known = self._before or len(self._state.documents)
        if len(missing) > known * _MOST_GONE:
            self._report.notes.append(
                f"{len(missing)} of {known} documents are gone at once, so all were kept; see whether the source is in "
                f"order, and if it is, remove the folder {self._store.folder} and sync again"
            )
            return
        for id in missing:
            self._remove(id, "no longer there")

    def _remove(self, document_id: str, reason: str) -> None:
        kept = self._state.documents.pop(document_id)
        if not self._dry_run:
            self._store.remove_article(kept.article)
        self._report.removed.append(f"{kept.title} ({reason})")

    def _finish(self) -> None:
        self._report.notes += doubled_titles(self._state.documents)
        if not self._dry_run:
            self._store.remove_others({kept.article for kept in self._state.documents.values()})

    def _save(self, *, failed: bool) -> None:
        if not self._dry_run:
            self._state.attempted, self._state.failed = datetime.now(UTC), failed
            self._store.save_state(self._state)
