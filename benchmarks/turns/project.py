"""A copy of the project for each side, so that neither shares a cache, a model or a database with anything."""

import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import yaml

from frontdesk.running.preparation import index_knowledge
from frontdesk.running.processes import environment, rasa_executable
from frontdesk.services import Services
from frontdesk.settings import Settings

COPIED_FOLDERS = ("actions", "data", "encoder", "frontdesk", "nlu")
COPIED_FILES = ("credentials.yml", "domain.yml", "endpoints.yml")
LINKED = (".venv-rasa", "models/encoder")
INDEX = "models/index"
MODEL = "model"
TRAINED_WITHIN_SECONDS = 3 * 3600


class CannotMeasure(Exception):
    """The benchmark cannot go on; the message says why and what to do."""


def copy_project(root: Path, folder: Path, config: Path, epochs: int | None) -> None:
    """Copy the project at `root` to `folder`, with `config` for its config.yml, and index its knowledge base.

    Args:
        epochs: for how many epochs everything in `config` trains that has epochs; None: for as many as it says.

    Raises:
        CannotMeasure: the Rasa runtime or the sentence encoder is missing.
    """
    for name in LINKED:
        if not (root / name).exists():
            raise CannotMeasure(f"{name} is missing: run `make setup`.")
    for name in COPIED_FOLDERS:
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in COPIED_FILES:
        shutil.copy(root / name, folder / name)
    # Only what this index lacks is embedded again.
    if (root / INDEX).exists():
        shutil.copytree(root / INDEX, folder / INDEX)
    (folder / "models").mkdir(exist_ok=True)
    for name in LINKED:
        (folder / name).symlink_to(root / name)
    document = with_epochs(yaml.safe_load(config.read_text(encoding="utf-8")), epochs)
    (folder / "config.yml").write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    index_knowledge(Services(Settings(root=folder)), lambda *_: None)


def with_epochs(config: dict[str, Any], epochs: int | None) -> dict[str, Any]:
    """`config` with `epochs` for everything in it that has epochs; None: `config` as it is."""
    if epochs is None:
        return config
    listed = ("pipeline", "policies")
    return config | {
        key: [part | ({"epochs": epochs} if "epochs" in part else {}) for part in config[key]] for key in listed
    }


def trained_model(settings: Settings) -> Path:
    """Where `train` leaves the model."""
    return settings.models_dir / f"{MODEL}.tar.gz"


def train(settings: Settings) -> float:
    """Run `rasa train --force` in the copy at `settings.root`; how long the whole command took, in seconds.

    Raises:
        CannotMeasure: training failed; the message ends with what Rasa said last.
    """
    command = [str(rasa_executable(settings.root)), "train", "--force", "--fixed-model-name", MODEL]
    log = settings.root / "train.log"
    started = time.monotonic()
    with log.open("wb") as output:
        status = subprocess.run(
            command,
            cwd=settings.root,
            env=environment(settings),
            stdout=output,
            stderr=output,
            timeout=TRAINED_WITHIN_SECONDS,
            check=False,
        ).returncode
    seconds = time.monotonic() - started
    if status:
        raise CannotMeasure(f"Training ended with status {status}:\n{last_lines(log)}")
    return seconds


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])
