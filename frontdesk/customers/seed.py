"""Fills an empty directory from a file, such as the demo's customers."""

from pathlib import Path

from sqlalchemy.exc import IntegrityError

from frontdesk.customers import store
from frontdesk.customers.seed_file import read_customers
from frontdesk.storage.engine import Database


def seed_directory(database: Database, path: Path) -> int:
    """Load the customers in `path` if the directory has none; returns how many were added.

    Raises:
        DirectoryError: the file cannot be read, or a record in it is malformed; nothing was added.
    """
    with database.transaction() as session:
        if not store.is_empty(session):
            return 0
    customers = read_customers(path)
    try:
        with database.transaction() as session:
            for customer in customers:
                store.insert_customer(session, customer)
    except IntegrityError:
        with database.transaction() as session:
            if store.is_empty(session):
                raise
        return 0  # another process has seeded meanwhile
    return len(customers)
