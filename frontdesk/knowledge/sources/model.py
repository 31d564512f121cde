"""What a source hands over, and what a sync came to."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

# Where a source goes on reading. Only the source that made it understands it; it is written as JSON, and an empty one
# means from the beginning.
Cursor = Mapping[str, Any]


class SourceError(Exception):
    """A source cannot be read; the message names it, what is wrong, and what to do."""

    def __init__(self, source: str, problem: str, remedy: str) -> None:
        super().__init__(f"{source}: {problem}; {remedy}")
        self.source = source


@dataclass(frozen=True)
class SourceDocument:
    """A document as its source has it. `id` is the source's own; `body` is Markdown.

    A removed document has nothing but its id, its address, and the reason why it is not to be shown. With `markup` the
    body is written in our own markup, and its placeholders and blocks are meant; otherwise they are only text.
    """

    id: str
    title: str
    body: str
    plans: tuple[str, ...]
    topic: str
    language: str
    updated: date
    url: str
    removed: bool = False
    reason: str = ""
    intents: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    markup: bool = False

    @classmethod
    def gone(cls, id: str, url: str, reason: str) -> "SourceDocument":
        """A document that is not to be shown, or no longer."""
        return cls(id, "", "", (), "", "", date.min, url, removed=True, reason=reason)


@dataclass(frozen=True)
class DocumentFailure:
    """A document that could not be taken over, by its address or id, and why."""

    document: str
    reason: str


@dataclass(frozen=True)
class Batch:
    """Some of the documents that changed, and the cursor with which to go on once they are kept.

    The last batch of a sync may name in `present` the ids of all documents that the source has now; what is not among
    them is gone. `notes` say what somebody who runs the sync should know.
    """

    documents: tuple[SourceDocument, ...]
    cursor: Cursor
    failures: tuple[DocumentFailure, ...] = ()
    present: frozenset[str] | None = None
    notes: tuple[str, ...] = ()


@dataclass
class SyncReport:
    """What a sync of one source came to: titles, and for what went wrong the reason.

    `passed_over` counts, by reason, documents that are not to be shown and never were. `error` says why the sync ended
    early, if it did; what was read until then is kept.
    """

    source: str
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: list[DocumentFailure] = field(default_factory=list)
    passed_over: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    error: str = ""

    def lines(self, *, titles: bool = True) -> list[str]:
        """The report in lines of text: the counts, the title of each article if `titles`, and what went wrong."""
        counts = f"{len(self.added)} added, {len(self.changed)} changed, {len(self.removed)} removed"
        lines = [f"{self.source}: {counts}, {len(self.failed)} failed"]
        if titles:
            lines += [f"  added: {title}" for title in self.added]
            lines += [f"  changed: {title}" for title in self.changed]
            lines += [f"  removed: {title}" for title in self.removed]
        lines += [f"  failed: {failure.document}: {failure.reason}" for failure in self.failed]
        lines += [f"  not shown: {count} ({reason})" for reason, count in sorted(self.passed_over.items())]
        lines += [f"  note: {note}" for note in self.notes]
        return lines + ([f"  error: {self.error}"] if self.error else [])
