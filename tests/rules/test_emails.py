"""Email addresses are written in one way, and warned about rather than refused."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from cartui.rules.emails import email_warning, normalise_email
from tests.hostile import EMPTY, HOSTILE


def test_the_domain_is_folded_and_the_person_is_not() -> None:
    assert normalise_email(" Rahim.U@Example.COM ") == ("Rahim.U@example.com", True)


@pytest.mark.parametrize(
    "good", ["r@example.com", "rahim+shop@mail.example.org", "rähim@exämple.de", "নাম@উদাহরণ.বাংলা"]
)
def test_good_addresses_warn_of_nothing(good: str) -> None:
    stored, fine = normalise_email(good)
    assert fine
    assert normalise_email(stored) == (stored, True)
    assert email_warning(good) is None


@pytest.mark.parametrize(
    "odd", ["rahim", "a@b", "a b@example.com", "x@@example.com", "no mail", f"{'x' * 400}@example.com"]
)
def test_odd_addresses_stay_as_typed_with_a_warning(odd: str) -> None:
    assert normalise_email(odd) == (odd, False)
    assert (email_warning(odd) or "").startswith(f"{odd} does not look like an email address: ")


def test_no_address_is_no_reason_to_warn() -> None:
    assert normalise_email("") == ("", False)
    assert email_warning("  ") is None


@pytest.mark.parametrize("text", [EMPTY, *HOSTILE])
def test_hostile_strings_are_kept(text: str) -> None:
    assert normalise_email(text) == (text.strip(), False)
    email_warning(text)


MAILBOXES = st.text("aA1.!#'+-_{~\"( @é", max_size=70)
DOMAINS = st.sampled_from(
    (
        "example.com Example.COM a.b localhost x.test exa_mple.com -a.com xn--bcher-kva.de a..b 1.2.3.4 "
        f".com com. münchen.de {'a' * 63}.com {'a' * 64}.com {'a.' * 95}com"
    ).split()
)


@given(MAILBOXES, DOMAINS)
def test_many_addresses_of_a_domain_are_read_as_each_would_be_alone(mailbox: str, domain: str) -> None:
    typed = f"{mailbox}@{domain}".strip()
    try:
        alone = validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError:
        assert normalise_email(typed) == (typed, False)
    else:
        assert normalise_email(typed) == (alone, True)
