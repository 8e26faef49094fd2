"""Many changed carts are saved together, whatever is another of each."""

from dataclasses import replace
from datetime import timedelta

from cartui.model.cart import PriceSource, Totals
from cartui.model.pricing import TaxLine
from cartui.model.record import CartContent, CartRecord, LineFigures
from cartui.store.carts.records import StoredCart, insert_carts, load_carts
from cartui.store.carts.updates import cart_update, ready_updates, write_updates
from cartui.store.database import Database
from tests.store.records import NOW, cart, full_cart, line


def changed(before: CartRecord, **content: object) -> CartRecord:
    """The next version of a cart, with this content."""
    after: CartContent = replace(before.content, **content)  # type: ignore[arg-type]
    return replace(before, version=before.version + 1, updated_at=NOW + timedelta(hours=1), content=after)


def test_carts_that_are_saved_together_are_read_as_they_were_saved(database: Database) -> None:
    full = full_cart(1)
    first, *others = full.content.lines
    dearer = first._replace(unit_price=1, price_source=PriceSource.WHOLESALE, wholesale_from=5)
    totals = Totals(total=5, tax_lines=(TaxLine("VAT", "15", 1),), tax_included=True)
    figures = replace(
        full.figures, lines=(LineFigures(2, 0, 0, None, 2), *full.figures.lines[1:]), totals=totals
    )
    before = [full, full_cart(2), cart(3, lines=(line("a"), line("b"))), cart(4)]
    after = [
        replace(changed(full, lines=(dearer, *others), shipping_address=None), figures=figures),
        changed(before[1], tags=("vip",), prices_held_until=NOW, billing_same_as_shipping=True),
        changed(before[2], lines=(line("c", "MUG"), line("b"))),
        before[3],
    ]
    with database.write() as conn:
        pks = insert_carts(conn, [StoredCart(each) for each in before])
        updates = [cart_update(*each, None) for each in zip(pks, before, after, strict=True)]
        write_updates(conn, ready_updates(conn.dialect, updates))
        assert load_carts(conn, [each.id for each in before]) == after
