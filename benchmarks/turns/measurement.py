"""Measures both sides in one run: trains both, starts both, and lets them play by turns."""

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.turns.figures import Figures, alike, ratios, summarise
from benchmarks.turns.project import train
from benchmarks.turns.script import Script
from benchmarks.turns.sides import Side, copy_sides, perform
from benchmarks.turns.system import Started, resident_megabytes, running

AT_ONCE = (1, 20)

Tell = Callable[[str], None]
# By side, and in it by part: system, at_1, at_20.
Report = dict[str, dict[str, Figures]]


def measure(root: Path, script: Script, epochs: int | None, tell: Tell) -> dict[str, Any]:
    """Every figure of the benchmark: of `ours`, of `default`, and as `ratios` of ours to default's.

    The part `system` has:

    - train_seconds: the whole command `rasa train --force`, in a folder without a cache.
    - start_seconds: from starting the Rasa process until its /status has a model.
    - memory_start_mb, memory_mb: what the Rasa process holds then, and after all turns were played.

    The parts `at_1` and `at_20` have what `summarise` says of playing one, and twenty, conversations at once.
    Beside them stand `turns`, `cores`, `load_average` (the machine's, of the minute before), and `alike`, the share of
    turns that both sides answered in the same words.

    Raises:
        CannotMeasure: a part of the project is missing, training failed, or a process did not start.
    """
    conditions = {"turns": script.turns, "cores": os.cpu_count(), "load_average": round(os.getloadavg()[0], 2)}
    with tempfile.TemporaryDirectory(prefix="frontdesk-turns-") as folder, ExitStack() as processes:
        sides = copy_sides(root, Path(folder), epochs)
        report: Report = {side.name: {"system": {}} for side in sides}
        for side in sides:
            tell(f"Training {side.name}")
            report[side.name]["system"]["train_seconds"] = round(train(side.settings), 1)
        started = {side.name: _start(side, processes, report, tell) for side in sides}
        same = _play_by_turns(sides, started, script, report, tell)
    of_each = {part: ratios(figures, report["default"][part]) for part, figures in report["ours"].items()}
    return {**conditions, "alike": same, **report, "ratios": of_each}


def _start(side: Side, processes: ExitStack, report: Report, tell: Tell) -> Started:
    tell(f"Starting {side.name}")
    started = processes.enter_context(running(side.rasa(), side.settings))
    report[side.name]["system"] |= {
        "start_seconds": round(started.start_seconds, 1),
        "memory_start_mb": resident_megabytes(started.pid),
    }
    return started


def _play_by_turns(
    sides: Sequence[Side], started: dict[str, Started], script: Script, report: Report, tell: Tell
) -> float:
    """Add the figures of every performance to `report`; what `alike` says of the first two.

    The sides alternate, so that work that others do on the machine meanwhile is likelier to meet both.
    """
    same: list[float] = []
    for at_once in AT_ONCE:
        measured = {}
        for side in sides:
            tell(f"Playing {script.turns} turns to {side.name}, conversations at once: {at_once}")
            measured[side.name] = perform(side, started[side.name].pid, script, at_once)
            report[side.name][f"at_{at_once}"] = summarise(*measured[side.name])
            report[side.name]["system"]["memory_mb"] = resident_megabytes(started[side.name].pid)
        same.append(alike(measured["ours"].performance.turns, measured["default"].performance.turns))
    return same[0]
