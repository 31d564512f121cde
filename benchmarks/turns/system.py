"""Starts the processes that a side consists of, stops them, and reads what they use."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx

from benchmarks.turns.project import CannotMeasure, last_lines
from frontdesk.running.processes import ManagedProcess, environment
from frontdesk.settings import Settings

PORTS = range(8500, 8600)
READY_WITHIN_SECONDS = 300.0
POLL_SECONDS = 0.1
STOPPED_WITHIN_SECONDS = 30.0


class Started(NamedTuple):
    """A process that is ready: its id and how long that took, in seconds."""

    pid: int
    start_seconds: float


def free_ports(count: int) -> list[int]:
    """`count` ports on which nothing listens.

    Raises:
        CannotMeasure: there are not so many.
    """
    free: list[int] = []
    for port in PORTS:
        with socket.socket() as probe:
            if len(free) < count and probe.connect_ex(("127.0.0.1", port)) != 0:
                free.append(port)
    if len(free) < count:
        raise CannotMeasure(f"Fewer than {count} ports from {PORTS[0]} to {PORTS[-1]} are free.")
    return free


@contextmanager
def running(process: ManagedProcess, settings: Settings) -> Iterator[Started]:
    """Start `process` in the project of `settings`, hand it out once it is ready, and stop it at the end.

    Raises:
        CannotMeasure: it ended by itself or was not ready in time; the message ends with what it said last.
    """
    log = settings.var / f"{process.name}.output"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        started = time.monotonic()
        child = subprocess.Popen(
            process.command, cwd=settings.root, env=_environment(settings), stdout=output, stderr=output
        )
        try:
            _wait_until_ready(child, process, log)
            yield Started(child.pid, time.monotonic() - started)
        finally:
            _stop(child)


def _environment(settings: Settings) -> dict[str, str]:
    """That of any process of ours, with these settings and none from outside."""
    foreign = {name: value for name, value in environment(settings).items() if not name.startswith("FRONTDESK_")}
    own = ("root", "var", "database_url", "events_url", "rasa_port", "actions_port")
    return foreign | {f"FRONTDESK_{name.upper()}": str(getattr(settings, name)) for name in own}


def _wait_until_ready(child: subprocess.Popen[bytes], process: ManagedProcess, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while not _answers(process.health_url):
        if child.poll() is not None or time.monotonic() > deadline:
            raise CannotMeasure(f"{process.name} did not start:\n{last_lines(log)}")
        time.sleep(POLL_SECONDS)


def _answers(health_url: str) -> bool:
    # Rasa's address says 409 as long as there is no model.
    try:
        return httpx.get(health_url, timeout=5.0, trust_env=False).is_success
    except httpx.HTTPError:
        return False


def _stop(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(STOPPED_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def resident_megabytes(pid: int) -> float:
    """How much memory the process holds now."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:"))
    return round(int(kilobytes) / 1024, 1)


def cpu_seconds(pid: int) -> float:
    """How much processor time the process has had, over all its threads."""
    # The name, in parentheses, may hold anything; the fields that follow it begin with the third.
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
