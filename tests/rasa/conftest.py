"""Small things that the tests of the Rasa runtime share."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

from small_project import EXAMPLES  # noqa: E402


def hashed_words(texts) -> np.ndarray:
    """A stand-in for the encoder: unit vectors of hashed words, the same in every process."""
    vectors = np.zeros((len(texts), 256), dtype=np.float32)
    for row, text in enumerate(texts):
        for word in text.lower().replace("?", " ").replace(",", " ").split():
            vectors[row, sum(ord(letter) * 31**place for place, letter in enumerate(word)) % 256] += 1.0
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


@pytest.fixture(scope="session", autouse=True)
def cache_of_the_tests(tmp_path_factory):
    """Keeps Rasa's training cache out of the project: a test finds nothing there and leaves nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RASA_CACHE_DIRECTORY", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def taught():
    """Texts and their intents."""
    pairs = [(text, intent) for intent, texts in EXAMPLES.items() for text in texts]
    return [text for text, _ in pairs], [intent for _, intent in pairs]


@pytest.fixture(scope="session")
def encode():
    return hashed_words
