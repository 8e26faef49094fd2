"""Of a card number in a note only the last four digits are kept, and other numbers stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.rules.card_numbers import mask_card_numbers
from tests.hostile import EMPTY, HOSTILE


def with_check_digit(digits: str) -> str:
    """The digits followed by the one that makes them pass Luhn's check, reckoned without the library."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"


cards = st.builds(
    lambda first, rest: with_check_digit(first + rest),
    st.sampled_from("23456"),
    st.text(alphabet="0123456789", min_size=11, max_size=17),
)


@given(cards)
def test_every_card_number_is_masked(card: str) -> None:
    assert mask_card_numbers(card) == f"•••• {card[-4:]}"


@given(cards)
def test_a_number_with_a_wrong_check_digit_stays(card: str) -> None:
    wrong = card[:-1] + str((int(card[-1]) + 1) % 10)
    assert mask_card_numbers(wrong) == wrong


@given(cards, st.sampled_from([" ", "-", " - ", "\u00a0"]))
def test_groups_of_four_are_one_number(card: str, separator: str) -> None:
    grouped = separator.join(card[at : at + 4] for at in range(0, len(card), 4))
    assert mask_card_numbers(f"card {grouped}.") == f"card •••• {card[-4:]}."


@given(st.text(alphabet="0123456789 -+•x\n", max_size=120))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask_card_numbers(text)
    assert mask_card_numbers(once) == once


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("paid by 4242424242424242, call back", "paid by •••• 4242, call back"),
        ("4242 4242 4242 4242 12/27", "•••• 4242 12/27"),
        ("3782 822463 10005", "•••• 0005"),
        ("order 17 5555-5555-5555-4444 again", "order 17 •••• 4444 again"),
        ("4242424242424242 and 5555555555554444", "•••• 4242 and •••• 4444"),
        ("4242424242424242\n5555555555554444", "•••• 4242\n•••• 4444"),
        ("+4242424242424242", "+•••• 4242"),
        ("৪২৪২৪২৪২৪২৪২৪২৪২", "•••• ৪২৪২"),
    ],
)
def test_the_words_around_a_card_number_stay(note: str, kept: str) -> None:
    assert mask_card_numbers(note) == kept


@pytest.mark.parametrize(
    "note",
    [
        "+880 1712-345678 or 01812-345678",
        f"+{with_check_digit('880171234567')} is a phone, though it passes the check",
        "tracking 4242424242424243",
        "0000 0000 0000 0000",
        "2 × 1,250.00 = 2,500.00 on 2026-11-21 at 14:05",
        "4242 4242 42",
        "9" * 5_000,
    ],
)
def test_other_numbers_stay(note: str) -> None:
    assert mask_card_numbers(note) == note


@pytest.mark.parametrize("text", [EMPTY, *HOSTILE])
def test_hostile_strings_without_card_numbers_stay(text: str) -> None:
    assert mask_card_numbers(text) == text
