"""One sentence encoder a process, shared by the components that name it."""

import hashlib
from functools import lru_cache
from pathlib import Path

from rasa.shared.exceptions import InvalidConfigException

import encoder
from encoder import EncoderNotFound, SentenceEncoder


@lru_cache(maxsize=2)
def shared_encoder(folder: str) -> SentenceEncoder:
    """The encoder in `folder`, loaded once.

    Raises:
        InvalidConfigException: `folder` holds no prepared encoder; the message says how to make one.
    """
    try:
        return SentenceEncoder(Path(folder))
    except EncoderNotFound as error:
        raise InvalidConfigException(f"config.yml: 'encoder': {error}.") from error


def encoder_fingerprint(folder: str) -> str:
    """What changes with the encoder in `folder` and with the code that runs it, so that Rasa trains anew.

    Raises:
        InvalidConfigException: `folder` holds no prepared encoder.
    """
    return shared_encoder(folder).fingerprint + code_fingerprint(Path(encoder.__file__).parent)


def code_fingerprint(package: Path) -> str:
    """What changes with the code in the folder `package`, and with the texts that it learns from."""
    digest = hashlib.sha256()
    for path in sorted([*package.glob("*.py"), *package.glob("*.txt")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()
