"""Keeps the articles from elsewhere in step with their sources."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from frontdesk.knowledge.index.build import Progress
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.knowledge.sources.config import SourceConfig, read_sources
from frontdesk.knowledge.sources.lock import only_sync
from frontdesk.knowledge.sources.model import SourceError, SyncReport
from frontdesk.knowledge.sources.opening import Open
from frontdesk.knowledge.sources.store import SourceState, SourceStore
from frontdesk.knowledge.sources.sync import SourceSync
from frontdesk.knowledge.sources.titles import OtherArticles

# Raised whenever the same document would be written as another article than before: all sources are then read anew.
_FORMAT = 1
_AGAIN_AFTER_FAILURE = timedelta(minutes=30)

Build = Callable[[Progress], object]
Tell = Callable[[SyncReport], None]


class KnowledgeSync:
    """Syncs the sources that `sources.yml` in the folder `data` names, into the folder `sources`.

    Args:
        open_source: makes the adapter for an entry of the file; may raise SourceError.
        build: builds the index from `data` and `sources`.
        stopped: asked after every batch; a sync that is stopped is gone on with the next time.
    """

    def __init__(
        self, data: Path, sources: Path, open_source: Open, build: Build, stopped: Callable[[], bool] = lambda: False
    ) -> None:
        self._kb = data / "kb"
        self._file = data / "sources.yml"
        self._plans = data / "plans.yml"
        self._written: tuple[int, ...] = ()
        self._known: dict[str, SourceConfig] = {}
        self._sources = sources
        self._open_source = open_source
        self._build = build
        self._stopped = stopped

    def names(self) -> list[str]:
        """The sources there are. Raises SourcesFileError and PlanCatalogueError."""
        return list(self._configs())

    def due(self, now: datetime) -> list[str]:
        """The sources whose time has come: `every` after the last attempt, sooner when that failed.

        Raises SourcesFileError and PlanCatalogueError.
        """
        return [name for name, config in self._configs().items() if self._is_due(config, now)]

    def strays(self) -> list[Path]:
        """Folders of articles whose source `sources.yml` no longer names. Raises as `names` does."""
        folders = (path for path in self._sources.glob("*") if path.is_dir())
        return sorted(path for path in folders if path.name not in self._configs())

    def sync(self, names: Sequence[str], tell: Tell, progress: Progress, *, dry_run: bool = False) -> list[SyncReport]:
        """Sync these sources one after the other, `tell` the report of each, and build the index if it is behind.

        Raises:
            SourceError: there is no source of a name.
            SyncRuns: another process syncs just now.
            ContentError, PlanCatalogueError: `sources.yml`, the catalogue or an article of the project has mistakes.
        """
        configs = self._configs()
        for name in names:
            if name not in configs:
                known = ", ".join(configs) or "none"
                raise SourceError(name, "there is no such source", f"data/sources.yml names {known}")
        with only_sync(self._sources):
            reports = []
            for name in names:
                reports.append(self._sync(configs[name], configs, dry_run))
                tell(reports[-1])
            behind = self._sources / "index-is-behind"
            if behind.exists() and not dry_run:
                self._build(progress)
                behind.unlink()
        return reports

    def _sync(self, config: SourceConfig, configs: dict[str, SourceConfig], dry_run: bool) -> SyncReport:
        catalogue = self._catalogue()
        others = [kept for name in configs if name != config.name for kept in self._state(name).documents.values()]
        sync = SourceSync(
            config.name,
            SourceStore(self._sources, config.name),
            OtherArticles(self._kb, others),
            catalogue,
            dry_run=dry_run,
        )
        settings = hashlib.sha256(f"{_FORMAT} {config.model_dump_json()}".encode()).hexdigest()[:16]
        return sync.run(lambda: self._open_source(config), settings, self._stopped)

    def _is_due(self, config: SourceConfig, now: datetime) -> bool:
        if config.every is None:
            return False
        state = self._state(config.name)
        pause = min(config.every, _AGAIN_AFTER_FAILURE) if state.failed else config.every
        return state.attempted is None or now - state.attempted >= pause

    def _state(self, name: str) -> SourceState:
        try:
            return SourceStore(self._sources, name).read_state()
        except SourceError:
            # Its own sync reports it.
            return SourceState()

    def _configs(self) -> dict[str, SourceConfig]:
        # The web application asks every minute; reading YAML holds up everything else in its process.
        written = tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in (self._file, self._plans))
        if written != self._written:
            self._known = read_sources(self._file, self._catalogue())
            self._written = written
        return self._known

    def _catalogue(self) -> PlanCatalogue:
        return PlanCatalogue.load(self._plans)
