"""Runs migrations on the database that `frontdesk.storage.migrate` names."""

from alembic import context

import frontdesk.chat.store
import frontdesk.customers.tables
import frontdesk.handoff.tables
import frontdesk.storage.positions  # noqa: F401  (each import registers its tables)
from frontdesk.storage.engine import Base, open_engine


def run_migrations() -> None:
    engine = open_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run_migrations()
