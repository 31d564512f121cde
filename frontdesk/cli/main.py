"""Commands that run the system."""

import json
import time
from dataclasses import asdict
from typing import Annotated

import typer

from frontdesk.cli.knowledge import kb
from frontdesk.cli.terminal import errors_for_people, progress_bars, tell
from frontdesk.encoders.prepare import DEFAULT_MODEL, prepare_encoder
from frontdesk.knowledge.answers.model import Answer, Question
from frontdesk.running.preflight import check_machine, check_ports
from frontdesk.running.preparation import prepare
from frontdesk.running.processes import managed_processes
from frontdesk.running.rasa_files import write_credentials, write_endpoints
from frontdesk.running.supervisor import supervise
from frontdesk.running.training import newest_model, train
from frontdesk.services import Services
from frontdesk.settings import get_settings

app = typer.Typer(help="Frontdesk: a self-hosted customer-support agent.", no_args_is_help=True)
encoder = typer.Typer(help="The sentence encoder.", no_args_is_help=True)
app.add_typer(kb, name="kb")
app.add_typer(encoder, name="encoder")


@app.command()
def run() -> None:
    """Prepare what changed, start everything, and stay until Ctrl-C."""
    settings = get_settings()
    with errors_for_people():
        check_machine(settings)
        check_ports(managed_processes(settings, settings.var, settings.var, settings.var))
        with progress_bars() as progress:
            model = prepare(settings, tell, progress)
        tell(f"Starting with {model.name}")
        processes = managed_processes(settings, write_endpoints(settings), write_credentials(settings), model)
        status = supervise(processes, settings, tell)
    raise typer.Exit(status)


@app.command("prepare")
def prepare_only() -> None:
    """Prepare encoder, index, tables, demo customers and model, and start nothing."""
    with errors_for_people(), progress_bars() as progress:
        check_machine(get_settings())
        prepare(get_settings(), tell, progress)


@app.command("train")
def train_model() -> None:
    """Train Rasa on the project as it is now."""
    with errors_for_people():
        check_machine(get_settings())
        before = newest_model(get_settings())
        started = time.monotonic()
        model = train(get_settings())
        tell(f"{model.name} in {time.monotonic() - started:.0f} s" + (" (unchanged)" if model == before else ""))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What a customer would ask.")],
    plan: Annotated[str | None, typer.Option(help="The customer's plan, such as pro; leave out when unknown.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Ask the knowledge base, as the assistant does."""
    with errors_for_people():
        services = Services(get_settings())
        plan_id = services.plans.resolve(plan) if plan else None
        if plan and plan_id is None:
            raise typer.BadParameter(f"there is no plan {plan!r}; plans: {', '.join(services.plans.ids)}")
        answers = services.answers
        started = time.perf_counter()
        answer = answers.answer(Question(question, plan_id))
        milliseconds = (time.perf_counter() - started) * 1000
    print(json.dumps(_as_json(answer, milliseconds), indent=2, ensure_ascii=False) if as_json else _as_text(answer))


@encoder.command("prepare")
def encoder_prepare(
    model: Annotated[str, typer.Option(help="A sentence-transformers model by name or folder.")] = DEFAULT_MODEL,
) -> None:
    """Export the sentence encoder to ONNX and check it against the original."""
    with errors_for_people():
        made = prepare_encoder(get_settings().encoder_dir, model)
        tell(f"{model} is ready" if made else f"{model} was prepared already")


def _as_json(answer: Answer, milliseconds: float) -> dict:
    return {
        "status": answer.status.value,
        "text": answer.text,
        "sentences": [asdict(sentence) for sentence in answer.sentences],
        "sources": [asdict(source) for source in answer.sources],
        "related": [asdict(source) for source in answer.related],
        "choices": [asdict(choice) for choice in answer.choices],
        "plan": answer.plan,
        "confidence": round(answer.confidence, 4),
        "latency_ms": round(milliseconds, 1),
    }


def _as_text(answer: Answer) -> str:
    lines = [answer.text]
    if answer.choices:
        lines.append("Choices: " + ", ".join(choice.title for choice in answer.choices))
    if answer.sources:
        lines.append("Sources: " + ", ".join(source.title for source in answer.sources))
    if answer.related:
        lines.append("Related: " + ", ".join(source.title for source in answer.related))
    return "\n".join(lines)
