"""Measures both sides in one run: trains both, starts both, and lets them play by turns."""

import os
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.turns.figures import alike, ratios, summarise
from benchmarks.turns.project import train
from benchmarks.turns.script import Script
from benchmarks.turns.sides import Measured, copy_sides, perform
from benchmarks.turns.system import resident_megabytes, running

AT_ONCE = (1, 20)

Tell = Callable[[str], None]


def measure(root: Path, script: Script, epochs: int | None, tell: Tell) -> dict[str, Any]:
    """Every figure of the benchmark: of `ours`, of `default`, and as `ratios` of ours to default's.

    - train_seconds: the whole command `rasa train --force`, in a folder without a cache.
    - start_seconds: from starting the Rasa process until its /status has a model.
    - memory_start_mb, memory_mb: what the Rasa process holds then, and after all turns were played.
    - at_1, at_20: what `summarise` says of playing one, and twenty, conversations at once.

    Beside them stand `load_average`, the machine's over the minute before, and `alike`, the share of turns that both
    sides answered in the same words.

    Raises:
        CannotMeasure: a part of the project is missing, training failed, or a process did not start.
    """
    report: dict[str, Any] = {"turns": script.turns, "cores": os.cpu_count(), "load_average": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory(prefix="frontdesk-turns-") as folder, ExitStack() as processes:
        sides = copy_sides(root, Path(folder), epochs)
        models, pids = {}, {}
        for side in sides:
            tell(f"Training {side.name}")
            models[side.name] = train(side.settings)
            report[side.name] = {"train_seconds": round(models[side.name].train_seconds, 1)}
        for side in sides:
            tell(f"Starting {side.name}")
            started = processes.enter_context(running(side.rasa(models[side.name].path), side.settings))
            pids[side.name] = started.pid
            report[side.name]["start_seconds"] = round(started.start_seconds, 1)
            report[side.name]["memory_start_mb"] = resident_megabytes(started.pid)
        measured: dict[tuple[str, int], Measured] = {}
        for at_once in AT_ONCE:
            for side in sides:
                tell(f"Playing {script.turns} turns to {side.name}, {at_once} conversations at once")
                measured[side.name, at_once] = perform(side, pids[side.name], script, at_once)
                report[side.name]["memory_mb"] = resident_megabytes(pids[side.name])
    for name in (side.name for side in sides):
        for at_once in AT_ONCE:
            took = measured[name, at_once]
            report[name][f"at_{at_once}"] = summarise(took.performance, took.rasa_cpu_seconds)
    report["ratios"] = _ratios(report["ours"], report["default"])
    report["alike"] = alike(*(measured[side.name, AT_ONCE[0]].performance.turns for side in sides))
    return report


def _ratios(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """Ours over theirs, figure by figure, nested as the figures are."""
    nested = {name for name, value in ours.items() if isinstance(value, dict)}
    flat = ratios(
        {name: value for name, value in ours.items() if name not in nested},
        {name: value for name, value in theirs.items() if name not in nested},
    )
    return {**flat, **{name: ratios(ours[name], theirs[name]) for name in sorted(nested)}}
