"""Writes the endpoints and credentials that Rasa is started with: the project's own, with this system's settings."""

from pathlib import Path
from typing import Any

import yaml

from frontdesk.settings import Settings


def write_endpoints(settings: Settings) -> Path:
    """Write `endpoints.yml` for this system to `var` and return where."""
    endpoints = _read(settings.root / "endpoints.yml")
    endpoints["action_endpoint"]["url"] = f"http://127.0.0.1:{settings.actions_port}/webhook"
    if endpoints["tracker_store"].get("dialect") == "sqlite":
        endpoints["tracker_store"]["db"] = str(settings.var / "rasa-tracker.db")
    return _write(settings.var / "endpoints.yml", endpoints)


def write_credentials(settings: Settings) -> Path:
    """Write `credentials.yml` for this system to `var` and return where."""
    credentials = _read(settings.root / "credentials.yml")
    credentials["callback"] = {
        "url": f"http://127.0.0.1:{settings.port}/chat/callback",
        "token": settings.callback_token.get_secret_value(),
    }
    return _write(settings.var / "credentials.yml", credentials)


def _read(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _write(path: Path, document: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    return path
