"""Commands for the knowledge base."""

from threading import Event
from typing import Annotated

import typer

from frontdesk.cli.terminal import console, errors_for_people, progress_bars, tell
from frontdesk.knowledge.check import check
from frontdesk.knowledge.sources.model import SyncReport
from frontdesk.running.preparation import index_knowledge
from frontdesk.services import Services
from frontdesk.settings import get_settings

kb = typer.Typer(help="The knowledge base.", no_args_is_help=True)


@kb.command("check")
def kb_check() -> None:
    """Name every mistake in articles, plans and intents; the status is 1 when there is an error."""
    findings = check(get_settings().root)
    for finding in findings:
        print(f"{finding.path}:{finding.line}: {finding.level}: {finding.message}")
    errors = sum(finding.level == "error" for finding in findings)
    tell(f"{errors} errors, {len(findings) - errors} warnings")
    raise typer.Exit(1 if errors else 0)


@kb.command("build")
def kb_build() -> None:
    """Index the articles; only what changed is embedded again. A running system picks the index up by itself."""
    with errors_for_people():
        with progress_bars() as progress:
            report = index_knowledge(Services(get_settings()), progress)
        state = "indexed" if report.changed else "the index was up to date"
        console.print(f"{report.articles} articles, {report.passages} passages: {state}")


@kb.command("sync")
def kb_sync(
    source: Annotated[str | None, typer.Argument(help="One source of data/sources.yml; leave out for all.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
) -> None:
    """Take over what changed in the sources of data/sources.yml; the status is 1 when one could not be read."""
    with errors_for_people():
        sync = Services(get_settings()).knowledge_sync(Event())
        names = [source] if source else sync.names()
        if not names:
            tell("data/sources.yml names no sources; docs/content.md says how to write it")
        with progress_bars() as progress:
            reports = sync.sync(names, _print_report, progress, dry_run=dry_run)
        for stray in sync.strays():
            tell(f"{stray} is of no source any more; remove the folder to take its articles out, then `kb build`")
    raise typer.Exit(1 if any(report.error for report in reports) else 0)


def _print_report(report: SyncReport) -> None:
    print("\n".join(report.lines()))
