"""What customers type as an invoice number or an email address."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.customers.errors import InvalidEmail, InvoiceNotFound
from frontdesk.customers.wording import normalise_invoice_number, read_email


@pytest.mark.parametrize(
    "text",
    [
        "INV-2026-0412",
        "inv-2026-0412",
        "inv 2026 0412",
        "INV20260412",
        "Invoice #2026-412",
        "invoice no. 2026-0412",
        "inv_2026_0412",
        "it is INV-2026-0412, please",
        "refund INV-2026-0412.",
        "2026-0412",
        " 2026 0412. ",
        "INV\u20132026\u20130412",
    ],
)
def test_an_invoice_number_is_recognised_however_it_is_typed(text: str):
    assert normalise_invoice_number(text) == "INV-2026-0412"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "my last one",
        "0412",
        "2026-11-14",
        "the invoice of 2026-11-14",
        "invoice 2026-11-14",
        "20260412",
        "T-1042",
        "between 2025 2026",
        "inv 1999 0412",
    ],
)
def test_what_is_not_an_invoice_number_is_none(text: str):
    assert normalise_invoice_number(text) is None


@given(st.integers(2000, 2099), st.integers(0, 999_999), st.sampled_from(["", " ", "-", "/", " - "]))
def test_every_number_an_invoice_can_carry_comes_back(year: int, number: int, separator: str):
    text = f"inv{separator}{year}{separator}{number:04}"

    assert normalise_invoice_number(text) == f"INV-{year}-{number:04}"


def test_a_long_message_costs_no_time():
    started = time.perf_counter()
    normalise_invoice_number("inv " * 1000 + " " * 4000 + "inv no " * 1000)

    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("finance@example.org", "finance@example.org"),
        ("  Finance@Example.ORG ", "Finance@example.org"),
        ("me+receipts@mail.example.co.uk", "me+receipts@mail.example.co.uk"),
        ("o'neil_x-1@a-b.example", "o'neil_x-1@a-b.example"),
        ("rechnung@bücher.example", "rechnung@bücher.example"),
    ],
)
def test_an_address_is_read(text: str, address: str):
    assert read_email(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "finance",
        "finance@",
        "@example.org",
        "finance@localhost",
        "finance@example..org",
        "finance@.example.org",
        "finance@example.org.",
        ".finance@example.org",
        "fin..ance@example.org",
        "fin ance@example.org",
        "a@b@example.org",
        "finance@-example.org",
        "finance@example-.org",
        "finance@10.0.0.1",
        "finance@exa_mple.org",
        "Finance <finance@example.org>",
        "finance@example.org\nBcc: other@example.org",
        "f" * 65 + "@example.org",
        "finance@" + "e" * 64 + ".org",
        "finance@" + "example." * 40 + "org",
    ],
)
def test_what_mail_could_not_be_sent_to_is_refused(text: str):
    with pytest.raises(InvalidEmail):
        read_email(text)


def test_the_refusal_shows_what_was_typed_and_what_is_expected():
    with pytest.raises(InvalidEmail, match=r"“finance@example” .* name@company\.example"):
        read_email("finance@example")


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([], "There are no invoices on your account."),
        (["INV-1"], "“x” is not one of your invoices. Yours is INV-1."),
        (["INV-2", "INV-1"], "“x” is not one of your invoices. Yours are INV-2 and INV-1."),
        (
            [f"INV-{n}" for n in range(9, 0, -1)],
            "“x” is not one of your invoices. Your latest are INV-9, INV-8, INV-7, INV-6, INV-5 and INV-4.",
        ),
    ],
)
def test_an_unknown_invoice_is_answered_with_the_customers_own(numbers: list[str], words: str):
    assert str(InvoiceNotFound("x", numbers)) == words
