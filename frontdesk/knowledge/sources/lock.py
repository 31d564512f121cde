"""Lets one sync run at a time, whatever process begins it, on any machine that shares the folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class SyncRuns(Exception):
    """Another process syncs just now."""


@contextmanager
def only_sync(folder: Path) -> Iterator[None]:
    """Hold the lock file in `folder`; the system lets go of it when the process ends, however it ends.

    Raises:
        SyncRuns: somebody else holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SyncRuns("Another sync is running: wait until it is done, then try again.") from error
        yield
