"""What is said of wholesale breaks that begin or end with an edit."""

import pytest

from cartui.model.cart import Cart
from cartui.rules.pricing.price_breaks import BreakChange, break_changes
from cartui.screens.one_cart.break_words import break_news
from cartui.widgets.amounts import Amounts
from tests.rules.test_both_versions import a_cart

FEW = {"quantity": 10, "unit_price": 60000}
MANY = {"quantity": 24, "unit_price": 45000, "price_source": "wholesale", "wholesale_from": 24}
MOST = {"quantity": 100, "unit_price": 40000, "price_source": "wholesale", "wholesale_from": 100}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (a_cart(FEW), a_cart(MANY), "Mug Blue: wholesale from 24, 450.00 each, saves 3,600.00."),
        (a_cart(MANY), a_cart(MOST), "Mug Blue: wholesale from 100, 400.00 each, saves 5,000.00."),
        (a_cart(MOST), a_cart(MANY), "Mug Blue: wholesale from 24 only, 450.00 each below 100."),
        (a_cart(MANY), a_cart(FEW), "Mug Blue: no wholesale price below 24, 600.00 each again."),
        (a_cart(), a_cart(MANY), "Mug Blue: wholesale from 24, 450.00 each."),
        (a_cart(MANY), a_cart(MANY | {"quantity": 30}), ""),
        (a_cart(MANY), a_cart(), ""),
    ],
    ids=["began", "the-next", "the-one-before", "ended", "added", "stayed", "taken-out"],
)
def test_a_break_that_begins_or_ends_is_said_with_what_it_makes_of_the_price(
    before: Cart, after: Cart, said: str
) -> None:
    assert break_news(before, after, Amounts("BDT")) == said


def test_lines_of_one_variant_are_said_once() -> None:
    before, after = (a_cart(line, line | {"id": "b"}) for line in (FEW, MANY))
    assert len(break_changes(before, after)) == 1


def test_what_a_level_a_market_or_a_hand_does_is_no_break() -> None:
    vip = a_cart(MANY, price_level="vip")
    by_hand = a_cart(FEW | {"price_source": "override"})
    assert break_changes(a_cart(FEW), vip) == ()
    assert break_changes(a_cart(FEW), a_cart(MANY, market="EU")) == ()
    assert break_changes(a_cart(MANY), by_hand) == ()
    assert break_changes(by_hand, a_cart(MANY)) == ()


def test_a_break_that_is_dearer_saves_nothing() -> None:
    (change,) = break_changes(a_cart(FEW | {"unit_price": 100}), a_cart(MANY))
    assert change == BreakChange("Mug Blue", None, 24, 45000, 0)
