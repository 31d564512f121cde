"""Runs the project's pipeline on every labelled set and writes the figures beside those of others."""

import time
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import yaml

from benchmarks.nlu.dataset import without_seen
from benchmarks.nlu.pipeline import TrainedPipeline, parse_all, train_pipeline
from benchmarks.nlu.report import percent, write_table
from benchmarks.nlu.robustness import MEAN, acts_of, robustness
from benchmarks.nlu.scores import score
from benchmarks.nlu.sets import OWN, ROOT, TITLES, Benchmark, benchmarks, own

DOCUMENT = ROOT / "docs" / "benchmarks-nlu.md"
PUBLISHED = Path(__file__).with_name("published.yml")
CONFIG = ROOT / "config.yml"
DEFAULT_CONFIG = ROOT / "benchmarks" / "turns" / "default_config.yml"
OURS = "**Frontdesk**"
DEFAULT = "Rasa 3.6, default pipeline"
NOISE = "noise"

Tell = Callable[[str], None]


def run_suite(data: Path, names: Collection[str], with_default: bool, tell: Tell) -> dict[str, Any]:
    """Measure on the public sets in `data` and on the project's own; each table is written as soon as it is known.

    Args:
        names: the benchmarks to run; of the others the document keeps what it says.
        with_default: run Rasa's default pipeline too; without it, what the document says of that is kept.
        tell: is told what is on.

    Returns:
        The figures by test set, and under NOISE those by kind of noise.

    Raises:
        DatasetError: a set cannot be read.
        ReportError: the document has no place for a table.
    """
    figures: dict[str, Any] = {}
    for name, read in benchmarks(data).items():
        if name not in names:
            continue
        benchmark = read()
        pipeline = _train(CONFIG, benchmark, tell)
        measured = _measure(pipeline, benchmark, tell)
        figures |= measured
        _write_ours(figures)
        _write_beside_others(benchmark, measured, with_default, tell)
        if name == OWN:
            figures[NOISE] = _measure_noise(pipeline, benchmark, tell)
            _write_noise(figures[NOISE])
    return figures


def run_noise(tell: Tell) -> dict[str, dict[str, Any]]:
    """Train on the project's own data and measure by kind of noise.

    Raises:
        DatasetError: a file of the project's data cannot be read.
    """
    benchmark = own()
    return _measure_noise(_train(CONFIG, benchmark, tell), benchmark, tell)


def _train(config: Path, benchmark: Benchmark, tell: Tell) -> TrainedPipeline:
    tell(f"{benchmark.title}: training on {len(benchmark.train)} messages")
    return train_pipeline(config, benchmark.as_it_stands or benchmark.train)


def _measure(pipeline: TrainedPipeline, benchmark: Benchmark, tell: Tell) -> dict[str, dict[str, Any]]:
    figures = {}
    for title, test in benchmark.tests.items():
        unseen = without_seen(test, benchmark.train)
        tell(f"{title}: asking {len(unseen)} messages, {time.strftime('%H:%M')}")
        figures[title] = score(unseen, parse_all(pipeline, [row.text for row in unseen]))
        figures[title]["train_seconds"] = round(pipeline.train_seconds, 1)
    return figures


def _measure_noise(pipeline: TrainedPipeline, benchmark: Benchmark, tell: Tell) -> dict[str, dict[str, Any]]:
    single = [row for row in benchmark.tests[benchmark.title] if len(row.intents) == 1]
    unseen = without_seen(single, benchmark.train)
    return robustness(lambda texts: parse_all(pipeline, texts), unseen, acts_of(CONFIG), tell)


def _write_ours(figures: dict[str, dict[str, Any]]) -> None:
    heading = [
        *("set", "messages", "accepted", "forced", "out-of-scope recall", "AUROC", "exact set", "false splits"),
        *("calibration error", "parse p50, p95 (ms)", "training (s)"),
    ]
    rows = [_our_row(title, each) for title, each in figures.items() if title != NOISE]
    write_table(DOCUMENT, "ours", heading, rows, TITLES)


def _our_row(title: str, figures: dict[str, Any]) -> list[str]:
    shares = ("accuracy_in_scope", "accuracy_forced", "oos_recall", "auroc", "exact_set", "false_split_rate")
    return [
        *(title, str(figures["messages"]), *(percent(figures[name]) for name in shares)),
        *(f"{figures['ece']:.3f}", _times(figures), f"{figures['train_seconds']:.0f}"),
    ]


def _times(figures: dict[str, Any]) -> str:
    return f"{figures['parse_p50_ms']:.0f}, {figures['parse_p95_ms']:.0f}"


def _write_beside_others(benchmark: Benchmark, ours: dict[str, Any], with_default: bool, tell: Tell) -> None:
    published = yaml.safe_load(PUBLISHED.read_text(encoding="utf-8"))
    if benchmark.name not in published:
        return
    rows = [_measured_row(OURS, ours[benchmark.title])]
    if with_default and benchmark.with_default:
        default = _measure(_train(DEFAULT_CONFIG, benchmark, tell), benchmark, tell)
        rows.append(_measured_row(DEFAULT, default[benchmark.title]))
    rows += [_published_row(each, published["sources"]) for each in published[benchmark.name]]
    heading = ["system", "accuracy", "out-of-scope recall", "training (s)", "source"]
    systems = [OURS, DEFAULT, *(each["system"] for each in published[benchmark.name])]
    write_table(DOCUMENT, benchmark.name, heading, rows, systems)


def _measured_row(system: str, figures: dict[str, Any]) -> list[str]:
    # Where something is out of scope, accuracy and recall belong to the same threshold.
    accuracy = figures["accuracy_forced" if figures["oos_recall"] is None else "accuracy_in_scope"]
    return [
        system,
        percent(accuracy),
        percent(figures["oos_recall"]),
        f"{figures['train_seconds']:.0f}",
        "measured here",
    ]


def _published_row(figures: dict[str, Any], sources: dict[str, str]) -> list[str]:
    recall = f"{figures['oos']:.1f}" if "oos" in figures else "-"
    return [figures["system"], f"{figures['accuracy']:.1f}", recall, "-", sources[figures["source"]]]


def _write_noise(figures: dict[str, dict[str, Any]]) -> None:
    write_table(DOCUMENT, NOISE, *noise_table(figures))


def noise_table(figures: dict[str, dict[str, Any]]) -> tuple[list[str], list[list[str]]]:
    """Heading and rows of the figures by kind of noise."""
    heading = ["messages are", "messages", "accepted", "forced", "points lost", "false splits", "parse p50, p95 (ms)"]
    rows = [
        [
            *(kind, "-" if kind == MEAN else str(each["messages"])),
            *(percent(each["accuracy_in_scope"]), percent(each["accuracy_forced"])),
            *(percent(each.get("lost")), percent(each["false_split_rate"]), _times(each)),
        ]
        for kind, each in figures.items()
    ]
    return heading, rows
