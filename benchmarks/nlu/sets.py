"""The labelled sets of the suite: public ones from a folder of data, and the project's own."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.nlu.dataset import DatasetError, Labelled, read_dataset

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "bench"
OWN = "parley"
NAMES = ("banking77_10shot", "hwu64_10shot", OWN, "hwu64", "banking77", "clinc150")
BANKING77, HWU64, CLINC150 = "BANKING77, full", "HWU64, full", "CLINC150, full"
BANKING77_10SHOT, HWU64_10SHOT = "BANKING77, 10 examples an intent", "HWU64, 10 examples an intent"
COMPOUND, PARLEY = "BANKING77, compound", "Parley"
TITLES = (BANKING77_10SHOT, BANKING77, COMPOUND, HWU64_10SHOT, HWU64, CLINC150, PARLEY)


@dataclass(frozen=True)
class Benchmark:
    """One training set and what is asked of the pipeline that was trained on it.

    Attributes:
        tests: the test sets, by their title; `title` is that of the first.
        with_default: whether Rasa's default pipeline may be run on it, which takes it long.
        as_it_stands: the folder of Rasa's training data that `train` comes from, if it does.
    """

    name: str
    title: str
    train: list[Labelled]
    tests: dict[str, list[Labelled]]
    with_default: bool = False
    as_it_stands: Path | None = None


def data_folder() -> Path:
    """Where the public sets are: the folder that BENCH_DATA names, or DATA.

    Raises:
        DatasetError: it is not there; the message says what to do.
    """
    folder = Path(os.environ.get("BENCH_DATA") or DATA)
    if not folder.is_dir():
        raise DatasetError(f"no public data in {folder}: let BENCH_DATA name the folder with banking77, hwu64, ...")
    return folder


def benchmarks(data: Path) -> dict[str, Callable[[], Benchmark]]:
    """What reads each benchmark of the suite, by name, in order; `data` is the folder of the public sets."""
    return {
        "banking77_10shot": lambda: _csv(data / "banking77", BANKING77_10SHOT, shots="10shot"),
        "hwu64_10shot": lambda: _csv(data / "hwu64", HWU64_10SHOT, shots="10shot"),
        OWN: own,
        "hwu64": lambda: _csv(data / "hwu64", HWU64),
        "banking77": lambda: _banking77(data),
        "clinc150": lambda: _clinc150(data),
    }


def own() -> Benchmark:
    """The project's training data and the messages of `tests/nlu`, all kinds of them in one set.

    Raises:
        DatasetError: a file cannot be read.
    """
    folder, tests = ROOT / "data" / "nlu", ROOT / "tests" / "nlu"
    test = [row for name in ("nlu.yml", "out_of_scope.txt", "compound.jsonl") for row in read_dataset(tests / name)]
    return Benchmark(OWN, PARLEY, read_dataset(folder), {PARLEY: test}, as_it_stands=folder)


def _csv(folder: Path, title: str, shots: str = "") -> Benchmark:
    suffix = f"_{shots}" if shots else ""
    train, test = read_dataset(folder / f"train{suffix}.csv"), read_dataset(folder / "test.csv")
    return Benchmark(folder.name + suffix, title, train, {title: test}, with_default=bool(shots))


def _banking77(data: Path) -> Benchmark:
    full = _csv(data / "banking77", BANKING77)
    return replace(full, tests=full.tests | {COMPOUND: read_dataset(data / "compound" / "banking77.jsonl")})


def _clinc150(data: Path) -> Benchmark:
    """Trained on `train` alone, without anything out of scope; asked `test` and `oos_test`."""
    path = data / "clinc150" / "data_full.json"
    if not path.exists():
        raise DatasetError(f"{path} does not exist")
    parts = json.loads(path.read_text(encoding="utf-8"))
    train = [Labelled(text, (intent,)) for text, intent in parts["train"]]
    test = [Labelled(text, (intent,)) for text, intent in parts["test"]]
    foreign = [Labelled(text, ()) for text, _ in parts["oos_test"]]
    return Benchmark("clinc150", CLINC150, train, {CLINC150: test + foreign})
