"""Migrations make the tables that the code expects."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import frontdesk.chat.store
import frontdesk.customers.tables
import frontdesk.handoff.tables
import frontdesk.storage.positions  # noqa: F401  (each import registers its tables)
from frontdesk.storage.engine import Base, open_engine
from frontdesk.storage.migrate import upgrade


def test_an_empty_database_gets_every_table_and_a_current_one_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'frontdesk.db'}"
    upgrade(url)
    upgrade(url)
    with open_engine(url).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
