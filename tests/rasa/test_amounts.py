"""Amounts of money as customers type them."""

import pytest

from nlu.amounts import canonical_amount


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("$14.90", "14.90 USD"),
        ("14.90 usd", "14.90 USD"),
        ("USD 14.9", "14.90 USD"),
        ("US$20 usd", "20.00 USD"),
        ("20$", "20.00 USD"),
        ("40 bucks", "40.00 USD"),
        ("1 dollar", "1.00 USD"),
        ("$0", "0.00 USD"),
        ("€ 59", "59.00 EUR"),
        ("129,00 €", "129.00 EUR"),
        ("20 Euros", "20.00 EUR"),
        ("£12", "12.00 GBP"),
        ("15 pounds", "15.00 GBP"),
        ("20 quid", "20.00 GBP"),
        ("AU$30", "30.00 AUD"),
        ("ca$30.50", "30.50 CAD"),
    ],
)
def test_signs_codes_and_words_name_the_currency(typed, canonical):
    assert canonical_amount(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("$1,250.50", "1250.50 USD"),
        ("1.250,50 €", "1250.50 EUR"),
        ("1 250,50 €", "1250.50 EUR"),
        ("€4.200", "4200.00 EUR"),
        ("1,000,000 usd", "1000000.00 USD"),
        ("$1000.5", "1000.50 USD"),
    ],
)
def test_three_digits_after_a_sign_are_thousands_and_fewer_are_cents(typed, canonical):
    assert canonical_amount(typed) == canonical


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("two hundred dollars", "200.00 USD"),
        ("twenty-five euros", "25.00 EUR"),
        ("a hundred and five pounds", "105.00 GBP"),
        ("one thousand two hundred dollars", "1200.00 USD"),
        ("three hundred thousand dollars", "300000.00 USD"),
        ("a thousand dollars", "1000.00 USD"),
        ("sixteen bucks", "16.00 USD"),
    ],
)
def test_numbers_in_words_are_read(typed, canonical):
    assert canonical_amount(typed) == canonical


@pytest.mark.parametrize(
    "typed", ["14.90", "99 cents", "dollars", "and dollars", "$5 or €5", "five six dollars", "1.2345 usd", "much", ""]
)
def test_what_is_not_one_number_and_one_known_currency_is_no_amount(typed):
    assert canonical_amount(typed) is None


def test_a_canonical_amount_stays_as_it_is():
    assert canonical_amount("1250.50 EUR") == "1250.50 EUR"
