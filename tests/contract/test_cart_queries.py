"""What each key of the query line finds, whatever is behind the client."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from cartui.client.protocol import Client, Invalid
from cartui.model.address import Contact
from cartui.model.cart import CartState, Origin
from cartui.model.customer import Customer
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from cartui.model.payment import Lock, LockReason
from cartui.model.query import CartSort, SortKey
from cartui.rules.query.cart_query import parse_query
from tests.contract.shop import DHAKA, NOW, SHOP

Finds = Callable[[str], Awaitable[str]]
"""The numbers of the carts that a query line finds, as one word: ``"135"``."""


def line(sku: str | None, title: str, quantity: int, price: int) -> ImportedLine:
    """A line of a file."""
    return ImportedLine(sku=sku, title=title, quantity=quantity, unit_price=price)


def ago(**parts: float) -> datetime:
    """So long before the moment of these tests."""
    return NOW - timedelta(**parts)


def imported(number: int, market: str = "BD", **given: object) -> ImportedCart:
    """A cart of a file, made two days ago."""
    usual: dict[str, object] = {"created_at": ago(days=2), "updated_at": ago(days=2)}
    return ImportedCart.model_validate(
        {"reference": str(number), "source": "test", "market": market, **usual, **given}
    )


CARTS = (
    imported(1, channel="GospelShop", tags=("VIP", "Größe XL"), assigned_to="alice", note="call first"),
    imported(
        2,
        "EU",
        lines=(line("MUG-01", "Ceramic Mug", 3, 990),),
        price_level="vip",
        contact=Contact(name="Zoë", email="zoe@example.com"),
        updated_at=ago(hours=1),
        coupon="SAVE10",
    ),
    imported(
        3,
        customer="1001",
        lines=(line("SHIRT-LB", "Cotton Shirt", 2, 120000), line("MUG-01", "Ceramic Mug", 60, 45000)),
        origin=Origin.STOREFRONT,
        channel="gospelshop",
        touched_at=ago(minutes=10),
        shipping_address=DHAKA,
    ),
    imported(
        4,
        state=CartState.LOCKED,
        lock=Lock(reason=LockReason.NO_RETURN, since=ago(days=1)),
        lines=(line(None, "Éclair 100% gift_wrap", 1, 100),),
        assigned_to="Bob",
        contact=Contact(phone="+8801712345678"),
        created_at=ago(days=40),
        updated_at=ago(days=35),
    ),
    imported(5, "EU", state=CartState.DELETED, tags=("vip",), created_at=ago(days=3)),
)


@pytest.fixture
async def finds(client: Client, rahim: Customer) -> Finds:
    """Five carts: an empty one, one in euro, a large one of Rahim's, a locked one, and one in the trash."""
    assert rahim.number == "1001"
    markets = [each.model_copy(update={"high_value": 200_000}) for each in SHOP.markets if each.code == "BD"]
    others = [each for each in SHOP.markets if each.code != "BD"]
    await client.shop.apply(SHOP.model_copy(update={"markets": (*markets, *others)}))
    report = await client.imports.apply(ImportBatch(carts=CARTS))
    assert (report.carts, report.refused) == (5, 0)

    async def find(text: str) -> str:
        query = parse_query(text, "Asia/Dhaka")
        page = await client.carts.list(query, sort=CartSort(key=SortKey.NUMBER, descending=False))
        count = await client.carts.count(query)
        assert (count.value, count.exact, page.searched) == (len(page.items), True, None)
        return "".join(str(int(shown.number.removeprefix("C-"))) for shown in page)

    return find


async def test_names_and_codes_are_found_in_any_case(finds: Finds, client: Client) -> None:
    third = (await client.carts.get("3")).id
    for text, found in (
        ("number:3", "3"),
        ("number:C-000003,c-000001,2", "123"),
        ("number:C-3,c-01", "13"),
        ("number:X-3,C-4000003", ""),
        (f"number:{third}", "3"),
        ("number:99999999999999999999", ""),
        ("customer:1001", "3"),
        ("-customer:1001", "124"),
        ("market:bd", "134"),
        ("market:BD,eu", "1234"),
        ("channel:GOSPELSHOP", "13"),
        ("-channel:gospelshop", "24"),
        ("level:VIP", "2"),
        ("rep:14", "3"),
        ("origin:storefront", "3"),
        ("assigned:me", "1"),
        ("assigned:BOB", "4"),
        ("-assigned:me", "234"),
        ("tag:vip", "1"),
        ('tag:"grosse xl"', "1"),
        ("-tag:vip", "234"),
        ("tag:nobody,VIP", "1"),
    ):
        assert (text, await finds(text)) == (text, found)


async def test_states_and_what_a_cart_is_or_has(finds: Finds) -> None:
    for text, found in (
        ("", "1234"),
        ("state:locked", "4"),
        ("state:deleted", "5"),
        ("state:open,deleted", "1235"),
        ("state:open,locked,deleted tag:vip", "15"),
        ("-state:open", "4"),
        ("lock:no_return", "4"),
        ("lock:by_hand", ""),
        ("is:locked", "4"),
        ("is:empty", "1"),
        ("is:guest", "124"),
        ("is:guest,locked", "124"),
        ("-is:guest", "3"),
        ("is:high-value", "3"),
        ("has:note", "1"),
        ("has:coupon", "2"),
        ("has:customer", "3"),
        ("has:assignee", "14"),
        ("has:tag", "1"),
        ("has:phone", "34"),
        ("has:email", "23"),
        ("has:address", "3"),
        ("-has:phone,email", "1"),
        ("state:deleted is:empty", "5"),
    ):
        assert (text, await finds(text)) == (text, found)


async def test_products_are_found_by_sku_and_by_words_of_their_title(finds: Finds) -> None:
    for text, found in (
        ("product:MUG-01", "23"),
        ("product:mug-01", "23"),
        ("product:mug", "23"),
        ('product:"shirt cotton"', "3"),
        ("product:shirt,mug", "23"),
        ("-product:MUG-01", "14"),
        ("product:Éclair", "4"),
        ("product:100%", "4"),
        ("product:gift_", "4"),
        ("product:%", "4"),
        ("product:LAMP", ""),
        ("product:unheard", ""),
    ):
        assert (text, await finds(text)) == (text, found)


async def test_times_are_meant_in_the_zone_of_the_query(finds: Finds) -> None:
    # It is 15:00 on 21 November in Dhaka.
    for text, found in (
        ("updated:<2h", "2"),
        ("updated:today", "2"),
        ("updated:2026-11-19", "13"),
        ("updated:>30d", "4"),
        ("updated:>1d", "134"),
        ("-updated:>1d", "2"),
        ("touched:>1d", "14"),
        ("touched:<1h", "3"),
        ("created:2026-10", "4"),
        ("created:2026-11-01..2026-11-30", "123"),
        ("created:..2026-11-01", "4"),
        ("created:2026-10,2026-11-19", "1234"),
        ("age:>30d", "4"),
        ("age:1d..3d", "123"),
    ):
        assert (text, await finds(text)) == (text, found)


async def test_totals_are_of_each_carts_own_currency_and_counts_are_whole(
    finds: Finds, client: Client
) -> None:
    total = (await client.carts.get("2")).totals.total
    exactly = f"{total // 100}.{total % 100:02}"
    for text, found in (
        ("total:>1000", "3"),
        ("total:0", "1"),
        (f"total:={exactly}", "2"),
        (f"total:>{exactly} market:EU", ""),
        (f"total:..{exactly} market:EU", "2"),
        ("items:2", "3"),
        ("items:>=1", "234"),
        ("units:3..62", "23"),
        ("units:>62", ""),
        ("-units:>2", "14"),
    ):
        assert (text, await finds(text)) == (text, found)


async def test_all_that_is_asked_has_to_hold(finds: Finds) -> None:
    for text, found in (
        ("mug", "23"),
        ("rahim product:mug market:BD total:>100 -tag:vip", "3"),
        ("market:BD is:guest -is:empty", "4"),
        ("zoe@example has:coupon", "2"),
        ("market:EU rahim", ""),
    ):
        assert (text, await finds(text)) == (text, found)


async def test_more_products_than_a_database_is_asked_for_are_refused(
    client: Client, rahim: Customer
) -> None:
    words = ",".join(f"word{n}" for n in range(101))
    with pytest.raises(Invalid, match="at most"):
        await client.carts.list(parse_query(f"product:{words}"), sort=CartSort())
