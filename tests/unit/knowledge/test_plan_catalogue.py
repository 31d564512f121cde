from decimal import Decimal

import pytest

from frontdesk.knowledge.plans import Plan, PlanCatalogue, PlanCatalogueError, join_with_and


def test_plans_keep_the_order_of_the_file(catalogue: PlanCatalogue) -> None:
    assert catalogue.ids == ("basic", "pro", "business")
    assert catalogue.listing(["business", "basic"]) == "Basic and Business"


@pytest.mark.parametrize(("text", "id"), [("PRO", "pro"), (" business ", "business"), ("gold", None), ("", None)])
def test_a_plan_is_found_by_name_or_id_in_any_case(catalogue: PlanCatalogue, text: str, id: str | None) -> None:
    assert catalogue.resolve(text) == id


def test_prices_are_exact_numbers(catalogue: PlanCatalogue) -> None:
    assert catalogue.monthly_price("pro") == Decimal("14.90")
    assert catalogue.monthly_price("basic") == 0
    assert catalogue.yearly_price("pro") == Decimal("1142.80")


@pytest.mark.parametrize(("id", "seats"), [("basic", (1, 1)), ("pro", (1, 9)), ("business", (10, None))])
def test_the_seats_of_a_plan_are_read_from_its_text(
    catalogue: PlanCatalogue, id: str, seats: tuple[int, int | None]
) -> None:
    assert catalogue.seat_range(id) == seats


def test_refund_days(catalogue: PlanCatalogue) -> None:
    assert catalogue.refund_days("pro") == 14


@pytest.mark.parametrize(
    ("limit", "read"),
    [
        ("seats", PlanCatalogue.seat_range),
        ("refund_window", PlanCatalogue.refund_days),
        ("monthly_price", PlanCatalogue.monthly_price),
    ],
)
def test_a_limit_that_cannot_be_read_names_plan_and_key(limit: str, read) -> None:
    odd = PlanCatalogue([Plan("odd", "Odd", "", {limit: "ask us"}, {})])
    with pytest.raises(PlanCatalogueError, match=f'plan odd, limit {limit}: cannot read "ask us"; write it as'):
        read(odd, "odd")


def test_a_limit_the_catalogue_does_not_have_is_named() -> None:
    with pytest.raises(PlanCatalogueError, match="plan odd has no limit seats"):
        PlanCatalogue([Plan("odd", "Odd", "", {}, {})]).seat_range("odd")


def test_equal_limits_are_told_together(catalogue: PlanCatalogue) -> None:
    assert catalogue.spread("meeting_length") == "40 minutes on Basic and 30 hours on Pro and Business"


def test_a_limit_that_all_plans_share_is_told_once(catalogue: PlanCatalogue) -> None:
    assert catalogue.spread("meetings") == "unlimited on every plan"
    assert catalogue.spread("meeting_length", ["business", "pro"]) == "30 hours on Pro and Business"


def test_and_comes_before_the_last() -> None:
    assert [join_with_and(parts) for parts in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]
