"""Serves a sentence-transformers model that ``frontdesk encoder prepare`` exported to ONNX."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import tokenizers

MANIFEST = "encoder.json"
WEIGHTS = "model.onnx"
TOKENIZER = "tokenizer.json"
BATCH_SIZE = 32


class EncoderNotFound(Exception):
    """The folder holds no prepared encoder; the message says how to make one."""


class SentenceEncoder:
    """Turns texts into unit vectors.

    Args:
        folder: where ``frontdesk encoder prepare`` wrote the model, its tokenizer and its manifest.
        threads: how many threads one text is encoded with.

    Raises:
        EncoderNotFound: `folder` holds no prepared encoder.

    Example:
        >>> encoder = SentenceEncoder("models/encoder")
        >>> encoder.encode(["Where is my recording?"]).shape
        (1, 384)
    """

    def __init__(self, folder: str | Path, threads: int = 2) -> None:
        folder = Path(folder)
        if not all((folder / name).exists() for name in (MANIFEST, WEIGHTS, TOKENIZER)):
            raise EncoderNotFound(f"no sentence encoder in {folder}: run `make setup` (or `frontdesk encoder prepare`)")
        self.manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        self.dimension: int = self.manifest["dimension"]
        self.fingerprint: str = self.manifest["fingerprint"]
        self._tokenizer = tokenizers.Tokenizer.from_file(str(folder / TOKENIZER))
        self._tokenizer.enable_truncation(self.manifest["max_tokens"])
        self._tokenizer.enable_padding(pad_id=self.manifest["pad_id"], pad_token=self.manifest["pad_token"])
        self._session = onnxruntime.InferenceSession(
            str(folder / WEIGHTS), _session_options(threads), providers=["CPUExecutionProvider"]
        )
        self._input_names = {model_input.name for model_input in self._session.get_inputs()}

    @property
    def words(self) -> list[str]:
        """The whole words that the tokenizer knows, in its order: the commonest first."""
        ranked = sorted(self._tokenizer.get_vocab().items(), key=lambda entry: entry[1])
        return [word for word, _ in ranked if word.isalpha() and len(word) > 1]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Encode `texts` as a float32 array of shape (len(texts), dimension), each row of length 1."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda position: len(texts[position]))
        for start in range(0, len(texts), BATCH_SIZE):
            batch = by_length[start : start + BATCH_SIZE]
            vectors[batch] = self._encode_batch([texts[position] for position in batch])
        return vectors

    def _encode_batch(self, texts: list[str]) -> np.ndarray:
        # Half of an emoji, where a client cut its message short, is no text to the tokenizer.
        encodings = self._tokenizer.encode_batch([text.encode(errors="replace").decode() for text in texts])
        attention = np.array([encoding.attention_mask for encoding in encodings], dtype=np.int64)
        inputs = {
            "input_ids": np.array([encoding.ids for encoding in encodings], dtype=np.int64),
            "attention_mask": attention,
            "token_type_ids": np.zeros_like(attention),
        }
        (tokens,) = self._session.run(None, {name: inputs[name] for name in self._input_names})
        return _unit_mean(tokens, attention)


def _unit_mean(tokens: np.ndarray, attention: np.ndarray) -> np.ndarray:
    weights = attention[:, :, None].astype(np.float32)
    means = (tokens * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1.0)
    return means / np.maximum(np.linalg.norm(means, axis=1, keepdims=True), 1e-12)


def _session_options(threads: int) -> onnxruntime.SessionOptions:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Idle threads that spin would take a whole core from Rasa between two messages.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
