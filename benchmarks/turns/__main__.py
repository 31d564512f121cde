"""``python -m benchmarks.turns [--json] [--quick]``, run by the application runtime from the project's root."""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.turns.measurement import measure
from benchmarks.turns.project import CannotMeasure
from benchmarks.turns.script import read_script
from benchmarks.turns.table import as_table

QUICK_TURNS = 30
QUICK_EPOCHS = 2


def main() -> int:
    """Measure and print; exit 1 when that is not possible."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.turns", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    parser.add_argument(
        "--quick", action="store_true", help="few epochs and turns: shows that it runs, its figures mean little"
    )
    arguments = parser.parse_args()
    script = read_script()
    if arguments.quick:
        script = script.beginning(QUICK_TURNS)
    try:
        report = measure(Path.cwd(), script, QUICK_EPOCHS if arguments.quick else None, _tell)
    except CannotMeasure as error:
        print(f"benchmarks.turns: {error}", file=sys.stderr)
        return 1
    print(json.dumps(report) if arguments.json else as_table(report))
    return 0


def _tell(text: str) -> None:
    print(f"benchmarks.turns: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
