"""Starts the processes, waits until each is ready, and stops all of them together."""

import shlex
import sys
import threading
import time
from collections.abc import Callable

import httpx
from honcho.manager import Manager
from honcho.printer import Printer

from frontdesk.running.processes import ManagedProcess, environment
from frontdesk.settings import Settings

# What the manager returns after SIGINT and after SIGTERM.
STOPPED_BY_USER = (130, 143)
READY_WITHIN_SECONDS = 180.0
POLL_SECONDS = 0.5

Tell = Callable[[str], None]


def supervise(processes: list[ManagedProcess], settings: Settings, tell: Tell) -> int:
    """Run `processes` until the user stops them, which returns 0, or one of them ends by itself, which returns 1."""
    manager = Manager(printer=Printer(sys.stdout, time_format="%H:%M:%S"))
    for process in processes:
        # `exec`: what is stopped and watched is the process itself, not a shell around it.
        manager.add_process(
            process.name, f"exec {shlex.join(process.command)}", env=environment(settings), cwd=settings.root
        )
    announcer = threading.Thread(target=_announce, args=(processes, settings, tell), daemon=True)
    announcer.start()
    manager.loop()
    return 0 if manager.returncode in STOPPED_BY_USER else 1


def _announce(processes: list[ManagedProcess], settings: Settings, tell: Tell) -> None:
    started = time.monotonic()
    waiting = {process.name: process for process in processes}
    while waiting and time.monotonic() - started < READY_WITHIN_SECONDS:
        for name in [name for name, process in waiting.items() if _is_ready(process)]:
            tell(f"{name} is ready ({time.monotonic() - started:.0f} s)")
            del waiting[name]
        time.sleep(POLL_SECONDS)
    if waiting:
        tell(
            f"Not ready after {READY_WITHIN_SECONDS:.0f} s: {', '.join(waiting)}. See the lines above and var/rasa.log."
        )
        return
    address = f"http://{'localhost' if settings.host in ('127.0.0.1', '0.0.0.0') else settings.host}:{settings.port}"
    tell(f"Ready. Customers chat at {address}/  The desk is at {address}/desk  Help articles are at {address}/help")


def _is_ready(process: ManagedProcess) -> bool:
    try:
        return httpx.get(process.health_url, timeout=2.0, trust_env=False).is_success
    except httpx.HTTPError:
        return False
