"""The processes that make up a running system, and how each says that it is ready."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from frontdesk.settings import Settings

QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "-1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "RASA_TELEMETRY_ENABLED": "false",
    "SANIC_WORKERS": "1",
}


@dataclass(frozen=True)
class ManagedProcess:
    """A process: its name, its command line, and the address that answers once it is ready."""

    name: str
    command: list[str]
    port: int
    health_url: str


def rasa_executable(root: Path) -> Path:
    """Rasa's command in its own environment."""
    return root / ".venv-rasa" / "bin" / "rasa"


def environment(settings: Settings) -> dict[str, str]:
    """The environment of every process: ours, quiet, with the project's root on Python's path."""
    return {**os.environ, **QUIET, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(settings.root)}


def managed_processes(settings: Settings, endpoints: Path, credentials: Path, model: Path) -> list[ManagedProcess]:
    """Rasa, the action server and the web application, in the order in which they are started."""
    token = settings.rasa_token.get_secret_value()
    python = sys.executable
    actions = [python, "-m", "frontdesk.running.action_server", str(settings.actions_port)]
    rasa = [str(rasa_executable(settings.root)), "run", "--enable-api", "--auth-token", token]
    rasa += ["--interface", "127.0.0.1", "--port", str(settings.rasa_port), "--model", str(model)]
    rasa += ["--endpoints", str(endpoints), "--credentials", str(credentials), "--log-file", str(_log(settings))]
    web = [python, "-m", "uvicorn", "--factory", "frontdesk.app:create_app", "--no-access-log"]
    web += ["--host", settings.host, "--port", str(settings.port), "--proxy-headers", "--log-level", "warning"]
    rasa_status = f"http://127.0.0.1:{settings.rasa_port}/status?token={token}"
    return [
        ManagedProcess("rasa", rasa, settings.rasa_port, rasa_status),
        ManagedProcess("actions", actions, settings.actions_port, f"http://127.0.0.1:{settings.actions_port}/health"),
        ManagedProcess("web", web, settings.port, f"http://127.0.0.1:{settings.port}/healthz"),
    ]


def _log(settings: Settings) -> Path:
    return settings.var / "rasa.log"
