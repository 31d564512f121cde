"""Syncs sources when they are due, in a thread of the web application."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread

from frontdesk.knowledge.sources.lock import SyncRuns
from frontdesk.knowledge.sources.model import SyncReport
from frontdesk.knowledge.sources.service import KnowledgeSync

_log = logging.getLogger(__name__)

_SECONDS_TO_STOP = 5.0


class SyncLoop:
    """Looks every `interval_seconds` for sources that are due, and syncs them one after the other.

    `stopping` is set when the loop should end: the sync and whatever waits in it give way to that.
    """

    def __init__(self, sync: KnowledgeSync, stopping: Event, *, interval_seconds: float = 60.0) -> None:
        self._sync = sync
        self._stopping = stopping
        self._interval = interval_seconds
        self._thread: Thread | None = None
        self._complaints: dict[str, str] = {}

    async def start(self) -> None:
        self._stopping.clear()
        # A daemon: a slow server elsewhere does not keep the process from ending. Files are replaced in one step.
        self._thread = Thread(target=self._run, name="knowledge sync", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Stop; a sync that runs ends after its batch, and the next start goes on there."""
        self._stopping.set()
        if self._thread:
            await asyncio.to_thread(self._thread.join, _SECONDS_TO_STOP)
            self._thread = None

    def sync_due(self) -> None:
        """Sync what is due. One source's trouble does not hold up another's."""
        due: list[str] = []
        with self._logged("sources"):
            due = self._sync.due(datetime.now(UTC))
        for name in due:
            with self._logged(name):
                self._sync.sync([name], _log_report, lambda *_: None)

    @contextmanager
    def _logged(self, what: str) -> Iterator[None]:
        """Every error is logged, one that stays the same only once; that somebody else syncs is no error."""
        try:
            yield
            self._complaints.pop(what, None)
        except SyncRuns:
            return
        except Exception as error:
            if self._complaints.get(what) != (complaint := f"{type(error).__name__}: {error}"):
                self._complaints[what] = complaint
                _log.exception("%s could not be synced; trying again", what)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self.sync_due()
            self._stopping.wait(self._interval)


def _log_report(report: SyncReport) -> None:
    level = logging.WARNING if report.error or report.failed or report.notes else logging.INFO
    _log.log(level, "%s", "\n".join(report.lines(titles=False)))
