"""What the encoder promises to everything that compares vectors, on the encoder that the project prepares."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from encoder import EncoderNotFound, SentenceEncoder
from encoder.sentence_encoder import BATCH_SIZE, MANIFEST, TOKENIZER, WEIGHTS

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "models" / "encoder"
RASA_RUNTIME = ROOT / ".venv-rasa" / "bin" / "python"
TEXTS = [
    "Where is my recording?",
    "hi",
    "",
    " ",
    "🙂",
    "مرحبا كيف حالك",
    "\x00\x01",
    "e\u0301 is é",
    "the meeting was not recorded, although the host pressed record twice " * 4,
    "word " * 2000,
]

pytestmark = pytest.mark.skipif(not (FOLDER / MANIFEST).exists(), reason="no encoder is prepared: run `make setup`")


@pytest.fixture(scope="module")
def encoder():
    return SentenceEncoder(FOLDER)


def test_the_words_it_knows_are_whole_ones_and_the_commonest_come_first(encoder):
    words = encoder.words
    assert {"the", "meeting", "recording"} <= set(words)
    assert words.index("the") < words.index("meeting") < words.index("accordion")
    assert all(word.isalpha() for word in words)


def test_vectors_are_of_length_one(encoder):
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_are_no_vectors(encoder):
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_text_has_the_same_vector_alone_and_among_others(encoder):
    together = encoder.encode(TEXTS)
    for text, vector in zip(TEXTS, together, strict=True):
        assert np.abs(encoder.encode([text])[0] - vector).max() < 1e-4


def test_vectors_come_in_the_order_of_their_texts(encoder):
    texts = [f"question {number} " + "about meetings " * (number % 7) for number in range(2 * BATCH_SIZE + 5)]
    shuffled = np.random.default_rng(3).permutation(len(texts))
    straight = encoder.encode(texts)
    assert np.abs(encoder.encode([texts[place] for place in shuffled]) - straight[shuffled]).max() < 1e-4
    closest = (encoder.encode([texts[40]]) @ straight.T).argmax()
    assert texts[closest] == texts[40]


def test_the_same_text_has_the_very_same_vector_twice(encoder):
    assert np.array_equal(encoder.encode(TEXTS), encoder.encode(TEXTS))


def test_likeness_of_meaning_is_likeness_of_vectors(encoder):
    asked, near, far = encoder.encode(["I cannot log in", "signing in does not work", "the weather in Lisbon"])
    assert asked @ near > 0.5 > asked @ far


def test_what_lies_beyond_the_longest_text_changes_nothing(encoder):
    longest = "word " * 2000
    assert np.array_equal(encoder.encode([longest]), encoder.encode([longest + "and something else"]))


def test_half_an_emoji_is_no_error(encoder):
    assert np.array_equal(encoder.encode(["record it \ud83d"]), encoder.encode(["record it ?"]))


@pytest.mark.parametrize("missing", [MANIFEST, WEIGHTS, TOKENIZER])
def test_an_incomplete_folder_is_refused_with_the_remedy(tmp_path, missing):
    for name in {MANIFEST, WEIGHTS, TOKENIZER} - {missing}:
        shutil.copy(FOLDER / name, tmp_path)
    with pytest.raises(EncoderNotFound, match="run `make setup`") as refused:
        SentenceEncoder(tmp_path)
    assert str(tmp_path) in str(refused.value)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(EncoderNotFound, match=r"no sentence encoder in .*nowhere"):
        SentenceEncoder(tmp_path / "nowhere")


@pytest.mark.skipif(not RASA_RUNTIME.exists(), reason="the Rasa runtime is not installed")
def test_both_runtimes_make_the_same_vectors(encoder):
    """Rasa reads a message with one, and the knowledge base is searched with the other."""
    program = (
        "import json, sys; from encoder import SentenceEncoder; "
        "print(json.dumps(SentenceEncoder(sys.argv[1]).encode(json.load(sys.stdin)).tolist()))"
    )
    ended = subprocess.run(
        [str(RASA_RUNTIME), "-c", program, str(FOLDER)],
        cwd=ROOT,
        input=json.dumps(TEXTS),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    theirs = np.array(json.loads(ended.stdout), dtype=np.float32)
    assert theirs.shape == (len(TEXTS), encoder.dimension)
    assert np.abs(theirs - encoder.encode(TEXTS)).max() < 1e-4


def test_the_encoder_needs_neither_runtime():
    """It starts fast in both because it imports neither torch nor Rasa."""
    program = "import sys, encoder; print(sorted({'torch', 'rasa', 'frontdesk', 'transformers'} & set(sys.modules)))"
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
