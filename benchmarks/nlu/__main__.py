"""Scores the project's pipeline on labelled messages; run by the Rasa runtime from the project's root.

python -m benchmarks.nlu --train T --test E [--json]    on any labelled set
python -m benchmarks.nlu --suite [SET ...] [--with-default]    on all of them, or some; writes docs/benchmarks-nlu.md
python -m benchmarks.nlu --noise [--json]               on Parley's messages as people really type them
"""

import argparse
import json
import logging
import sys
from pathlib import Path
from typing import Any

from benchmarks.nlu.dataset import DatasetError, read_dataset, without_seen
from benchmarks.nlu.report import ReportError
from benchmarks.nlu.sets import NAMES, data_folder


def main() -> int:
    """Measure and print; exit 2 when a data set or the document's place for a table is not there."""
    arguments = _arguments()
    try:
        figures, table = _measure(arguments)
    except (DatasetError, ReportError) as error:
        print(f"benchmarks.nlu: {error}", file=sys.stderr)
        return 2
    print(json.dumps(figures) if arguments.json else table)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.nlu", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--train", type=Path, help="labelled messages to train on")
    parser.add_argument("--test", type=Path, help="labelled messages to score")
    parser.add_argument("--config", type=Path, default=Path("config.yml"), help="whose pipeline --train and --test use")
    parser.add_argument(
        "--suite", nargs="*", metavar="SET", choices=NAMES, help="every set, or these, beside what others published"
    )
    parser.add_argument("--noise", action="store_true", help="the project's own messages under each kind of noise")
    parser.add_argument("--with-default", action="store_true", help="with --suite: Rasa's default pipeline too")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    arguments = parser.parse_args()
    if (arguments.suite is not None) + arguments.noise + bool(arguments.train and arguments.test) != 1:
        parser.error("give --train and --test, or --suite, or --noise")
    return arguments


def _measure(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """The figures, and the text that shows them."""
    if arguments.suite is not None:
        data = data_folder()
        figures = _quietly(lambda: _suite().run_suite(data, arguments.suite or NAMES, arguments.with_default, _tell))
        return figures, f"The figures are in {_suite().DOCUMENT.relative_to(_suite().ROOT)}."
    if arguments.noise:
        figures = _quietly(lambda: _suite().run_noise(_tell))
        heading, rows = _suite().noise_table(figures)
        return figures, "\n".join(
            f"{row[0]:26}" + "".join(f"{cell:>14}" for cell in row[1:]) for row in [heading, *rows]
        )
    train = read_dataset(arguments.train)
    test = without_seen(read_dataset(arguments.test), train)
    figures = _quietly(lambda: _trained_and_scored(arguments.config, train, test))
    return figures, "\n".join(f"{name:20} {value}" for name, value in figures.items())


def _suite():
    # It needs Rasa, which takes seconds to load: a wrong argument is told before.
    from benchmarks.nlu import suite

    return suite


def _trained_and_scored(config: Path, train, test) -> dict[str, Any]:
    from benchmarks.nlu.pipeline import parse_all, train_pipeline
    from benchmarks.nlu.scores import score

    pipeline = train_pipeline(config, train)
    figures = score(test, parse_all(pipeline, [row.text for row in test]))
    return {**figures, "train_seconds": round(pipeline.train_seconds, 1)}


def _quietly(measure):
    logging.disable(logging.WARNING)
    standard_output, sys.stdout = sys.stdout, sys.stderr  # Rasa prints its progress where our figures belong.
    try:
        return measure()
    finally:
        sys.stdout = standard_output


def _tell(text: str) -> None:
    print(f"benchmarks.nlu: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
