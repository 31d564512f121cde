"""``python -m benchmarks.nlu --train T --test E [--json]``, run by the Rasa runtime from the project's root."""

import argparse
import json
import logging
import sys
from pathlib import Path

from benchmarks.nlu.dataset import DatasetError, read_dataset, without_seen


def main() -> int:
    """Train, score, print; exit 2 when a data set cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nlu", description=__doc__)
    parser.add_argument("--train", type=Path, required=True, help="labelled messages to train on")
    parser.add_argument("--test", type=Path, required=True, help="labelled messages to score")
    parser.add_argument("--config", type=Path, default=Path("config.yml"), help="whose pipeline to train")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    arguments = parser.parse_args()
    try:
        train = read_dataset(arguments.train)
        test = without_seen(read_dataset(arguments.test), train)
    except DatasetError as error:
        print(f"benchmarks.nlu: {error}", file=sys.stderr)
        return 2
    figures = _run(arguments.config, train, test)
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:20} {value}")
    return 0


def _run(config: Path, train, test) -> dict:
    logging.disable(logging.WARNING)
    standard_output, sys.stdout = sys.stdout, sys.stderr  # Rasa prints its progress where our figures belong.
    try:
        from benchmarks.nlu.pipeline import parse_all, train_pipeline
        from benchmarks.nlu.scores import score

        pipeline = train_pipeline(config, train)
        figures = score(test, parse_all(pipeline, [row.text for row in test]))
    finally:
        sys.stdout = standard_output
    return {**figures, "train_seconds": round(pipeline.train_seconds, 1)}


if __name__ == "__main__":
    sys.exit(main())
