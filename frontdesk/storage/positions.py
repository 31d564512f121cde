"""How far each reader of Rasa's event stream has come.

A reader moves its position in the transaction that writes what it read, so that a restart neither loses nor doubles.
"""

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, Session, mapped_column

from frontdesk.storage.engine import Base


class StreamPosition(Base):
    """One reader's last position in the stream."""

    __tablename__ = "stream_positions"

    reader: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)


def read_position(session: Session, reader: str) -> int | None:
    """The last position `reader` stored; None when it never read."""
    row = session.get(StreamPosition, reader)
    return None if row is None else row.position


def store_position(session: Session, reader: str, position: int) -> None:
    """Let `reader` go on after `position` from now on."""
    session.merge(StreamPosition(reader=reader, position=position))
