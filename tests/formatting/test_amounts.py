"""Amounts are written with the digits of ISO 4217 and the separators of a locale, and read back exactly."""

import unicodedata
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from cartui.formatting.amounts import parse_amount, show_amount
from cartui.model.money import EXPONENTS, LARGEST_AMOUNT, exponent
from tests.hostile import EMPTY, HOSTILE

LOCALES = [
    "en",
    "en_IN",
    "bn_BD",
    "de",
    "de-CH",
    "fr",
    "ar_KW",
    "he",
    "fa",
    "hi_IN",
    "sv",
    "ja_JP",
    "es",
    "pl",
    "pt_BR",
]

amounts = st.integers(-LARGEST_AMOUNT, LARGEST_AMOUNT)
currencies = st.sampled_from(sorted(EXPONENTS))
locales = st.sampled_from(LOCALES)


@given(amounts, currencies, locales, st.booleans())
def test_reading_what_was_shown_gives_the_amount(
    amount: int, currency: str, locale: str, with_code: bool
) -> None:
    assert (
        parse_amount(show_amount(amount, currency, locale, with_code=with_code), currency, locale) == amount
    )


@given(amounts, currencies, locales)
def test_nothing_invisible_and_no_strange_digit_is_shown(amount: int, currency: str, locale: str) -> None:
    for char in show_amount(amount, currency, locale):
        assert unicodedata.category(char) not in {"Cf", "Cc"}
        assert char == " " or not char.isspace()
        assert not char.isdecimal() or char.isascii()


@given(st.integers(0, LARGEST_AMOUNT), currencies, locales)
def test_separators_are_those_of_the_locale(amount: int, currency: str, locale: str) -> None:
    digits = exponent(currency)
    value = Decimal(amount).scaleb(-digits)
    pattern = ("#,##,##0" if locale in {"en_IN", "bn_BD", "hi_IN"} else "#,##0") + (
        "." + "0" * digits if digits else ""
    )
    theirs = format_decimal(value, pattern, locale.replace("-", "_"), numbering_system="latn")
    assert show_amount(amount, currency, locale, with_code=False) == theirs.replace("\u00a0", " ").replace(
        "\u202f", " "
    )


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "shown"),
    [
        (125000, "BDT", "en", "BDT 1,250.00"),
        (12345678, "BDT", "bn_BD", "BDT 1,23,456.78"),
        (-249000, "BDT", "en", "BDT −2,490.00"),
        (1250, "JPY", "ja_JP", "JPY 1,250"),
        (1250, "KWD", "ar_KW", "KWD 1.250"),
        (5, "IQD", "en", "IQD 0.005"),
        (500, "MGA", "en", "MGA 5.00"),
        (123456, "CLF", "en", "CLF 12.3456"),
        (123456789, "EUR", "de", "EUR 1.234.567,89"),
        (123456789, "EUR", "fr", "EUR 1 234 567,89"),
        (0, "USD", "en", "USD 0.00"),
        (5, "USD", "nowhere", "USD 0.05"),
        (5, "USD", "../../etc/passwd", "USD 0.05"),
    ],
)
def test_amounts_look_as_people_write_them(amount: int, currency: str, locale: str, shown: str) -> None:
    assert show_amount(amount, currency, locale) == shown


@pytest.mark.parametrize(
    ("typed", "currency", "locale", "amount"),
    [
        ("1250", "BDT", "en", 125000),
        ("1,250.5", "BDT", "en", 125050),
        ("BDT 12", "BDT", "en", 1200),
        ("12 bdt", "BDT", "en", 1200),
        (" .5 ", "USD", "en", 50),
        ("-12", "USD", "en", -1200),
        ("−12", "USD", "en", -1200),
        ("1.250,50", "EUR", "de", 125050),
        ("1 250,50", "EUR", "fr", 125050),
        ("1\u202f250,50", "EUR", "fr", 125050),
        ("1'250.50", "CHF", "de_CH", 125050),
        ("1,23,456", "INR", "en_IN", 12345600),
        ("123,456", "INR", "en_IN", 12345600),
        ("৫০০.৫", "BDT", "bn_BD", 50050),
        ("١٬٢٥٠٫٥٠٠", "KWD", "ar_KW", 1250500),
        ("0.005", "KWD", "en", 5),
        ("10,000,000,000,000.00", "USD", "en", LARGEST_AMOUNT),
    ],
)
def test_amounts_are_read_as_the_locale_writes_them(
    typed: str, currency: str, locale: str, amount: int
) -> None:
    assert parse_amount(typed, currency, locale) == amount


@pytest.mark.parametrize(
    ("typed", "locale"),
    [
        *[
            ("1,25", "en"),
            ("1,2345", "en"),
            ("1,,250", "en"),
            (",250", "en"),
            ("1234,567", "en"),
            ("1,23,456", "en"),
        ],
        *[("1.25.0", "en"), ("12,3456", "en_IN"), ("1.25", "de"), ("1 250", "en"), ("1 25", "fr")],
        *[
            ("", "en"),
            (".", "en"),
            ("-", "en"),
            ("1.", "en"),
            ("--1", "en"),
            ("+1", "en"),
            ("1e3", "en"),
            ("½", "en"),
        ],
        *[("BDT", "en"), ("abc 5", "en"), ("$5", "en"), ("1.5 %", "en"), ("0x10", "en")],
    ],
)
def test_what_could_mean_something_else_is_refused(typed: str, locale: str) -> None:
    with pytest.raises(ValueError, match="is not an amount such as"):
        parse_amount(typed, "BDT", locale)


def test_more_decimals_than_the_currency_has_are_refused() -> None:
    with pytest.raises(ValueError, match=r"BDT has at most 2 decimals: '1\.250' has 3\."):
        parse_amount("1.250", "BDT", "en")
    with pytest.raises(ValueError, match=r"JPY has no decimals: '1\.5' has 1\."):
        parse_amount("1.5", "JPY", "en")


def test_another_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="is in USD, and what is asked for is in BDT"):
        parse_amount("12 USD", "BDT")


@pytest.mark.parametrize("typed", ["10000000000000.01", "9" * 30, "9" * 100_000])
def test_amounts_that_sums_could_not_hold_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"more than USD 10,000,000,000,000\.00, the largest amount"):
        parse_amount(typed, "USD")


@pytest.mark.parametrize("text", [EMPTY, *HOSTILE])
@pytest.mark.parametrize("locale", ["en", "fr", "de_CH"])
def test_hostile_strings_are_no_amounts(text: str, locale: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any sentence will do
        parse_amount(text, "USD", locale)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_locales_are_english(text: str) -> None:
    assert show_amount(125000, "BDT", text) == "BDT 1,250.00"


def test_what_is_no_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="not a currency"):
        show_amount(1, "XXX")
