"""Brings the application's database to the newest version of its tables."""

from pathlib import Path

from alembic import command
from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def migration_config(database_url: str) -> Config:
    """Alembic's configuration for the database at `database_url`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    # Alembic reads values with % as interpolations.
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return config


def upgrade(database_url: str) -> None:
    """Run the migrations that the database has not seen yet; none on a database that is up to date."""
    command.upgrade(migration_config(database_url), "head")
