"""Reads labelled messages: JSON lines, CSV, lines of text, or Rasa's own training format."""

import csv
import json
from pathlib import Path
from typing import NamedTuple


class Labelled(NamedTuple):
    """A message and the intents it holds, in order; none means that it is out of scope."""

    text: str
    intents: tuple[str, ...]


class DatasetError(Exception):
    """A data set cannot be read; the message names the file and the line."""


def read_dataset(path: Path) -> list[Labelled]:
    """Read `path`, by its form.

    - JSON lines of ``{"text", "intents"}``
    - CSV with the columns ``text,category``
    - a text file with a message a line that is out of scope
    - a YAML file of Rasa's training data, or a folder of them

    Raises:
        DatasetError: the file is missing, empty or not of its form.
    """
    if not path.exists():
        raise DatasetError(f"{path} does not exist")
    if path.is_dir() or path.suffix == ".yml":
        rows = _read_rasa(path)
    else:
        with path.open(encoding="utf-8", newline="") as file:
            rows = _READERS.get(path.suffix, _read_json_lines)(path, file)
    if not rows:
        raise DatasetError(f"{path} holds no messages")
    return rows


def _read_rasa(path: Path) -> list[Labelled]:
    from rasa.shared.exceptions import RasaException
    from rasa.shared.nlu.training_data.loading import load_data

    try:
        examples = load_data(str(path)).intent_examples
    except RasaException as error:
        raise DatasetError(f"{path}: {error}") from error
    return [Labelled(example.get("text"), (example.get("intent"),)) for example in examples]


def _read_lines(path: Path, file) -> list[Labelled]:
    return [Labelled(line.strip(), ()) for line in file if line.strip()]


def _read_csv(path: Path, file) -> list[Labelled]:
    reader = csv.DictReader(file)
    if not reader.fieldnames or not {"text", "category"} <= set(reader.fieldnames):
        raise DatasetError(f"{path}: the first line must name the columns text and category")
    return [Labelled(row["text"], (row["category"],)) for row in reader]


def _read_json_lines(path: Path, file) -> list[Labelled]:
    rows = []
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append(Labelled(row["text"], tuple(row["intents"])))
        except (ValueError, KeyError, TypeError) as error:
            raise DatasetError(f"{path}, line {number}: expected text and intents ({error})") from error
    return rows


_READERS = {".csv": _read_csv, ".txt": _read_lines}


def without_seen(test: list[Labelled], train: list[Labelled]) -> list[Labelled]:
    """`test` without the messages that stand word for word in `train`."""
    seen: set[str] = {row.text for row in train}
    return [row for row in test if row.text not in seen]
