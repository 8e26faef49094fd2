"""How the columns of a list share what room there is."""

from hypothesis import given
from hypothesis import strategies as st

from cartui.screens.cart_list.cart_columns import cart_columns
from cartui.widgets.columns import GAP, share_out
from tests.desk.fake_client import NOW

COLUMNS = cart_columns(lambda: NOW, "en", lambda _cart: False)


def titles(room: int) -> list[str]:
    """The titles that are shown in so many cells."""
    return [column.title for column, _ in share_out(COLUMNS, room)]


@given(st.integers(0, 300))
def test_what_is_shown_fits_and_figures_are_never_narrower_than_they_need(room: int) -> None:
    shared = share_out(COLUMNS, room)
    assert sum(width for _, width in shared) + GAP * max(0, len(shared) - 1) <= room or not shared
    assert all(width >= column.width for column, width in shared if column.title != "Customer")


def test_the_customer_has_room_and_items_stay_longer_than_markets() -> None:
    assert "Items" in titles(68)
    assert "Market" not in titles(68)
    assert "Products" not in titles(68)
    assert {column.title: width for column, width in share_out(COLUMNS, 68)}["Customer"] >= 17


def test_in_the_least_room_number_customer_and_total_stay_and_then_nothing() -> None:
    assert titles(36) == ["Number", "Customer", "Total"]
    assert titles(20) == []
