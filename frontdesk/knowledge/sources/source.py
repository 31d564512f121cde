"""What every source of articles can do."""

from collections.abc import Iterator
from typing import Protocol

from frontdesk.knowledge.sources.model import Batch, Cursor


class KnowledgeSource(Protocol):
    """A system elsewhere that has articles.

    Whoever reads it keeps the documents of a batch, then stores the batch's cursor, then asks for the next batch. A
    sync that ends early goes on from the last cursor that was stored:

        cursor = stored_cursor()
        for batch in source.changes(cursor):
            keep(batch.documents)
            store(batch.cursor)
    """

    def changes(self, cursor: Cursor) -> Iterator[Batch]:
        """What changed since `cursor`, in batches; with an empty cursor everything there is.

        Between two cursors no change is lost. A document that changes while it is read may come twice.

        Raises:
            SourceError: the source does not answer, refuses, or answers with something else than its documents.
        """
