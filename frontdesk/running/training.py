"""Trains Rasa when what it learns from has changed."""

import hashlib
import json
import subprocess
from pathlib import Path

from frontdesk.running.preflight import CannotStart
from frontdesk.running.processes import environment, rasa_executable
from frontdesk.settings import Settings

STAMP = "trained.json"
TRAINED_ON = (
    "config.yml",
    "domain.yml",
    "data/nlu/**/*.yml",
    "data/rules/**/*.yml",
    "data/stories/**/*.yml",
    "nlu/**/*.py",
    "encoder/**/*.py",
    "models/encoder/encoder.json",
)


def newest_model(settings: Settings) -> Path | None:
    """The Rasa model that was trained last."""
    models = sorted(settings.models_dir.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    return models[-1] if models else None


def is_trained(settings: Settings) -> bool:
    """Whether the newest model was trained on what is in the project now."""
    stamp = settings.models_dir / STAMP
    model = newest_model(settings)
    if model is None or not stamp.exists():
        return False
    trained = json.loads(stamp.read_text(encoding="utf-8"))
    return trained == {"model": model.name, "fingerprint": fingerprint(settings.root)}


def train(settings: Settings) -> Path:
    """Run `rasa train`, its progress in view, and return the model.

    Raises:
        CannotStart: training failed; what Rasa said stands above.
    """
    trained_on = fingerprint(settings.root)
    command = [str(rasa_executable(settings.root)), "train"]
    if subprocess.run(command, cwd=settings.root, env=environment(settings), check=False).returncode:
        raise CannotStart("Training failed: see what Rasa says above, mend it, and run `make train`.")
    model = newest_model(settings)
    if model is None:
        raise CannotStart("Training left no model in models/: run `rasa train` and see what it says.")
    stamp = {"model": model.name, "fingerprint": trained_on}
    (settings.models_dir / STAMP).write_text(json.dumps(stamp), encoding="utf-8")
    return model


def fingerprint(root: Path) -> str:
    """A hash of everything that training reads."""
    digest = hashlib.sha256()
    for pattern in TRAINED_ON:
        for path in sorted(root.glob(pattern)):
            digest.update(str(path.relative_to(root)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()
