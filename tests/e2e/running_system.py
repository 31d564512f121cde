"""A system that `frontdesk run` starts: its processes, its ports and its database."""

import contextlib
import ctypes
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from frontdesk.settings import DEVELOPMENT_SECRET

COMMAND = Path(sys.executable).with_name("frontdesk")
START_SECONDS = 180
TURN_SECONDS = 30
PAUSE_SECONDS = 0.02
PR_SET_PDEATHSIG = 1  # of <sys/prctl.h>


def wait_for(condition: Callable[[], Any], what: str, seconds: float = TURN_SECONDS) -> Any:
    """What `condition` gives once it is true; fails when that takes longer than `seconds`."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, f"it took more than {seconds:.0f} s: {what}"
        time.sleep(PAUSE_SECONDS)
    return result


def end_with_parent() -> None:
    """Called in a new process: it is told to stop when the tests are killed, so that no system outlives them."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def free_ports() -> tuple[int, int, int]:
    """Ports for the web application, Rasa and the actions; a run of these tests beside this one has others."""
    for first in range(8400, 8450, 10):
        ports = (first, first + 5, first + 55)
        if not any(is_in_use(port) for port in ports):
            return ports
    raise RuntimeError("the ports from 8400 to 8499 are in use; stop what listens there")


def is_in_use(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class System:
    """One system in its own folder, on ports of its own."""

    def __init__(self, project: Path, folder: Path, **settings: str) -> None:
        self.project, self.var = project, folder / "var"
        self.port, self.rasa_port, self.actions_port = free_ports()
        self.url, self.rasa_url = f"http://127.0.0.1:{self.port}", f"http://127.0.0.1:{self.rasa_port}"
        self.log = folder / "run.log"
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        own = {"VAR": self.var, "ROOT": self.project, "PORT": self.port}
        own |= {"RASA_PORT": self.rasa_port, "ACTIONS_PORT": self.actions_port, **self._settings}
        named = {f"FRONTDESK_{name}": str(value) for name, value in own.items()}
        return {**os.environ, **named, "PYTHONPATH": str(self.project)}

    def start(self) -> "System":
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [COMMAND, "run"],
                cwd=self.project,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        wait_for(self._is_ready_or_gone, "starting the system", START_SECONDS)
        assert self._process.poll() is None, f"frontdesk run ended:\n{self.log.read_text()[-3000:]}"
        return self

    def stop(self) -> int:
        """End it as Ctrl-C does; the exit status."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        """The exit status, once it has ended."""
        assert self._process is not None
        return self._process.wait(timeout=60)

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to the process called `name`: rasa, actions or web."""
        os.kill(int(re.findall(rf"{name} started \(pid=(\d+)\)", self.log.read_text())[-1]), number)

    def processes(self) -> dict[int, str]:
        """Everything that runs for this system: command lines, by process number."""
        mark, found = f"FRONTDESK_VAR={self.var}".encode(), {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(folder.name)] = command
        return found

    def clear_away(self) -> None:
        """End whatever still runs for this system, after a test that failed."""
        for number in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        """What the application's database says."""
        with contextlib.closing(sqlite3.connect(self.var / "frontdesk.db", timeout=15)) as database:
            database.row_factory = sqlite3.Row
            rows = database.execute(query, values).fetchall()
            database.commit()
        return rows

    def row(self, query: str, *values: Any) -> sqlite3.Row:
        (row,) = self.rows(query, *values)
        return row

    def tracker(self, conversation_id: str) -> dict[str, Any]:
        """The conversation as Rasa keeps it."""
        url = f"{self.rasa_url}/conversations/{conversation_id}/tracker"
        return httpx.get(url, params={"token": DEVELOPMENT_SECRET}, timeout=30, trust_env=False).json()

    def ask_rest(self, sender: str, text: Any) -> httpx.Response:
        """Send a message to Rasa's REST channel."""
        body = {"sender": sender, "message": text}
        return httpx.post(f"{self.rasa_url}/webhooks/rest/webhook", json=body, timeout=60, trust_env=False)

    def _is_ready_or_gone(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            return True
        with contextlib.suppress(httpx.HTTPError):
            health = httpx.get(f"{self.url}/healthz", timeout=5, trust_env=False).json()
            actions = httpx.get(f"http://127.0.0.1:{self.actions_port}/health", timeout=5, trust_env=False)
            return health["rasa"] == "ok" and actions.is_success
        return False
