"""The sentence encoder that both runtimes load: onnxruntime, tokenizers and numpy, nothing else."""

from encoder.sentence_encoder import EncoderNotFound, SentenceEncoder

__all__ = ["EncoderNotFound", "SentenceEncoder"]
