"""A delivery note says what is picked, and nothing of what it costs."""

import pytest

from cartui.model.document import DocumentKind
from cartui.model.errors import Refused
from cartui.model.order import OrderState
from cartui.rules.documents.delivery_notes import delivery_note_of
from tests.rules.test_invoicing import NOW, Sold, sold


def _sale() -> Sold:
    """Three of one thing, one of another."""
    return sold([{"unit_price": 1000, "quantity": 3}, {"unit_price": 500, "quantity": 1}])


def test_it_names_goods_and_quantities_and_no_price() -> None:
    note = delivery_note_of(_sale().order(), _sale().shop)
    assert (note.kind, note.number, note.order) == (DocumentKind.DELIVERY_NOTE, "GI-1", "ORD-1")
    assert (note.issued_at, note.issued_by) == (NOW, "mina")
    assert [(line.sku, line.quantity) for line in note.lines] == [("SKU-0", 3), ("SKU-1", 1)]
    assert {(line.unit_price, line.discount, line.net, line.tax, line.total) for line in note.lines} == {
        (None, None, None, None, None)
    }
    assert (note.totals, note.taxes, note.delivery_price) == (None, (), None)


@pytest.mark.parametrize("state", [OrderState.PENDING, OrderState.ON_HOLD, OrderState.CANCELLED])
def test_nothing_is_sent_of_an_order_that_is_not_approved(state: OrderState) -> None:
    sale = _sale()
    with pytest.raises(Refused, match="is not approved"):
        delivery_note_of(sale.order().model_copy(update={"state": state}), sale.shop)


def test_an_imported_order_without_a_goods_issue_says_so() -> None:
    sale = _sale()
    with pytest.raises(Refused, match="has no goods issue"):
        delivery_note_of(sale.order().model_copy(update={"goods_issue": None}), sale.shop)
