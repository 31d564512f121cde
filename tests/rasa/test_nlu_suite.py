"""The suite: which sets, and how their figures get into the document."""

import json
import subprocess
import sys

import pytest
import yaml
from small_project import ROOT

from benchmarks.nlu import suite
from benchmarks.nlu.dataset import DatasetError, Labelled, read_dataset
from benchmarks.nlu.report import ReportError, write_table
from benchmarks.nlu.robustness import acts_of
from benchmarks.nlu.sets import NAMES, TITLES, benchmarks, data_folder, own

FIGURES = {
    **{"accuracy_in_scope": 0.8, "accuracy_forced": 0.9, "oos_recall": None, "auroc": None, "exact_set": None},
    **{"false_split_rate": 0.01, "ece": 0.02, "parse_p50_ms": 7.0, "parse_p95_ms": 20.0, "messages": 12},
    "train_seconds": 3.4,
}


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "page.md"
    path.write_text(
        "# Page\n\n<!-- table: one -->\n| a | b |\n| --- | --- |\n| old | 1 |\n| kept | 2 |\n<!-- end: one -->\n\n"
        "Text.\n"
        "<!-- table: two -->\n<!-- end: two -->\n"
    )
    return path


def test_a_table_is_replaced_and_nothing_else(document):
    write_table(document, "two", ["x"], [["1"]])
    text = document.read_text()
    assert text.startswith("# Page\n\n<!-- table: one -->\n| a | b |\n| --- | --- |\n| old | 1 |\n| kept | 2 |\n")
    assert text.endswith("Text.\n<!-- table: two -->\n| x |\n| --- |\n| 1 |\n<!-- end: two -->\n")


def test_rows_without_a_successor_are_kept_in_their_place(document):
    write_table(
        document, "one", ["a", "b"], [["other", r"\1"], ["new", "3"]], order=["new", "kept", "missing", "other"]
    )
    assert "| new | 3 |\n| kept | 2 |\n| other | \\1 |\n<!-- end: one -->" in document.read_text()
    assert "old" not in document.read_text()


def test_a_row_measured_anew_replaces_the_one_before(document):
    write_table(document, "one", ["a", "b"], [["kept", "9"]], order=["old", "kept"])
    assert "| old | 1 |\n| kept | 9 |\n<!-- end: one -->" in document.read_text()


def test_a_document_without_a_place_is_refused(document):
    with pytest.raises(ReportError, match=r"page.md has no place for the table three"):
        write_table(document, "three", ["x"], [])


def test_the_document_has_a_place_for_every_table(tmp_path, monkeypatch):
    copy = tmp_path / "page.md"
    copy.write_text(suite.DOCUMENT.read_text())
    for name in ("ours", "noise", *(key for key in _published() if key != "sources")):
        write_table(copy, name, ["x"], [[name]])
    assert copy.read_text().count("<!-- table: ") == len(_published()) + 1


def test_ours_stands_before_the_default_that_was_kept_and_before_what_others_published(document, monkeypatch):
    document.write_text(
        "<!-- table: hwu64_10shot -->\n| s |\n|---|\n"
        f"| {suite.DEFAULT} | 61.0 | - | 900 | measured here |\n<!-- end: hwu64_10shot -->\n"
    )
    monkeypatch.setattr(suite, "DOCUMENT", document)
    benchmark = suite.Benchmark("hwu64_10shot", "HWU64", [], {"HWU64": []}, with_default=True)
    suite._write_beside_others(benchmark, {"HWU64": FIGURES}, False, print)
    lines = document.read_text().splitlines()
    assert lines[3] == "| **Frontdesk** | 90.0 | - | 3 | measured here |"
    assert lines[4].startswith(f"| {suite.DEFAULT} | 61.0 |")
    assert lines[5].startswith("| Dialogflow | 65.6 | - | - | [AutoFAQ](https://")


def test_with_something_out_of_scope_accuracy_is_that_at_the_threshold():
    assert suite._measured_row("x", FIGURES | {"oos_recall": 0.5})[:3] == ["x", "80.0", "50.0"]


def test_every_published_figure_names_a_source():
    for name, rows in _published().items():
        for row in rows if name != "sources" else ():
            assert row["source"] in _published()["sources"], row


def test_our_own_set_holds_every_kind_of_message():
    benchmark = own()
    counts = {len(row.intents) for row in benchmark.tests[benchmark.title]}
    assert {0, 1, 2} <= counts
    assert all(len(row.intents) == 1 for row in benchmark.train)


def test_what_is_no_request_is_read_from_the_pipeline():
    assert {"greet", "affirm"} <= acts_of(ROOT / "config.yml")


def test_the_public_sets_are_read_from_their_folder(tmp_path):
    for name in ("banking77", "hwu64"):
        (tmp_path / name).mkdir()
        for file in ("train", "train_10shot", "test"):
            (tmp_path / name / f"{file}.csv").write_text(f"text,category\n{file},a\n")
    (tmp_path / "compound").mkdir()
    (tmp_path / "compound" / "banking77.jsonl").write_text('{"text": "x and y", "intents": ["a", "b"]}\n')
    (tmp_path / "clinc150").mkdir()
    parts = {
        "train": [["in", "a"]],
        "oos_train": [["seen", "oos"]],
        "test": [["ask", "a"]],
        "oos_test": [["out", "oos"]],
    }
    (tmp_path / "clinc150" / "data_full.json").write_text(json.dumps(parts))
    assert tuple(benchmarks(tmp_path)) == NAMES
    read = {name: make() for name, make in benchmarks(tmp_path).items() if name != "parley"}
    assert {title for each in read.values() for title in each.tests} == set(TITLES) - {"Parley"}
    assert [name for name, each in read.items() if each.with_default] == ["banking77_10shot", "hwu64_10shot"]
    assert read["banking77_10shot"].train == [Labelled("train_10shot", ("a",))]
    assert read["banking77"].tests["BANKING77, compound"] == [Labelled("x and y", ("a", "b"))]
    assert read["clinc150"].train == [Labelled("in", ("a",))]
    assert read["clinc150"].tests["CLINC150, full"] == [Labelled("ask", ("a",)), Labelled("out", ())]


def test_the_folder_is_the_one_that_the_variable_names(tmp_path, monkeypatch):
    monkeypatch.setenv("BENCH_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.setenv("BENCH_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DatasetError, match=r"nowhere: let BENCH_DATA name the folder"):
        data_folder()


def test_rasas_own_form_and_lines_of_text_are_read(tmp_path):
    (tmp_path / "a.yml").write_text("nlu:\n- intent: ask\n  examples: |\n    - join [812](meeting_id)\n")
    (tmp_path / "a.txt").write_text("one\n\ntwo\n")
    assert read_dataset(tmp_path / "a.yml") == [Labelled("join 812", ("ask",))]
    assert read_dataset(tmp_path / "a.txt") == [Labelled("one", ()), Labelled("two", ())]


@pytest.mark.parametrize("options", [[], ["--noise", "--suite"], ["--train", "x.csv"]])
def test_one_thing_to_do_must_be_named(options):
    ended = _run(options, {})
    assert ended.returncode == 2
    assert "give --train and --test, or --suite, or --noise" in ended.stderr


def test_missing_data_gives_one_line_with_the_remedy():
    ended = _run(["--suite"], {"BENCH_DATA": "/nowhere"})
    assert ended.returncode == 2
    assert ended.stderr == (
        "benchmarks.nlu: no public data in /nowhere: let BENCH_DATA name the folder with banking77, hwu64, ...\n"
    )


def _run(options, environment):
    command = [sys.executable, "-m", "benchmarks.nlu", *options]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def _published():
    return yaml.safe_load(suite.PUBLISHED.read_text(encoding="utf-8"))
