"""What is kept of a source: its articles as files, and a state file by which the next sync goes on."""

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from frontdesk.knowledge.articles import article_files
from frontdesk.knowledge.sources.model import Cursor, SourceError


@dataclass(frozen=True)
class KeptDocument:
    """A document that was taken over: the article it became, and a digest of that article's file."""

    article: str
    title: str
    digest: str
    url: str


@dataclass
class SourceState:
    """Where a source stands.

    `settings` tells whether the cursor was made with the settings there are now, `begun` when it was last empty, and
    `attempted` when a sync last wrote this.
    """

    settings: str = ""
    cursor: Cursor = field(default_factory=dict)
    documents: dict[str, KeptDocument] = field(default_factory=dict)
    begun: datetime | None = None
    attempted: datetime | None = None
    failed: bool = False


class SourceStore:
    """The folder of the source `name` under `sources`. Every file is replaced in one step.

    Before an article changes, the file `index-is-behind` in `sources` is written, for whoever builds the index.
    """

    def __init__(self, sources: Path, name: str) -> None:
        self._name = name
        self._behind = sources / "index-is-behind"
        self.folder = sources / name
        self._articles = self.folder / "articles"
        self._state = self.folder / "state.json"

    def read_state(self) -> SourceState:
        """The state as it was last saved. Raises SourceError when it cannot be read."""
        try:
            written: dict[str, Any] = json.loads(self._state.read_text("utf-8"))
            documents = {id: KeptDocument(**kept) for id, kept in written.pop("documents").items()}
            begun, attempted = _moment(written.pop("begun")), _moment(written.pop("attempted"))
            return SourceState(**written, documents=documents, begun=begun, attempted=attempted)
        except FileNotFoundError:
            return SourceState()
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            remedy = f"remove the folder {self.folder} to read everything anew"
            raise SourceError(self._name, f"{self._state} is damaged ({error})", remedy) from error

    def save_state(self, state: SourceState) -> None:
        """Keep `state` for the next sync."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _replace(self._state, json.dumps(asdict(state), ensure_ascii=False, indent=1, default=datetime.isoformat))

    def write_article(self, id: str, text: str) -> None:
        """Write the article's file, or replace it."""
        self._articles.mkdir(parents=True, exist_ok=True)
        self._behind.touch()
        _replace(self._articles / f"{id}.md", text)

    def remove_article(self, id: str) -> None:
        """Remove the article's file, if it is there."""
        if (path := self._articles / f"{id}.md").exists():
            self._behind.touch()
            path.unlink()

    def remove_others(self, ids: set[str]) -> None:
        """Remove the files of articles that are not among `ids`: a sync that broke off may have left them."""
        for path in article_files(self._articles):
            if path.stem not in ids:
                self.remove_article(path.stem)


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _replace(path: Path, text: str) -> None:
    """Write the file so that a reader finds the old text or the new, also after a crash."""
    new = path.with_name(f"{path.name}.new")
    with new.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
