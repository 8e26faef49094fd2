"""Carts of files that came in before, or not whole: no order is short, and the report says what is there."""

from cartui.client.protocol import Client
from cartui.model.actions import SetQuantity
from cartui.model.cart import CartState
from cartui.model.catalog import Product, Variant
from cartui.model.customer import Customer
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine, ImportedProduct, ImportReport
from cartui.model.order import OrderState
from tests.contract.test_imports_and_changes import imported, row

LATE = ImportedProduct(product=Product(id="late", title="Late", variants=(Variant(sku="LATE"),)))


def mug(line: int, quantity: int = 1, price: int | None = 100) -> ImportedLine:
    return ImportedLine(sku="MUG-01", quantity=quantity, unit_price=price, rows=row(line))


def late(line: int) -> ImportedLine:
    return ImportedLine(sku="LATE", quantity=1, unit_price=500, rows=row(line))


def order(*lines: ImportedLine, state: OrderState = OrderState.APPROVED) -> ImportedCart:
    return imported("20", *lines, state=CartState.ORDERED, order_state=state)


async def take(client: Client, *carts: ImportedCart) -> ImportReport:
    report = await client.imports.apply(ImportBatch(carts=carts))
    assert report.rows == report.accepted + report.refused + report.unchanged
    assert report.refused == len(report.refusals)
    return report


async def test_an_order_waits_until_all_of_its_lines_can_be_taken(client: Client, rahim: Customer) -> None:
    for state in (OrderState.APPROVED, OrderState.CANCELLED):
        short = await take(client, order(mug(2), late(3), state=state))
        assert (short.accepted, short.refused, short.orders) == (0, 2, 0)
        reasons = {each.line: each.reason for each in short.refusals}
        assert reasons[3] == "there is no variant with SKU LATE"
        assert "line 3" in reasons[2]
    assert (await client.orders.list()).items == ()

    await client.imports.apply(ImportBatch(products=(LATE,)))
    whole = await take(client, order(mug(2), late(3)))
    assert (whole.accepted, whole.refused, whole.orders) == (2, 0, 1)
    (placed,) = (await client.orders.list()).items
    assert (placed.number[-3:], placed.total) == ("001", 690), "600 and 15 % VAT"
    again = await take(client, order(mug(2), late(3)))
    assert (again.unchanged, again.warnings) == (2, ())


async def test_an_open_cart_goes_in_without_the_line_and_says_so_from_then_on(
    client: Client, rahim: Customer
) -> None:
    cart = imported("20", mug(2), late(3))
    first = await take(client, cart)
    assert (first.accepted, first.refused, first.carts) == (1, 1, 1)

    await client.imports.apply(ImportBatch(products=(LATE,)))
    again = await take(client, cart)
    assert (again.unchanged, again.refused) == (1, 1)
    (refusal,) = again.refusals
    assert (refusal.line, refusal.column) == (3, "sku")
    assert "C-000001 is there without this line" in refusal.reason


async def test_a_quantity_or_a_price_that_was_corrected_is_pointed_out(
    client: Client, rahim: Customer
) -> None:
    await take(client, imported("20", mug(2), mug(3, 5), mug(4, price=None)))
    prices = [line.unit_price for line in (await client.carts.get("C-000001")).lines]
    assert prices[:2] == [100, 100], "a line with a price keeps it, whatever another one of its SKU says"

    again = await take(client, imported("20", mug(2), mug(3, 6), mug(4, price=None)))
    assert (again.unchanged, again.refused) == (3, 0)
    (warning,) = again.warnings
    assert (warning.line, warning.column) == (3, "quantity")
    assert "C-000001" in warning.reason
    assert "5" in warning.reason
    cheaper = await take(client, imported("20", mug(2, price=90), mug(3, 5), mug(4, price=None)))
    assert [(each.line, each.column) for each in cheaper.warnings] == [(2, "unit_price")]


async def test_an_item_of_its_own_is_known_by_its_title(client: Client, rahim: Customer) -> None:
    def wrap(line: int, title: str) -> ImportedLine:
        return ImportedLine(sku=None, title=title, quantity=1, unit_price=50, rows=row(line))

    await take(client, imported("20", wrap(2, "Gift\x1b wrap"), wrap(3, "Engraving")))
    again = await take(client, imported("20", wrap(2, "Engraving"), wrap(3, "Gift\x1b wrap"), wrap(4, "Bow")))
    assert (again.unchanged, [each.line for each in again.refusals]) == (2, [4])


async def test_what_was_changed_at_the_desk_stays(client: Client, rahim: Customer) -> None:
    await take(client, imported("20", mug(2)))
    cart = await client.carts.get("C-000001")
    action = SetQuantity(line=cart.lines[0].id, quantity=7)
    await client.carts.edit(cart.id, cart.version, [action])

    again = await take(client, imported("20", mug(2)))
    assert (again.unchanged, len(again.warnings)) == (1, 1)
    assert (await client.carts.get("C-000001")).lines[0].quantity == 7
