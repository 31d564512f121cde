"""Progress and errors in a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from frontdesk.encoders.prepare import EncoderPreparationError
from frontdesk.knowledge.index.build import Progress as ReportProgress
from frontdesk.knowledge.index.files import IndexUnusable
from frontdesk.knowledge.model import ContentError
from frontdesk.knowledge.plans import PlanCatalogueError
from frontdesk.knowledge.sources.lock import SyncRuns
from frontdesk.knowledge.sources.model import SourceError
from frontdesk.running.preflight import CannotStart

from encoder import EncoderNotFound  # isort: skip

FOR_PEOPLE = (
    CannotStart,
    ContentError,
    EncoderNotFound,
    EncoderPreparationError,
    IndexUnusable,
    PlanCatalogueError,
    SourceError,
    SyncRuns,
)

console = Console(stderr=True, highlight=False)


def tell(text: str) -> None:
    """A line of progress."""
    console.print(f"[bold cyan]frontdesk[/] {text}")


@contextmanager
def errors_for_people() -> Iterator[None]:
    """Errors that say what to do are shown as they are, and end the command with status 1."""
    try:
        yield
    except FOR_PEOPLE as error:
        console.print(f"[bold red]frontdesk[/] {error}")
        raise typer.Exit(1) from error


@contextmanager
def progress_bars() -> Iterator[ReportProgress]:
    """A function that draws a bar for every stage that it is told about."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = progress.add_task(stage, total=total)
            progress.update(tasks[stage], completed=done)

        yield report
