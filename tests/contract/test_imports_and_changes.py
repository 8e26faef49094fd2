"""Taking data over, and following what others do."""

import pytest

from cartui.client.protocol import Client
from cartui.model.actions import SetNote
from cartui.model.address import Contact
from cartui.model.cart import Cart, CartState, NewCart, Origin, PriceSource
from cartui.model.catalog import Product, Variant
from cartui.model.customer import Customer, CustomerChanges, NewCustomer
from cartui.model.history import EntryKind
from cartui.model.imports import (
    ImportBatch,
    ImportedCart,
    ImportedCustomer,
    ImportedLine,
    ImportedProduct,
    ImportReport,
    SourceRow,
)
from cartui.model.order import OrderState
from cartui.model.query import CartQuery, CartSort
from tests.contract.conftest import OpenAs
from tests.contract.following import begun_feed
from tests.contract.shop import NOW


def row(line: int) -> tuple[SourceRow, ...]:
    """One row of a file."""
    return (SourceRow(file="carts.csv", line=line),)


def imported(reference: str, *lines: ImportedLine, **more: object) -> ImportedCart:
    """A cart of a file."""
    return ImportedCart.model_validate(
        {"reference": reference, "source": "test", "market": "BD", "created_at": NOW, "lines": lines} | more
    )


OPEN = imported(
    "17",
    ImportedLine(sku="MUG-01", quantity=2, unit_price=12345, rows=row(2)),
    ImportedLine(sku="SHIRT-LB", quantity=1, rows=row(3)),
    customer="rahim@example.com",
)
ORDERED = imported(
    "18",
    ImportedLine(sku="MUG-01", quantity=1, unit_price=100, rows=row(4)),
    state=CartState.ORDERED,
    order_state=OrderState.APPROVED,
)
CANCELLED = imported(
    "C19",
    ImportedLine(sku="MUG-01", quantity=3, unit_price=100, rows=row(5)),
    state=CartState.ORDERED,
    order_state=OrderState.CANCELLED,
)


def adds_up(report: ImportReport) -> bool:
    """Whether every row was accounted for."""
    return report.rows == report.accepted + report.refused + report.unchanged


async def test_carts_orders_and_cancelled_orders_go_in_as_they_were(client: Client, rahim: Customer) -> None:
    report = await client.imports.apply(ImportBatch(carts=(OPEN, ORDERED, CANCELLED)))

    assert (report.rows, report.accepted, report.carts, report.orders, report.cancelled) == (4, 4, 1, 1, 1)
    cart = await client.carts.get("C-000001")
    assert (cart.state, cart.origin, cart.customer) == (CartState.OPEN, Origin.IMPORT, rahim.ref)
    assert [(line.unit_price, line.price_source) for line in cart.lines] == [
        (12345, PriceSource.IMPORTED),
        (120000, PriceSource.LIST),
    ]
    states = {order.state for order in await client.orders.list()}
    assert states == {"approved", "cancelled"}
    assert (await client.history.of_cart(cart.id))[0].kind is EntryKind.IMPORTED


async def test_importing_twice_changes_nothing(client: Client, rahim: Customer) -> None:
    batch = ImportBatch(carts=(OPEN, ORDERED))
    await client.imports.apply(batch)
    again = await client.imports.apply(batch)

    assert (again.rows, again.accepted, again.unchanged, again.carts, again.orders) == (3, 0, 3, 0, 0)
    assert len((await client.carts.list(CartQuery(), sort=CartSort())).items) == 1


async def test_two_sources_may_call_two_carts_the_same(client: Client, rahim: Customer) -> None:
    other = OPEN.model_copy(update={"source": "other"})
    report = await client.imports.apply(ImportBatch(carts=(OPEN, other)))

    assert report.carts == 2


async def test_a_dry_run_says_the_same_and_keeps_nothing(client: Client, rahim: Customer) -> None:
    batch = ImportBatch(carts=(OPEN, ORDERED), create_products=True)
    tried = await client.imports.apply(batch.model_copy(update={"dry_run": True}))
    assert (await client.carts.list(CartQuery(), sort=CartSort())).items == ()

    assert await client.imports.apply(batch) == tried


async def test_an_unknown_sku_is_refused_with_its_row_and_the_rest_goes_in(
    client: Client, rahim: Customer
) -> None:
    cart = imported(
        "20",
        ImportedLine(sku="NOPE", quantity=1, unit_price=100, rows=row(7)),
        ImportedLine(sku="MUG-01", quantity=1, unit_price=100, rows=row(8)),
    )
    report = await client.imports.apply(ImportBatch(carts=(cart,)))

    assert (report.rows, report.accepted, report.refused, report.carts) == (2, 1, 1, 1)
    refusal = report.refusals[0]
    assert (refusal.file, refusal.line, refusal.column) == ("carts.csv", 7, "sku")
    assert "NOPE" in refusal.reason
    again = await client.imports.apply(ImportBatch(carts=(cart,)))
    assert (again.accepted, again.refused, again.unchanged) == (0, 1, 1)


async def test_an_unknown_sku_becomes_a_product_where_that_was_asked_for(
    client: Client, rahim: Customer
) -> None:
    cart = imported(
        "20", ImportedLine(sku="NEW-1", title="New thing", quantity=1, unit_price=250, rows=row(7))
    )
    report = await client.imports.apply(ImportBatch(carts=(cart,), create_products=True))

    assert (report.accepted, report.refused) == (1, 0)
    hit = (await client.catalog.search("new thing", market="BD"))[0]
    assert (hit.sku, hit.unit_price, hit.stock) == ("NEW-1", 250, None)


async def test_a_sku_of_another_product_is_refused_and_the_rest_goes_in(
    client: Client, rahim: Customer
) -> None:
    def product(handle: str, sku: str, line: int) -> ImportedProduct:
        return ImportedProduct(
            product=Product(id=handle, title=handle, variants=(Variant(sku=sku),)), rows=row(line)
        )

    batch = (product("thief", "MUG-01", 2), product("one", "NEW", 3), product("two", "NEW", 4))
    report = await client.imports.apply(ImportBatch(products=batch))

    assert (report.accepted, report.refused, report.products) == (1, 2, 1)
    assert [(refusal.line, refusal.column) for refusal in report.refusals] == [(2, "sku"), (4, "sku")]


async def test_a_line_that_makes_no_sense_is_refused(client: Client, rahim: Customer) -> None:
    lines = (
        ImportedLine(sku="MUG-01", quantity=-1, unit_price=5, rows=row(2)),
        ImportedLine(sku="MUG-01", quantity=1, unit_price=-5, rows=row(3)),
        ImportedLine(sku=None, quantity=1, rows=row(4)),
        ImportedLine(sku=None, title="Gift\x1b[2J", quantity=1, unit_price=0, rows=row(5)),
    )
    cart = imported("30").model_copy(update={"lines": lines})
    report = await client.imports.apply(ImportBatch(carts=(cart,)))

    assert (report.accepted, report.refused) == (1, 3)
    (line,) = (await client.carts.get("C-000001")).lines
    assert "\x1b" not in line.title


async def test_a_cart_of_which_nothing_can_be_taken_is_not_made(client: Client, rahim: Customer) -> None:
    nowhere = imported("21", ImportedLine(sku="MUG-01", quantity=1, unit_price=1, rows=row(9)), market="XX")
    unsold = imported("22", ImportedLine(sku="CLOCK", quantity=1, rows=row(10)))
    report = await client.imports.apply(ImportBatch(carts=(nowhere, unsold)))

    assert (report.rows, report.refused, report.carts) == (2, 2, 0)
    assert adds_up(report)


async def test_a_customer_who_is_not_known_is_a_guest(client: Client, rahim: Customer) -> None:
    guest = imported("23", customer="99999", contact=Contact(name="Walk-in"))
    await client.imports.apply(ImportBatch(carts=(guest,)))

    cart = await client.carts.get("C-000001")
    assert (cart.customer, cart.contact.name) == (None, "Walk-in")


async def test_customers_are_added_updated_or_left_alone(client: Client, rahim: Customer) -> None:
    def batch(rep: str) -> ImportBatch:
        customer = NewCustomer(name="Karim", email="karim@example.com", rep=rep)
        return ImportBatch(customers=(ImportedCustomer(number="7", customer=customer, rows=row(2)),))

    added = await client.imports.apply(batch("1"))
    same = await client.imports.apply(batch("1"))
    changed = await client.imports.apply(batch("2"))

    assert [(r.accepted, r.unchanged, r.customers) for r in (added, same, changed)] == [
        (1, 0, 1),
        (0, 1, 0),
        (1, 0, 1),
    ]
    assert (await client.customers.get("7")).rep == "2"


async def test_a_file_that_says_nothing_of_it_unblocks_nobody(client: Client, rahim: Customer) -> None:
    changes = CustomerChanges(blocked=True, blocked_reason="fraud")
    await client.customers.update(rahim.id, rahim.version, changes)
    again = ImportedCustomer(customer=NewCustomer(name="RAHIM UDDIN", email=rahim.email), rows=row(2))
    await client.imports.apply(ImportBatch(customers=(again,)))

    seen = await client.customers.get(rahim.id)
    assert (seen.name, seen.blocked, seen.blocked_reason) == ("RAHIM UDDIN", True, "fraud")


async def test_an_email_of_two_customers_names_neither(client: Client, rahim: Customer) -> None:
    twin = await client.customers.create(NewCustomer(name="Rahima", email=rahim.email))
    both = ImportedCustomer(
        customer=NewCustomer(name=rahim.email, email=rahim.email), named=False, rows=row(2)
    )
    report = await client.imports.apply(ImportBatch(customers=(both,)))

    assert report.refused == 1
    assert rahim.number in report.refusals[0].reason
    assert twin.number in report.refusals[0].reason


async def test_amounts_beyond_counting_refuse_their_cart_and_no_other(
    client: Client, rahim: Customer
) -> None:
    huge = imported("40", ImportedLine(sku="MUG-01", quantity=1_000_000, unit_price=10**15, rows=row(2)))
    report = await client.imports.apply(ImportBatch(carts=(huge, OPEN)))

    assert (report.refused, report.accepted, report.carts) == (1, 2, 1)
    assert adds_up(report)


async def test_a_number_that_was_imported_is_not_given_again(client: Client, rahim: Customer) -> None:
    customer = ImportedCustomer(number="1002", customer=NewCustomer(name="Karim"))
    await client.imports.apply(ImportBatch(customers=(customer,)))

    assert (await client.customers.create(NewCustomer(name="Next"))).number not in {"1001", "1002"}


async def test_a_number_far_beyond_the_shops_own_goes_in(client: Client, rahim: Customer) -> None:
    number = "99999999999999999999999"
    customer = ImportedCustomer(number=number, customer=NewCustomer(name="Karim"))
    await client.imports.apply(ImportBatch(customers=(customer,)))

    assert (await client.customers.get(number)).name == "Karim"
    assert len((await client.customers.create(NewCustomer(name="Next"))).number) < 6


async def test_a_desk_hears_what_another_does(client: Client, open_as: OpenAs, cart: Cart) -> None:
    bob = await open_as("bob")
    feed = await begun_feed(client)
    edited = await bob.carts.edit(cart.id, cart.version, [SetNote(note="hello")])
    await bob.carts.place(cart.id, phone="01712345678")
    heard = [await anext(feed) for _ in range(3)]

    assert [(c.kind, c.agent) for c in heard] == [("cart", "bob"), ("cart", "bob"), ("order", "bob")]
    assert (heard[0].id, heard[0].version) == (cart.id, edited.version)
    assert [c.seq for c in heard] == sorted({c.seq for c in heard})


async def test_a_desk_that_was_away_goes_on_where_it_was(client: Client, rahim: Customer) -> None:
    await client.carts.create(NewCart(market="BD"))
    first = await anext(aiter(client.changes(0)))
    rest = client.changes(first.seq)

    assert (await anext(aiter(rest))).seq > first.seq


@pytest.mark.parametrize("note", ["\x1b[31mred", "a\x00b", "x\u202ey", "\x9b31m"])
async def test_no_control_character_reaches_the_store(client: Client, cart: Cart, note: str) -> None:
    noted = await client.carts.edit(cart.id, cart.version, [SetNote(note=note)])

    assert "\ufffd" in noted.note
    assert all(character.isprintable() or character in "\n\t" for character in noted.note)


async def test_a_cart_that_is_refused_leaves_no_gap_in_the_numbers(client: Client, rahim: Customer) -> None:
    unsold = ImportedProduct(product=Product(id="sample", title="Sample", variants=(Variant(sku="SAMPLE"),)))
    await client.imports.apply(ImportBatch(products=(unsold,)))
    refused = imported("20", ImportedLine(sku="SAMPLE", quantity=1, rows=row(6)), state=CartState.ORDERED)
    good = imported("21", ImportedLine(sku="MUG-01", quantity=1, rows=row(7)), state=CartState.ORDERED)

    report = await client.imports.apply(ImportBatch(carts=(refused, good)))
    assert (report.refused, report.orders) == (1, 1)
    later = imported("22", ImportedLine(sku="MUG-01", quantity=1, rows=row(8)), state=CartState.ORDERED)
    await client.imports.apply(ImportBatch(carts=(later,)))

    numbers = {(order.cart, order.number[-3:]) for order in await client.orders.list()}
    assert numbers == {("C-000001", "001"), ("C-000002", "002")}


async def test_a_batch_of_thousands_of_lines_is_there_whole_and_in_order(
    client: Client, rahim: Customer
) -> None:
    carts = tuple(
        imported(
            f"L{cart}",
            *(
                ImportedLine(sku="MUG-01", quantity=place + 1, unit_price=cart, rows=row(100 * cart + place))
                for place in range(90)
            ),
        )
        for cart in range(60)
    )
    report = await client.imports.apply(ImportBatch(carts=carts))
    assert (report.rows, report.accepted, report.carts) == (5_400, 5_400, 60)
    for number in (1, 23, 24, 60):
        cart = await client.carts.get(f"C-{number:06}")
        assert [(line.quantity, line.unit_price) for line in cart.lines] == [
            (place + 1, number - 1) for place in range(90)
        ]
    again = await client.imports.apply(ImportBatch(carts=carts))
    assert (again.unchanged, again.carts) == (5_400, 0)
