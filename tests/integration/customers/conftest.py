from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from frontdesk.customers import tables
from frontdesk.customers.seed import seed_directory
from frontdesk.customers.service import CustomerDirectory
from frontdesk.storage.engine import Database, open_engine

ROOT = Path(__file__).parents[3]


class ShippedPlans:
    """The plan catalogue of the demo, read straight from its file."""

    _seats = {"basic": (1, 1), "pro": (1, 9), "business": (10, 249), "enterprise": (250, None)}

    def __init__(self) -> None:
        self._plans = yaml.safe_load((ROOT / "data" / "plans.yml").read_text(encoding="utf-8"))["plans"]

    def has(self, plan_id: str) -> bool:
        return plan_id in self._plans

    def name(self, plan_id: str) -> str:
        return self._plans[plan_id]["name"]

    def monthly_price(self, plan_id: str) -> Decimal:
        return Decimal(self._plans[plan_id]["limits"]["monthly_price"].strip("$"))

    def yearly_price(self, plan_id: str) -> Decimal:
        return Decimal(self._plans[plan_id]["limits"]["yearly_price"].strip("$"))

    def seat_range(self, plan_id: str) -> tuple[int, int | None]:
        return self._seats[plan_id]

    def refund_days(self, plan_id: str) -> int:
        return int(self._plans[plan_id]["limits"]["refund_window"].split()[0])


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
    return CustomerDirectory(database, ShippedPlans(), clock=clock)


@pytest.fixture
def reopened(open_database: Callable[[], Database], clock: Clock) -> Callable[[], CustomerDirectory]:
    """The directory as another process sees it."""
    return lambda: CustomerDirectory(open_database(), ShippedPlans(), clock=clock)
