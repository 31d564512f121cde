"""One sentence encoder a process, shared by the components that name it."""

from functools import lru_cache
from pathlib import Path

from rasa.shared.exceptions import InvalidConfigException

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
        raise InvalidConfigException(str(error)) from error
