"""Amounts are minor units on the exponents of ISO 4217, and reading what was written gives them back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from cartui.model.money import EXPONENTS, LARGEST_AMOUNT, Currency, Money, exponent, from_major
from tests.hostile import EMPTY, HOSTILE

amounts = st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT)
currencies = st.sampled_from(sorted(EXPONENTS))


@given(amounts, currencies)
def test_reading_what_was_written_gives_the_amount(amount: int, currency: str) -> None:
    money = Money(amount, currency)
    assert from_major(money.major(), currency) == money


@pytest.mark.parametrize("currency", sorted(EXPONENTS))
def test_every_currency_is_written_with_its_own_digits(currency: str) -> None:
    _, _, fraction = Money(123456, currency).major().partition(".")
    assert len(fraction) == exponent(currency)
    assert from_major(Money(-7, currency).major(), currency) == Money(-7, currency)


@pytest.mark.parametrize(
    ("currency", "digits"),
    [
        *[("JPY", 0), ("KRW", 0), ("ISK", 0), ("UGX", 0), ("VND", 0), ("XOF", 0)],
        *[("BDT", 2), ("USD", 2), ("EUR", 2), ("GBP", 2), ("MGA", 2), ("MRU", 2), ("HUF", 2), ("IDR", 2)],
        *[("IQD", 3), ("KWD", 3), ("BHD", 3), ("TND", 3), ("CLF", 4), ("UYW", 4)],
    ],
)
def test_exponents_are_those_of_iso_4217_and_not_of_cldr(currency: str, digits: int) -> None:
    assert exponent(currency) == digits


def test_metals_and_tests_have_no_minor_units_and_are_refused() -> None:
    for code in ("XAU", "XXX", "XTS", "ABC", "", "usd"):
        with pytest.raises(ValueError, match="not a currency"):
            exponent(code)


def test_a_currency_is_taken_in_any_case() -> None:
    known: TypeAdapter[str] = TypeAdapter(Currency)
    assert known.validate_python(" bdt ") == "BDT"
    with pytest.raises(ValidationError):
        known.validate_python("taka")


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("12.5", "USD", 1250),
        ("-3", "USD", -300),
        (".5", "USD", 50),
        (" 1250 ", "JPY", 1250),
        ("1.000", "JPY", 1),
        ("0.005", "KWD", 5),
        ("-0", "USD", 0),
        ("10000000000000.00", "USD", LARGEST_AMOUNT),
    ],
)
def test_plain_amounts_are_read(text: str, currency: str, amount: int) -> None:
    assert from_major(text, currency) == Money(amount, currency)


@pytest.mark.parametrize(
    "text", ["", " ", ".", "-", "--5", "1.", "1,000", "1e5", "+5", "1.2.3", "½", "৫", "NaN", "0x10", "1_000"]
)
def test_what_is_no_plain_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        from_major(text, "USD")


@pytest.mark.parametrize("text", [EMPTY, *HOSTILE])
def test_hostile_strings_are_no_amounts(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any sentence will do
        from_major(text, "USD")


def test_more_decimals_than_the_currency_has_are_refused() -> None:
    with pytest.raises(ValueError, match="JPY has 0 decimals"):
        from_major("1.5", "JPY")
    with pytest.raises(ValueError, match="has 3"):
        from_major("1.255", "USD")


@pytest.mark.parametrize("text", ["10000000000000.01", "9" * 30, "-10000000000000.01"])
def test_amounts_that_sums_could_not_hold_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="too large"):
        from_major(text, "USD")


@given(amounts, amounts, currencies)
def test_sums_are_exact(one: int, other: int, currency: str) -> None:
    assert Money(one, currency) + Money(other, currency) == Money(one + other, currency)


def test_two_currencies_do_not_add() -> None:
    with pytest.raises(ValueError, match="cannot add"):
        Money(1, "USD") + Money(1, "EUR")
