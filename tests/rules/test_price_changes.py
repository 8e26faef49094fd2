"""What another level, market or day would do to the lines of a cart."""

from cartui.model.cart import CartLine, PriceSource
from cartui.rules.pricing.price_changes import price_changes
from tests.desk.fake_client import a_cart, a_summary


def _line(line_id: str, unit: int, quantity: int = 2) -> CartLine:
    """A line without discounts."""
    gross = unit * quantity
    return CartLine(
        id=line_id,
        sku=line_id,
        title=line_id,
        price_source=PriceSource.LIST,
        quantity=quantity,
        unit_price=unit,
        gross=gross,
        discount=0,
        coupon=0,
        tax=0,
        total=gross,
    )


def test_each_line_stands_beside_what_becomes_of_it_and_one_that_is_taken_out_beside_nothing() -> None:
    cart = a_cart(a_summary(1))
    before = cart.model_copy(update={"lines": (_line("a", 100), _line("b", 200), _line("c", 300))})
    after = cart.model_copy(update={"lines": (_line("c", 270), _line("a", 100))})
    changes = price_changes(before, after)
    assert [change.line.id for change in changes] == ["a", "b", "c"]
    assert [change.after.unit_price if change.after else None for change in changes] == [100, None, 270]
    assert [change.is_none for change in changes] == [True, False, False]
