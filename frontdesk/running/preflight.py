"""Checks that the system can start, and says what to do when it cannot."""

import shutil
import socket
from collections.abc import Iterable

from frontdesk.running.processes import ManagedProcess, rasa_executable
from frontdesk.settings import Settings

FREE_BYTES_NEEDED = 500 * 1024 * 1024


class CannotStart(Exception):
    """The system cannot start; the message is one line with the remedy."""


def check_machine(settings: Settings) -> None:
    """Raises CannotStart: the Rasa runtime is missing or the disk is full."""
    if not rasa_executable(settings.root).exists():
        raise CannotStart("The Rasa runtime is missing: run `make setup`.")
    free = shutil.disk_usage(settings.root).free
    if free < FREE_BYTES_NEEDED:
        raise CannotStart(f"Only {free // 2**20} MB are free on this disk; free {FREE_BYTES_NEEDED // 2**20} MB.")


def check_ports(processes: Iterable[ManagedProcess]) -> None:
    """Raises CannotStart: a port is in use."""
    for process in processes:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", process.port))
            except OSError as error:
                setting = {"rasa": "RASA_PORT", "actions": "ACTIONS_PORT", "web": "PORT"}[process.name]
                raise CannotStart(
                    f"Port {process.port} is in use: stop what listens there, or set FRONTDESK_{setting} to another."
                ) from error
