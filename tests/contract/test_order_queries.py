"""What each key of the query line over orders finds, whatever is behind the client."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from cartui.client.protocol import Client, Invalid
from cartui.model.address import Contact
from cartui.model.cart import CartState, Origin
from cartui.model.customer import Customer
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from cartui.model.order import OrderState
from cartui.model.query import OrderQuery, OrderSort
from cartui.rules.query.order_keys import ORDER_KEYS
from cartui.rules.query.order_query import parse_order_query
from tests.contract.shop import NOW

Finds = Callable[[str], Awaitable[str]]
"""The numbers of the carts whose orders a query line finds, latest first, as one word: ``"431"``."""


def ago(**parts: float) -> datetime:
    """So long before the moment of these tests."""
    return NOW - timedelta(**parts)


def ordered(number: int, market: str = "BD", **given: object) -> ImportedCart:
    """A cart of a file that became an order."""
    usual: dict[str, object] = {
        "state": CartState.ORDERED,
        "order_state": OrderState.PENDING,
        "created_at": ago(days=50),
        "updated_at": ago(days=10 - number),
        "lines": (ImportedLine(sku=None, title="Gift card", quantity=1, unit_price=100_000),),
    }
    return ImportedCart.model_validate(
        {"reference": str(number), "source": "test", "market": market, **usual, **given}
    )


def line(sku: str, title: str, quantity: int, price: int) -> ImportedLine:
    """A line of a file."""
    return ImportedLine(sku=sku, title=title, quantity=quantity, unit_price=price)


ORDERS = (
    ordered(1, customer="1001", lines=(line("SHIRT-LB", "Cotton Shirt", 2, 120_000),), paid=500),
    ordered(
        2,
        "EU",
        order_state=OrderState.APPROVED,
        lines=(line("MUG-01", "Ceramic Mug", 3, 990),),
        contact=Contact(name="Zoë", email="zoe@example.com"),
        updated_at=ago(days=35),
    ),
    ordered(3, origin=Origin.STOREFRONT, lines=(line("MUG-01", "Ceramic Mug", 60, 45_000),)),
    ordered(4, contact=Contact(phone="+8801898765432")),
    ImportedCart(reference="5", source="test", market="BD", created_at=ago(days=1)),
)


@pytest.fixture
async def finds(client: Client, rahim: Customer) -> Finds:
    """Four orders, a cancelled one and one on hold among them, and an open cart."""
    assert rahim.number == "1001"
    report = await client.imports.apply(ImportBatch(carts=ORDERS))
    assert (report.carts, report.orders, report.refused) == (1, 4, 0)
    await client.orders.cancel("C-000004")
    await client.orders.hold("C-000003", "asks")

    async def find(text: str) -> str:
        query = parse_order_query(text, "Asia/Dhaka")
        page = await client.orders.list(query)
        count = await client.orders.count(query)
        assert (count.value, count.exact, page.searched) == (len(page.items), True, None)
        earliest = await client.orders.list(query, sort=OrderSort.EARLIEST)
        assert earliest.items == page.items[::-1]
        return "".join(str(int(shown.cart.removeprefix("C-"))) for shown in page)

    return find


async def test_states_and_what_is_paid(finds: Finds) -> None:
    for text, found in (
        ("", "4312"),
        ("state:pending", "1"),
        ("state:held", "3"),
        ("state:on_hold", "3"),
        ("state:approved,cancelled", "42"),
        ("-state:cancelled", "312"),
        ("is:due", "31"),
        ("is:paid", "2"),
        ("is:paid,due", "312"),
        ("-is:due", "42"),
        ("is:due -state:held", "1"),
    ):
        assert (text, await finds(text)) == (text, found)


async def test_numbers_and_names_are_found_as_people_write_them(finds: Finds, client: Client) -> None:
    first = await client.orders.get("C-000001")
    short = f"ORD-{first.number.removeprefix('ORD-').lstrip('0')}"
    bare = short.removeprefix("ORD-")
    for text, found in (
        (f"number:{first.number}", "1"),
        (f"number:{first.number.lower()}", "1"),
        (f"number:{short}", "1"),
        (f"number:{bare}", "1"),
        (f"number:{first.id}", "1"),
        (f"-number:{bare}", "432"),
        ("number:99", ""),
        ("cart:1", "1"),
        ("cart:C-3,c-000001", "31"),
        (f"cart:{first.cart.id}", "1"),
        ("cart:5", ""),
        ("customer:1001", "1"),
        (f"customer:{first.cart.customer.id if first.cart.customer else ''}", "1"),
        ("-customer:1001", "432"),
        ("market:bd", "431"),
        ("market:BD,eu", "4312"),
        ("rep:14", "1"),
        ("origin:storefront", "3"),
        ("product:MUG-01", "32"),
        ("product:mug-01,SHIRT-LB", "312"),
        ('product:"shirt cotton"', "1"),
        (short, "1"),
        (first.number.lower(), "1"),
        (f"rahim {bare}", "1"),
        (f"zoe {bare}", ""),
        ("C-3", "3"),
        ("zoe@example.com", "2"),
        ("01898 765432", "4"),
        ("shirt-lb", "1"),
        ("nobody", ""),
    ):
        assert (text, await finds(text)) == (text, found)


async def test_days_are_those_of_the_querys_zone_and_totals_of_each_currency(finds: Finds) -> None:
    # It is 15:00 on 21 November in Dhaka.
    for text, found in (
        ("placed:2026-11-15", "4"),
        ("placed:<8d", "43"),
        ("placed:>30d", "2"),
        ("-placed:>30d", "431"),
        ("placed:2026-10", "2"),
        ("placed:2026-10,2026-11-12", "12"),
        ("placed:<20d state:pending", "1"),
        ("total:>10000", "3"),
        ("total:..1200 market:EU", "2"),
        ("total:1000..1500 is:due", ""),
    ):
        assert (text, await finds(text)) == (text, found)


async def test_plain_text_and_a_state_find_what_they_always_did(finds: Finds, client: Client) -> None:
    assert await finds("") == "4312"
    assert [each.cart for each in await client.orders.list("rahim")] == ["C-000001"]
    assert [each.cart for each in await client.orders.list("mug-01", state="on_hold")] == ["C-000003"]
    assert (await client.orders.list("state:pending")).items == ()
    assert (await client.orders.count("", state="cancelled")).value == 1
    both = await client.orders.list(parse_order_query("is:due"), state="pending")
    assert [each.cart for each in both] == ["C-000001"]


async def test_an_approved_order_is_found_by_its_goods_issue_and_its_customer(
    finds: Finds, client: Client
) -> None:
    approved = await client.orders.approve("C-000001")
    assert approved.goods_issue is not None
    number = approved.goods_issue.number
    for text in (number, f"rahim {number.lower()}", number.replace("0", "")):
        assert (text, await finds(text)) == (text, "1")


async def test_pages_lead_both_ways_and_belong_to_one_list(finds: Finds, client: Client) -> None:
    assert await finds("") == "4312"
    query = OrderQuery()
    first = await client.orders.list(query, limit=3)
    second = await client.orders.list(query, limit=3, after=first.next)
    back = await client.orders.list(query, limit=3, before=second.previous)
    assert [each.cart[-1] for each in (*first, *second)] == ["4", "3", "1", "2"]
    assert back.items == first.items
    assert (back.previous, second.next) == (None, None)
    for other in (
        client.orders.list(parse_order_query("state:pending"), after=first.next),
        client.orders.list(query, sort=OrderSort.EARLIEST, after=first.next),
        client.orders.list(query, after=first.next, before=first.next),
        client.orders.list(query, after="nonsense"),
        client.orders.list(query, limit=0),
    ):
        with pytest.raises(Invalid):
            await other


async def test_what_makes_no_sense_is_refused(client: Client, rahim: Customer) -> None:
    tagged = OrderQuery.model_validate({"terms": [{"key": "tag", "values": ["vip"]}]})
    for asked, state in ((tagged, None), ("", "done")):
        with pytest.raises(Invalid):
            await client.orders.list(asked, state=state)
        with pytest.raises(Invalid):
            await client.orders.count(asked, state=state)
    with pytest.raises(Invalid):
        await client.orders.count(at_most=0)


async def test_counting_ends_where_it_was_told_to(finds: Finds, client: Client) -> None:
    assert await finds("") == "4312"
    count = await client.orders.count(at_most=3)
    assert (count.value, count.exact) == (3, False)


async def test_a_client_says_which_keys_it_knows(client: Client) -> None:
    assert client.capabilities.order_filters == set(ORDER_KEYS.keys)
