"""A trailing `x3` in the product search is the quantity, and nothing else is."""

import pytest

from cartui.rules.typed_quantity import TypedProduct, split_quantity


@pytest.mark.parametrize(
    ("typed", "words", "quantity"),
    [
        ("shirt l blue x2", "shirt l blue", 2),
        ("mug *3", "mug", 3),
        ("mug ×3", "mug", 3),
        ("mug X12 ", "mug", 12),
        ("mug", "mug", 1),
        ("x3", "x3", 1),
        ("x3 x2", "x3", 2),
        ("max3", "max3", 1),
        ("mug x", "mug x", 1),
        ("mug x0", "mug", None),
        ("mug x9999999", "mug", None),
        ("mug x99999999999999999999", "mug", None),
        ("mug x0002", "mug", 2),
        ("mug x1000000", "mug", 1_000_000),
        ("mug x3 red", "mug x3 red", 1),
        ("mug 3", "mug 3", 1),
        ("mug x৩", "mug x৩", 1),
        ("  ", "", 1),
    ],
)
def test_what_is_typed_is_words_and_a_quantity(typed: str, words: str, quantity: int | None) -> None:
    assert split_quantity(typed) == TypedProduct(words, quantity)
