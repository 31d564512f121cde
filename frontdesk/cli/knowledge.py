"""Commands for the knowledge base."""

import typer

from frontdesk.cli.terminal import console, errors_for_people, progress_bars, tell
from frontdesk.knowledge.check import check
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
