"""A number is the same number in whatever way it was written, and what is odd is kept as typed."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.rules.phones import normalise_phone, phone_warning, show_phone
from tests.hostile import EMPTY, HOSTILE

COUNTRIES = [
    *["BD", "US", "GB", "DE", "FR", "IT", "ES", "NL", "JP", "KW", "AE", "SA"],
    *["IN", "PK", "CN", "AU", "BR", "MX", "NG", "ZA", "CA", "SG", "HK", "SE"],
]
FORMATS = phonenumbers.PhoneNumberFormat


def example(country: str) -> phonenumbers.PhoneNumber:
    number = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    assert number is not None
    return number


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_writing_of_a_number_is_stored_alike(country: str) -> None:
    number = example(country)
    e164 = phonenumbers.format_number(number, FORMATS.E164)
    national = phonenumbers.format_number(number, FORMATS.NATIONAL)
    for typed in (
        e164,
        phonenumbers.format_number(number, FORMATS.INTERNATIONAL),
        national,
        f"  {national} ",
    ):
        assert normalise_phone(typed, country) == (e164, True)
        assert phone_warning(typed, country) is None
    assert normalise_phone(f"00{e164[1:]}", None) == (e164, True)


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_stored_number_is_shown_in_groups_and_read_back(country: str) -> None:
    e164 = phonenumbers.format_number(example(country), FORMATS.E164)
    shown = show_phone(e164)
    assert shown.startswith("+")
    assert len(shown) > len(e164)
    assert normalise_phone(shown, None) == (e164, True)


def test_an_extension_is_kept() -> None:
    stored, valid = normalise_phone("(650) 253-0000 x123", "US")
    assert (stored, valid) == ("+16502530000 ext. 123", True)
    assert normalise_phone(stored, None) == (stored, True)
    assert show_phone(stored) == "+1 650-253-0000 ext. 123"


def test_a_number_that_can_be_dialled_and_is_not_in_use_is_stored_with_a_warning() -> None:
    stored, valid = normalise_phone("+1 555 555 5555", None)
    assert (stored, valid) == ("+15555555555", False)
    assert "no such number" in (phone_warning("+1 555 555 5555", None) or "")


@pytest.mark.parametrize(
    ("typed", "country"), [("555-1234", "US"), ("01712345678", None), ("ask wife", "BD"), ("12", "BD")]
)
def test_what_is_not_understood_stays_as_typed(typed: str, country: str | None) -> None:
    assert normalise_phone(typed, country) == (typed, False)
    assert (phone_warning(typed, country) or "").startswith(typed)
    assert show_phone(typed) == typed


def test_a_number_without_country_code_asks_for_the_country() -> None:
    assert "no country code" in (phone_warning("01712345678", None) or "")


def test_no_number_is_no_reason_to_warn() -> None:
    assert phone_warning("  ", "BD") is None


@pytest.mark.parametrize("text", [EMPTY, *HOSTILE])
@pytest.mark.parametrize("country", ["BD", "", "XX", None])
def test_hostile_strings_are_kept(text: str, country: str | None) -> None:
    assert normalise_phone(text, country) == (text.strip(), False)
    assert show_phone(text) == text


@given(
    st.text(alphabet="0123456789+-() .x#/;ext=abc০১٣", max_size=30), st.sampled_from(["BD", "US", "IT", None])
)
def test_storing_what_was_stored_changes_nothing(text: str, country: str | None) -> None:
    stored, valid = normalise_phone(text, country)
    assert normalise_phone(stored, country) == (stored, valid)
