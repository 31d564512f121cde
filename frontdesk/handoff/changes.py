"""Tells who watches that cases changed, whichever process changed them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from frontdesk.handoff.service import HandoffService

_log = logging.getLogger(__name__)

_POLL_SECONDS = 0.25
# Replies that were on their way when a case was closed are delivered after it; watchers hear of that too.
_CLOSED_FOR = timedelta(minutes=10)


class CaseChanges:
    """One look at the database for all watchers, while there are any."""

    def __init__(self, handoff: HandoffService) -> None:
        self._handoff = handoff
        self._watchers: set[asyncio.Queue[frozenset[int]]] = set()
        self._task: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def watch(self) -> AsyncIterator["asyncio.Queue[frozenset[int]]"]:
        """A queue that receives the numbers of the cases that changed, as they change, until the block ends."""
        queue: asyncio.Queue[frozenset[int]] = asyncio.Queue()
        self._watchers.add(queue)
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="handoff changes")
        try:
            yield queue
        finally:
            self._watchers.discard(queue)
            if not self._watchers and self._task:
                self._task.cancel()
                self._task = None

    async def _run(self) -> None:
        known: dict[int, int] = {}  # so that the first look tells of every case, and none falls into a gap
        while True:
            try:
                current = await asyncio.to_thread(self._revisions)
                self._tell(known, current)
                known = current
            except Exception:
                _log.exception("Changes of cases could not be read; trying again")
            await asyncio.sleep(_POLL_SECONDS)

    def _revisions(self) -> dict[int, int]:
        return self._handoff.revisions(datetime.now(UTC) - _CLOSED_FOR)

    def _tell(self, known: dict[int, int], current: dict[int, int]) -> None:
        changed = frozenset(case_id for case_id, revision in current.items() if known.get(case_id) != revision)
        if changed:
            for queue in self._watchers:
                queue.put_nowait(changed)
