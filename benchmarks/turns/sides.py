"""The two sides: each is a copy of the project with databases, ports and a configuration of its own."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from benchmarks.turns.play import Performance, conversation_id, play, warm_up
from benchmarks.turns.project import copy_project, trained_model
from benchmarks.turns.script import Script
from benchmarks.turns.system import cpu_seconds, free_ports, running
from frontdesk.customers.seed import seed_directory
from frontdesk.running.processes import ManagedProcess, managed_processes
from frontdesk.running.rasa_files import write_credentials, write_endpoints
from frontdesk.services import Services
from frontdesk.settings import Settings
from frontdesk.storage.migrate import upgrade

DEFAULT_CONFIG = Path(__file__).with_name("default_config.yml")


@dataclass(frozen=True)
class Side:
    """A copy of the project, by the settings that its processes run with."""

    name: str
    settings: Settings

    def rasa(self) -> ManagedProcess:
        """The Rasa process that serves what was trained in this copy."""
        return _process("rasa", self.settings)


class Measured(NamedTuple):
    """A performance, and the processor time that the Rasa process had for it, in seconds."""

    performance: Performance
    rasa_cpu_seconds: float


def copy_sides(root: Path, folder: Path, epochs: int | None) -> tuple[Side, Side]:
    """Copy the project at `root` twice into `folder`: as it is, and with Rasa's default pipeline and policies.

    Raises:
        CannotMeasure: a part of the project is missing, or ports are.
    """
    ports = free_ports(4)
    ours = Side("ours", _settings(folder / "ours", ports[0], ports[1]))
    default = Side("default", _settings(folder / "default", ports[2], ports[3]))
    copy_project(root, ours.settings.root, root / "config.yml", epochs)
    copy_project(root, default.settings.root, DEFAULT_CONFIG, epochs)
    return ours, default


def perform(side: Side, rasa_pid: int, script: Script, at_once: int) -> Measured:
    """Play `script` to the side's running Rasa, `at_once` conversations at a time.

    The action server and its databases are new each time, so that an account is as the script expects it.

    Raises:
        CannotMeasure: the action server did not start.
    """
    prefix = f"at-{at_once}"
    settings = _with_databases(side.settings, side.settings.var / prefix)
    _fill_databases(settings, script, prefix)
    with running(_process("actions", settings), settings):
        asyncio.run(warm_up(script, settings.rasa_url, prefix))
        before = cpu_seconds(rasa_pid)
        performance = asyncio.run(play(script, settings.rasa_url, prefix, at_once))
        return Measured(performance, cpu_seconds(rasa_pid) - before)


def _settings(root: Path, rasa_port: int, actions_port: int) -> Settings:
    return _with_databases(Settings(root=root, rasa_port=rasa_port, actions_port=actions_port), root / "var")


def _with_databases(settings: Settings, var: Path) -> Settings:
    urls = {"database_url": f"sqlite:///{var}/frontdesk.db", "events_url": f"sqlite:///{var}/rasa-tracker.db"}
    return settings.model_copy(update={"var": var, **urls})


def _process(name: str, settings: Settings) -> ManagedProcess:
    endpoints, credentials = write_endpoints(settings), write_credentials(settings)
    processes = managed_processes(settings, endpoints, credentials, trained_model(settings))
    return next(process for process in processes if process.name == name)


def _fill_databases(settings: Settings, script: Script, prefix: str) -> None:
    """Make the tables, load the demo's customers, and sign in those who take part."""
    settings.var.mkdir(parents=True)
    upgrade(settings.database_url)
    services = Services(settings)
    seed_directory(services.database, settings.data_dir / "customers.yml")
    for conversation in (script.warm_up, *script.conversations):
        if conversation.customer_id:
            services.conversations.create(conversation_id(prefix, conversation), "", conversation.customer_id)
    services.database.engine.dispose()
