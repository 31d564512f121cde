from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from frontdesk.customers import tables
from frontdesk.customers.seed import seed_directory
from frontdesk.customers.service import CustomerDirectory
from frontdesk.knowledge.plans import PlanCatalogue
from frontdesk.storage.engine import Database, open_engine

ROOT = Path(__file__).parents[3]


class Clock:
    """Stands still until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def turn_to(self, day: date) -> None:
        self.now = datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 24, 9, 30, tzinfo=UTC))


@pytest.fixture
def customers_file() -> Path:
    return ROOT / "data" / "customers.yml"


@pytest.fixture
def open_database(tmp_path: Path) -> Callable[[], Database]:
    """Opens the test's database again, as another process would."""
    url = f"sqlite:///{tmp_path / 'frontdesk.db'}"

    def open_it() -> Database:
        return Database(open_engine(url))

    tables.Base.metadata.create_all(open_it().engine)
    return open_it


@pytest.fixture
def database(open_database: Callable[[], Database]) -> Database:
    return open_database()


@pytest.fixture
def directory(database: Database, clock: Clock, customers_file: Path) -> CustomerDirectory:
    seed_directory(database, customers_file)
    return CustomerDirectory(database, PlanCatalogue.load(ROOT / "data" / "plans.yml"), clock=clock)


@pytest.fixture
def reopened(open_database: Callable[[], Database], clock: Clock) -> Callable[[], CustomerDirectory]:
    """The directory as another process sees it."""
    return lambda: CustomerDirectory(open_database(), PlanCatalogue.load(ROOT / "data" / "plans.yml"), clock=clock)
