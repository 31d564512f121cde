"""The whole system, as `frontdesk run` starts it: Rasa, the action server, the web application, and real databases.

It runs on a copy of the project, so that nothing a test does to articles or indexes touches the project's own.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Test files are imported one by one, so what they share is found by its folder.
sys.path.insert(0, str(Path(__file__).parent))

from people import Chat, Desk
from running_system import COMMAND, System

ROOT = Path(__file__).parents[2]
COPIED = ("actions", "data", "encoder", "frontdesk", "nlu")
COPIED_FILES = ("config.yml", "credentials.yml", "domain.yml", "endpoints.yml", "pyproject.toml")


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, prepared."""
    folder = tmp_path_factory.mktemp("project")
    environment = {**os.environ, "FRONTDESK_VAR": str(folder / "var"), "FRONTDESK_ROOT": str(ROOT)}
    subprocess.run([COMMAND, "prepare"], cwd=ROOT, env=environment, check=True)
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in COPIED_FILES:
        shutil.copy(ROOT / name, folder / name)
    (folder / ".venv-rasa").symlink_to(ROOT / ".venv-rasa")
    models = folder / "models"
    shutil.copytree(ROOT / "models" / "index", models / "index")
    (models / "encoder").symlink_to(ROOT / "models" / "encoder")
    trained = json.loads((ROOT / "models" / "trained.json").read_text())
    for name in ("trained.json", trained["model"]):
        shutil.copy(ROOT / "models" / name, models / name)
    return folder


@pytest.fixture(scope="session")
def system(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The system that most tests share. Nothing may be left of it at the end."""
    running = System(project, tmp_path_factory.mktemp("system"), MESSAGES_PER_MINUTE="100000")
    try:
        yield running.start()
        assert running.stop() == 0, "Ctrl-C is how one ends it, not a failure"
        assert running.processes() == {}
    finally:
        running.clear_away()


@pytest.fixture
def visitor(system: System) -> Iterator[Chat]:
    """Somebody who has not signed in."""
    with contextlib.closing(Chat(system)) as chat:
        yield chat


@pytest.fixture
def sign_in(system: System) -> Iterator[Callable[[str], Chat]]:
    """Opens the chat of a customer."""
    with contextlib.ExitStack() as stack:
        yield lambda customer_id: stack.enter_context(contextlib.closing(Chat(system, customer_id)))


@pytest.fixture
def desk(system: System) -> Desk:
    return Desk(system, "Ana")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Any:
    report = yield
    for name in ("system", "own_system"):
        running = getattr(item, "funcargs", {}).get(name)
        if report.failed and running is not None:
            report.sections.append((f"log of {name}", "\n".join(running.log.read_text().splitlines()[-25:])))
    return report
