"""The benchmark's figures, on parses made by hand."""

import subprocess
import sys

import pytest
from small_project import ROOT

from benchmarks.nlu.dataset import DatasetError, Labelled, read_dataset, without_seen
from benchmarks.nlu.pipeline import Parse
from benchmarks.nlu.scores import score


def parse(reading, status="matched", probability=0.9, requests=None):
    ranking = [{"name": reading, "confidence": probability}]
    found = [{"intent": intent} for intent in (requests or [reading])]
    match = {"status": status, "probability": probability}
    return Parse({"intent": ranking[0], "intent_ranking": ranking, "match": match, "requests": found}, 0.01)


def test_figures_are_what_they_say():
    test = [
        Labelled("one", ("a",)),
        Labelled("two", ("a",)),
        Labelled("three", ("b",)),
        Labelled("four", ()),
        Labelled("five", ()),
        Labelled("six", ("a", "b")),
        Labelled("seven", ("a", "b")),
    ]
    parses = [
        parse("a"),
        parse("a", "unmatched", 0.2),
        parse("b", requests=["b", "c"]),
        parse("a", "unmatched", 0.1),
        parse("b"),
        parse("a", requests=["b", "a"]),
        parse("a", requests=["a"]),
    ]
    figures = score(test, parses)
    assert figures["accuracy_in_scope"] == pytest.approx(2 / 3, abs=1e-4)
    assert figures["accuracy_forced"] == 1.0
    assert figures["oos_recall"] == 0.5
    assert figures["oos_precision"] == 0.5
    assert figures["exact_set"] == 0.5
    assert figures["false_split_rate"] == pytest.approx(1 / 3, abs=1e-4)
    # Of the six pairs of an in-scope and a foreign message, 0.9>0.1 twice, 0.2>0.1 once, 0.9=0.9 twice, 0.2<0.9 once.
    assert figures["auroc"] == pytest.approx(4 / 6, abs=1e-4)
    assert figures["parse_p50_ms"] == 10.0


def test_figures_without_messages_are_none():
    figures = score([Labelled("one", ("a",))], [parse("a")])
    assert figures["oos_recall"] is None
    assert figures["auroc"] is None
    assert figures["exact_set"] is None


def test_messages_seen_in_training_are_not_scored():
    assert without_seen([Labelled("x", ("a",)), Labelled("y", ("a",))], [Labelled("x", ("a",))]) == [
        Labelled("y", ("a",))
    ]


def test_both_forms_are_read(tmp_path):
    (tmp_path / "a.csv").write_text('text,category\n"Hi, you",greet\n')
    (tmp_path / "a.jsonl").write_text('{"text": "Hi", "intents": ["greet"]}\n\n{"text": "?", "intents": []}\n')
    assert read_dataset(tmp_path / "a.csv") == [Labelled("Hi, you", ("greet",))]
    assert read_dataset(tmp_path / "a.jsonl")[1] == Labelled("?", ())


@pytest.mark.parametrize(("name", "content"), [("a.csv", "words\nx\n"), ("a.jsonl", '{"text": 1}\n'), ("b.jsonl", "{")])
def test_a_file_of_another_form_is_refused_by_name(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    with pytest.raises(DatasetError, match=name):
        read_dataset(tmp_path / name)


def test_the_command_says_which_file_is_missing():
    command = [sys.executable, "-m", "benchmarks.nlu", "--train", "nowhere.csv", "--test", "nowhere.csv", "--json"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "nowhere.csv does not exist" in ended.stderr
