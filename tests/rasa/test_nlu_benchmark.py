"""The benchmark's figures, on parses made by hand."""

import json
import subprocess
import sys

import pytest
from small_project import EXAMPLES, ROOT

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
    # Right as a whole: one, two (its reading counts, though it is turned away) and six of five.
    assert figures["exact_set_all"] == 0.6
    assert figures["false_split_rate"] == pytest.approx(1 / 3, abs=1e-4)
    # Of the six pairs of an in-scope and a foreign message, 0.9>0.1 twice, 0.2>0.1 once, 0.9=0.9 twice, 0.2<0.9 once.
    assert figures["auroc"] == pytest.approx(4 / 6, abs=1e-4)
    assert figures["parse_p50_ms"] == 10.0
    assert figures["messages"] == 7
    # In the bin of 0.9 both are right, in that of 0.2 the one is: (0.1 * 2 + 0.8 * 1) / 3.
    assert figures["ece"] == pytest.approx(1.0 / 3, abs=1e-4)


def test_the_calibration_error_weighs_bins_by_their_messages():
    test = [Labelled(str(number), ("a",)) for number in range(5)]
    probabilities = [0.85, 0.81, 1.0, 0.0, 0.05]
    readings = ["a", "b", "a", "b", "a"]
    figures = score(test, [parse(reading, "matched", p) for reading, p in zip(readings, probabilities)])
    # 0.8 to 0.9: mean 0.83, half right. 0.9 to 1: mean 1, right. 0 to 0.1: mean 0.025, half right.
    assert figures["ece"] == pytest.approx((0.33 * 2 + 0.0 * 1 + 0.475 * 2) / 5, abs=1e-4)


def test_an_ambiguous_message_counts_by_its_best_reading():
    figures = score([Labelled("x", ("a",)), Labelled("y", ("a",))], [parse("a", "ambiguous"), parse("b", "ambiguous")])
    assert figures["accuracy_in_scope"] == 0.5
    assert figures["accuracy_forced"] == 0.5


def test_the_fallback_itself_is_no_reading():
    ranking = [{"name": "nlu_fallback", "confidence": 0.9}, {"name": "a", "confidence": 0.4}]
    match = {"status": "unmatched", "probability": 0.1}
    result = {"intent": ranking[0], "intent_ranking": ranking, "match": match, "requests": [{"intent": "a"}]}
    figures = score([Labelled("x", ("a",)), Labelled("y", ())], [Parse(result, 0.0), Parse(result, 0.0)])
    assert figures["accuracy_in_scope"] == 0.0
    assert figures["accuracy_forced"] == 1.0
    assert (figures["oos_recall"], figures["oos_precision"]) == (1.0, 0.5)


def test_other_pipelines_are_scored_by_confidence_and_fallback():
    """Rasa's own classifiers give neither match nor requests."""

    def plain(name, confidence, *ranking):
        return Parse(
            {"intent": {"name": name}, "intent_ranking": [*ranking, {"name": "a", "confidence": confidence}]}, 0
        )

    fallback = {"name": "nlu_fallback", "confidence": 0.7}
    test = [Labelled("in", ("a",)), Labelled("out", ()), Labelled("both", ("a", "b")), Labelled("twice", ("a", "a"))]
    parses = [plain("a", 0.9), plain("nlu_fallback", 0.2, fallback), plain("a", 0.9), plain("a", 0.9)]
    figures = score(test, parses)
    assert figures["accuracy_in_scope"] == figures["oos_recall"] == figures["oos_precision"] == figures["auroc"] == 1.0
    assert figures["exact_set"] == 0.0
    assert figures["false_split_rate"] == 0.0
    assert figures["ece"] == pytest.approx(0.1)


def test_requests_are_compared_as_a_multiset():
    test = [Labelled("x", ("a", "a")), Labelled("y", ("a", "a")), Labelled("z", ("a", "b"))]
    parses = [parse("a", requests=["a", "a"]), parse("a", requests=["a"]), parse("b", requests=["b", "a"])]
    assert score(test, parses)["exact_set"] == pytest.approx(2 / 3, abs=1e-4)


def test_parse_times_are_percentiles():
    parses = [parse("a")._replace(seconds=milliseconds / 1000) for milliseconds in range(1, 102)]
    figures = score([Labelled(str(number), ("a",)) for number in range(101)], parses)
    assert (figures["parse_p50_ms"], figures["parse_p95_ms"]) == (51.0, 96.0)


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


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *(("a.csv", "words\nx\n"), ("b.csv", "text,category\n"), ("c.csv", "")),
        *(("a.jsonl", '{"text": 1}\n'), ("b.jsonl", "{"), ("c.jsonl", ""), ("d.jsonl", "\n\n")),
        *(("e.jsonl", '["text"]\n'), ("f.jsonl", '{"text": "x", "intents": 5}\n')),
    ],
)
def test_a_file_of_another_form_is_refused_by_name(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    with pytest.raises(DatasetError, match=name):
        read_dataset(tmp_path / name)


def test_the_line_that_is_wrong_is_named(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "Hi", "intents": []}\n\n{"text": "Hi"}\n')
    with pytest.raises(DatasetError, match=r"a.jsonl, line 3: expected text and intents \('intents'\)"):
        read_dataset(tmp_path / "a.jsonl")


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(DatasetError, match=r"nowhere.jsonl does not exist"):
        read_dataset(tmp_path / "nowhere.jsonl")


def test_the_command_says_which_file_is_missing():
    command = [sys.executable, "-m", "benchmarks.nlu", "--train", "nowhere.csv", "--test", "nowhere.csv", "--json"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr == "benchmarks.nlu: nowhere.csv does not exist\n"
    assert ended.stdout == ""


def test_the_command_trains_scores_and_prints_one_object(tmp_path):
    rows = [{"text": text, "intents": [intent]} for intent, texts in EXAMPLES.items() for text in texts]
    (tmp_path / "train.jsonl").write_text("\n".join(map(json.dumps, rows)))
    asked = [{"text": "please reset my password", "intents": ["reset_password"]}, {"text": "x", "intents": []}, rows[0]]
    (tmp_path / "test.jsonl").write_text("\n".join(map(json.dumps, asked)))
    files = ["--train", str(tmp_path / "train.jsonl"), "--test", str(tmp_path / "test.jsonl")]
    command = [sys.executable, "-m", "benchmarks.nlu", *files, "--json"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    figures = json.loads(ended.stdout)
    assert figures["accuracy_forced"] == 1.0
    assert figures["messages"] == 2, "what stands in the training data is not scored"
    assert figures["train_seconds"] > 0
