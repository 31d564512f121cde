"""``python -m benchmarks.turns [--json] [--quick]``, run by the application runtime from the project's root."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.turns.measurement import AT_ONCE, measure
from benchmarks.turns.project import CannotMeasure
from benchmarks.turns.script import ScriptError, read_script

QUICK_EPOCHS = 2
QUICK_TURNS = 30
SIDES = ("ours", "default", "ratios")


def main() -> int:
    """Measure and print; exit 2 when something is missing or does not start."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turns", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument("--quick", action="store_true", help="a few epochs and turns: shows that it runs, no more")
    arguments = parser.parse_args()
    try:
        script = read_script()
        if arguments.quick:
            script = script.beginning(QUICK_TURNS)
        report = measure(Path.cwd(), script, QUICK_EPOCHS if arguments.quick else None, _tell)
    except (CannotMeasure, ScriptError) as error:
        print(f"benchmarks.turns: {error}", file=sys.stderr)
        return 2
    print(json.dumps(report) if arguments.json else _table(report))
    return 0


def _tell(text: str) -> None:
    print(f"turns: {text}", file=sys.stderr, flush=True)


def _table(report: dict[str, Any]) -> str:
    lines = [
        f"{report['turns']} turns, {report['cores']} cores, load {report['load_average']:.1f}, "
        f"{report['alike']:.0%} answered alike",
        f"{'':30}" + "".join(f"{side:>12}" for side in SIDES),
    ]
    lines += [_row(name, name, report) for name, value in report["ours"].items() if not isinstance(value, dict)]
    for at_once in AT_ONCE:
        group = f"at_{at_once}"
        grouped = {side: report[side][group] for side in SIDES}
        lines.append(f"{at_once} at once")
        lines += [_row(f"  {name}", name, grouped) for name in grouped["ours"]]
    return "\n".join(lines)


def _row(label: str, name: str, values: dict[str, Any]) -> str:
    cells = ("-" if values[side][name] is None else format(values[side][name], ".10g") for side in SIDES)
    return f"{label:30}" + "".join(f"{cell:>12}" for cell in cells)


if __name__ == "__main__":
    sys.exit(main())
