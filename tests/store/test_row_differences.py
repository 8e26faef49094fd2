"""What is written of a changed cart: enough for the rows of what it is now, and nothing that is the same."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cartui.model.address import Contact
from cartui.model.cart import PriceSource, Totals
from cartui.model.record import CartContent, CartFigures, CartRecord, LineContent, LineFigures
from cartui.store.carts.differences import cart_differences, line_differences, text_difference
from cartui.store.carts.rows import cart_text, cart_values, line_values
from tests.store.records import RAHIM, cart, line

LINES = st.builds(
    line,
    st.sampled_from("abcdef"),
    st.sampled_from(["SHIRT", "MUG", None]),
    st.integers(1, 2),
    price_source=st.sampled_from(PriceSource),
    wholesale_from=st.sampled_from([None, 10]),
)
CARTS_LINES = st.lists(LINES, max_size=5, unique_by=lambda each: each.id)


def record(lines: list[LineContent], version: int, *, is_linked: bool, is_priced: bool) -> CartRecord:
    """A cart of these lines."""
    contact = Contact(name="Rahim" if version % 2 else "Karim")
    linked = RAHIM.id if is_linked else None
    content = CartContent("BD", "BDT", customer_id=linked, contact=contact, lines=tuple(lines))
    figures = tuple(LineFigures(each.unit_price * each.quantity, 0, 0, version, 0) for each in lines)
    total = CartFigures(lines=figures if is_priced else (), totals=Totals(total=len(lines)))
    return replace(cart(1), version=version, content=content, figures=total)


CARTS = st.builds(record, CARTS_LINES, st.integers(1, 3), is_linked=st.booleans(), is_priced=st.booleans())


@given(CARTS, CARTS)
def test_a_cart_with_its_differences_has_the_rows_of_the_new_one(
    before: CartRecord, after: CartRecord
) -> None:
    customer = RAHIM if after.content.customer_id else None
    own = cart_values(before, customer) | cart_differences(before, after, customer)
    assert own == cart_values(after, customer)

    rows, lines = line_values(7, before), line_differences(7, before, after)
    kept = {id_: row | lines.changed.get(id_, {}) for id_, row in rows.items() if id_ not in lines.gone}
    came = {str(row["id"]): row for row in lines.come}
    assert kept | came == line_values(7, after)
    assert all(rows[id_][name] != value for id_, row in lines.changed.items() for name, value in row.items())

    text = text_difference(before, after, customer)
    assert (text or cart_text(before, customer)) == cart_text(after, customer)


@given(CARTS)
def test_of_a_cart_that_is_as_it_was_nothing_is_written(same: CartRecord) -> None:
    assert cart_differences(same, same, RAHIM) == {}
    assert line_differences(7, same, same) == ({}, (), ())
    assert text_difference(same, same, RAHIM) is None
