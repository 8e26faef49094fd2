"""Pages of carts: together they are the whole list in its order, whichever way they are turned."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Connection, delete

from cartui.model.address import Contact
from cartui.model.cart import CartState, CartSummary, Origin, Totals
from cartui.model.errors import Invalid
from cartui.model.market import Market
from cartui.model.query import CartQuery, CartSort, SortKey, Term
from cartui.model.record import CartFigures, CartRecord
from cartui.model.shop import PriceLevel, Shop
from cartui.rules.query.cart_query import parse_query
from cartui.store.carts.pages import of_customer
from cartui.store.carts.records import StoredCart, insert_cart, insert_carts
from cartui.store.customers import insert_customer
from cartui.store.database import Database
from cartui.store.folding import number_key, sort_key
from cartui.store.shop_config import save_shop
from cartui.store.tables import METADATA
from tests.store import listing
from tests.store.records import NOW, RAHIM, cart, line, rahim

EVERYTHING = CartQuery()

SHOP = Shop(
    price_levels=(PriceLevel(code="gold", name="Gold"),),
    markets=(Market(code="US", name="United States", countries=("US",), currency="USD", base_level="gold"),),
)

SORTS = [CartSort(key=key, descending=descending) for key in SortKey for descending in (False, True)]

KEYS: dict[SortKey, Callable[[CartSummary], tuple[str | int | datetime, ...]]] = {
    SortKey.NUMBER: lambda shown: (number_key(shown.number),),
    SortKey.CUSTOMER: lambda shown: (sort_key(shown.customer),),
    SortKey.CUSTOMER_NUMBER: lambda shown: (sort_key(shown.customer_number), shown.updated_at),
    SortKey.MARKET: lambda shown: (sort_key(shown.market), shown.updated_at),
    SortKey.CHANNEL: lambda shown: (sort_key(shown.channel or ""), shown.updated_at),
    SortKey.LEVEL: lambda shown: (sort_key(shown.price_level), shown.updated_at),
    SortKey.REP: lambda shown: (sort_key(shown.rep), shown.updated_at),
    SortKey.ORIGIN: lambda shown: (shown.origin, shown.updated_at),
    SortKey.ASSIGNED: lambda shown: (sort_key(shown.assigned_to or ""), shown.updated_at),
    SortKey.STATE: lambda shown: (shown.state, shown.updated_at),
    SortKey.ITEMS: lambda shown: (shown.items, shown.updated_at),
    SortKey.UNITS: lambda shown: (shown.units,),
    SortKey.TOTAL: lambda shown: (shown.currency, shown.total),
    SortKey.CREATED: lambda shown: (shown.created_at,),
    SortKey.UPDATED: lambda shown: (shown.updated_at,),
    SortKey.TOUCHED: lambda shown: (shown.touched_at or shown.updated_at,),
}


def terms(**wanted: str) -> CartQuery:
    """A query of terms."""
    return CartQuery(
        terms=tuple(Term(key=key.strip("_"), values=tuple(v.split(","))) for key, v in wanted.items())
    )


def found(conn: Connection, query: CartQuery, *, me: str = "") -> set[str]:
    """The numbers of the carts that match."""
    return {row.number for row in listing.page(conn, query, CartSort(), limit=100, me=me)}


def many_carts() -> list[CartRecord]:
    """Carts of which many are equal in what they are sorted by."""
    chance = random.Random(7)
    return [
        cart(
            number,
            state=chance.choice([CartState.OPEN, CartState.OPEN, CartState.LOCKED, CartState.DELETED]),
            market=chance.choice(["BD", "US", "EU"]),
            currency=chance.choice(["BDT", "USD", "KWD"]),
            contact=Contact(name=chance.choice(["", "rahim", "Rahim", "Élodie", "李明", "\U0001f384 x"])),
            figures=CartFigures(totals=Totals(total=chance.choice([0, 5, 5, 10_000]))),
            lines=tuple(
                line(str(at), quantity=chance.choice([1, 2])) for at in range(chance.choice([0, 1, 2]))
            ),
            created_at=NOW + timedelta(seconds=chance.choice([0, 0, 1, -1])),
            updated_at=NOW + timedelta(microseconds=chance.choice([0, 0, 1, 2])),
        )
        for number in range(1, 61)
    ]


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    """A connection to a database of many carts."""
    records = many_carts()
    with database.write() as conn:
        insert_carts(conn, [StoredCart(record) for record in records])
        yield conn


@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_pages_are_the_whole_list_in_order(conn: Connection, sort: CartSort) -> None:
    whole = list(listing.page(conn, EVERYTHING, sort, limit=1_000))
    assert {row.number for row in whole} == {
        record.number for record in many_carts() if record.state is not CartState.DELETED
    }
    keys = [KEYS[sort.key](row) for row in whole]
    assert keys == sorted(keys, reverse=sort.descending)
    paged: list[CartSummary] = []
    cursor = None
    while True:
        page = listing.page(conn, EVERYTHING, sort, limit=7, after=cursor)
        assert (page.previous is None) == (cursor is None)
        paged += page.items
        cursor = page.next
        if cursor is None:
            break
    assert paged == whole


@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_turning_back_gives_the_same_pages(conn: Connection, sort: CartSort) -> None:
    forwards = [listing.page(conn, EVERYTHING, sort, limit=7)]
    while forwards[-1].next is not None:
        forwards.append(listing.page(conn, EVERYTHING, sort, limit=7, after=forwards[-1].next))
    for earlier, later in pairwise(forwards):
        back = listing.page(conn, EVERYTHING, sort, limit=7, before=later.previous)
        assert back.items == earlier.items
        assert (back.previous is None) == (earlier is forwards[0])
        assert back.next is not None
        assert listing.page(conn, EVERYTHING, sort, limit=7, after=back.next).items == later.items


@pytest.mark.parametrize("asked", ["-market:BD", "state:open,deleted -market:EU", "items:2 -market:US"])
@pytest.mark.parametrize("sort", SORTS[::5], ids=str)
def test_a_search_that_is_given_up_goes_on_from_there_in_both_directions(
    conn: Connection, sort: CartSort, asked: str
) -> None:
    query = parse_query(asked)
    whole = listing.page(conn, query, sort, limit=1_000).items
    there: list[CartSummary] = []
    page = listing.page(conn, query, sort, limit=4, bound=10)
    while page.next is not None:
        there += page.items
        page = listing.page(conn, query, sort, limit=4, bound=10, after=page.next)
    assert [*there, *page.items] == list(whole)
    back = list(page.items)
    while page.previous is not None:
        page = listing.page(conn, query, sort, limit=4, bound=10, before=page.previous)
        back = [*page.items, *back]
    assert back == list(whole)


@pytest.mark.parametrize("named", [RAHIM.number, RAHIM.id], ids=["number", "id"])
@pytest.mark.parametrize("sort", [CartSort(), CartSort(key=SortKey.CUSTOMER_NUMBER)], ids=str)
def test_carts_of_a_customer_are_paged_in_order(database: Database, sort: CartSort, named: str) -> None:
    with database.write() as conn:
        insert_customer(conn, rahim())
        insert_cart(conn, cart(9))
        for number in range(1, 6):
            changed = NOW + timedelta(seconds=number % 3)
            insert_cart(conn, cart(number, customer_id=RAHIM.id, updated_at=changed), customer=RAHIM)
        seen: list[str] = []
        page = listing.page(conn, terms(customer=named), sort, limit=2)
        while page.next is not None:
            seen += [row.number for row in page]
            page = listing.page(conn, terms(customer=named), sort, limit=2, after=page.next)
    seen += [row.number for row in page]
    assert seen == ["C-000005", "C-000002", "C-000004", "C-000001", "C-000003"]


def test_a_page_continues_where_it_was_although_carts_came_and_went(conn: Connection) -> None:
    sort = CartSort(key=SortKey.NUMBER, descending=False)
    whole = list(listing.page(conn, EVERYTHING, sort, limit=1_000))
    page = listing.page(conn, EVERYTHING, sort, limit=5)
    gone = [whole[0].number, whole[4].number]
    conn.execute(delete(METADATA.tables["cart"]).where(METADATA.tables["cart"].c.number.in_(gone)))
    assert listing.page(conn, EVERYTHING, sort, limit=5, after=page.next).items == tuple(whole[5:10])


@pytest.mark.parametrize("cursor", ["", "x", "🎄", "W10", "W1tdXQ", "[" * 5000])
def test_what_is_no_cursor_is_refused(conn: Connection, cursor: str) -> None:
    with pytest.raises(Invalid):
        listing.page(conn, EVERYTHING, CartSort(), after=cursor)


def test_a_cursor_of_another_sort_or_query_is_refused(conn: Connection) -> None:
    cursor = listing.page(conn, EVERYTHING, CartSort(), limit=5).next
    with pytest.raises(Invalid):
        listing.page(conn, EVERYTHING, CartSort(descending=False), after=cursor)
    with pytest.raises(Invalid):
        listing.page(conn, terms(market="BD"), CartSort(), after=cursor)


def test_a_count_stops_at_what_is_asked(conn: Connection) -> None:
    listed = sum(record.state is not CartState.DELETED for record in many_carts())
    exactly = listing.count(conn, EVERYTHING, at_most=listed)
    assert (exactly.value, exactly.exact) == (listed, True)
    at_least = listing.count(conn, EVERYTHING, at_most=10)
    assert (at_least.value, at_least.exact) == (10, False)


def test_each_key_finds_what_it_says(database: Database) -> None:
    plain = cart(1)
    carts = [
        cart(2, state=CartState.LOCKED),
        cart(3, state=CartState.ORDERED),
        cart(4, state=CartState.DELETED),
        cart(5, market="US"),
        cart(6, origin=Origin.IMPORT),
        cart(7, price_level="gold"),
        cart(8, rep="R7"),
        cart(9, tags=("VIP", "Gäste")),
        cart(10, assigned_to="mina"),
        cart(11, channel="GospelShop"),
        cart(12, lines=(line("a"),)),
    ]
    with database.write() as conn:
        save_shop(conn, SHOP)
        insert_customer(conn, rahim())
        insert_carts(conn, [StoredCart(record) for record in [plain, *carts]])
        insert_cart(conn, cart(13, customer_id=RAHIM.id, lines=(line("a"),)), customer=RAHIM)
        default = {f"C-{number:06d}" for number in (1, 2, *range(5, 14))}
        assert found(conn, EVERYTHING) == default
        assert found(conn, terms(state="locked")) == {"C-000002"}
        assert found(conn, terms(state="ordered,deleted")) == {"C-000003", "C-000004"}
        assert found(conn, terms(state="deleted,locked")) == {"C-000002", "C-000004"}
        assert found(conn, terms(market="us")) == {"C-000005"}
        assert found(conn, terms(origin="import")) == {"C-000006"}
        assert found(conn, terms(level="Gold")) == {"C-000007"}
        assert found(conn, terms(rep="R7")) == {"C-000008"}
        assert found(conn, terms(tag="vip")) == {"C-000009"}
        assert found(conn, terms(tag="gaste,nobody")) == {"C-000009"}
        assert found(conn, terms(assigned="me"), me="mina") == {"C-000010"}
        assert found(conn, terms(channel="GospelShop")) == {"C-000011"}
        assert found(conn, terms(customer=RAHIM.number)) == {"C-000013"}
        assert found(conn, terms(customer=RAHIM.id)) == {"C-000013"}
        assert found(conn, terms(customer=f"{RAHIM.id},nobody")) == {"C-000013"}
        assert found(conn, terms(customer="nobody")) == set()
        assert found(conn, terms(is_="locked")) == {"C-000002"}
        assert found(conn, terms(is_="guest")) == default - {"C-000013"}
        assert found(conn, terms(is_="empty")) == default - {"C-000012", "C-000013"}
        assert [row.number for row in of_customer(conn, RAHIM.id, now=NOW)] == ["C-000013"]
        with pytest.raises(Invalid):
            found(conn, terms(colour="red"))
        with pytest.raises(Invalid):
            found(conn, terms(is_="late"))


@pytest.mark.parametrize("key", ["market", "level", "rep", "tag", "assigned", "channel", "customer"])
def test_without_takes_away_exactly_what_with_finds(conn: Connection, key: str) -> None:
    wanted = Term(key=key, values=("US",))
    without = CartQuery(terms=(wanted.model_copy(update={"negated": True}),))
    found_with = found(conn, CartQuery(terms=(wanted,)))
    assert found(conn, without) == found(conn, EVERYTHING) - found_with


def test_a_summary_says_what_the_cart_says(database: Database) -> None:
    record = replace(
        cart(1, customer_id=RAHIM.id, tags=("vip",), lines=(line("a"), line("b", "MUG", 3))), touched_at=NOW
    )
    with database.write() as conn:
        insert_customer(conn, rahim())
        insert_cart(conn, record, customer=RAHIM)
        (shown,) = listing.page(conn, EVERYTHING, CartSort())
    assert shown == CartSummary(
        id="crt_1",
        number="C-000001",
        version=1,
        state="open",
        market="BD",
        currency="BDT",
        customer="Rahim Uddin",
        customer_number="1001",
        channel=None,
        items=2,
        units=5,
        total=0,
        price_level="",
        rep="",
        origin="agent",
        assigned_to=None,
        tags=("vip",),
        products=("Cotton Shirt", "Cotton Shirt"),
        card_last4=None,
        created_at=NOW,
        updated_at=NOW,
        touched_at=NOW,
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_the_list_walks_an_index_and_sorts_nothing(conn: Connection, sort: CartSort) -> None:
    cursor = listing.page(conn, EVERYTHING, sort, limit=7).next
    asked: list[str] = []
    driver = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_trace_callback(asked.append)
    listing.page(conn, EVERYTHING, sort, limit=7, after=cursor)
    listing.page(conn, EVERYTHING, sort, limit=7, before=cursor)
    driver.set_trace_callback(None)
    plans = {
        statement: [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}")]
        for statement in asked
    }
    looks = [statement for statement in asked if "ix_cart_paying_since" in plans[statement][0]]
    assert len(looks) == (2 if sort.key is SortKey.STATE else 0)  # whether somebody is away from paying
    pages = [statement for statement in asked if statement not in looks]
    assert len(pages) == 2
    for statement in pages:
        plan, *patience = plans[statement]
        assert plan.startswith("SEARCH cart USING INDEX ix_cart_by_")
        assert all("counter" in step or "SCALAR SUBQUERY" in step for step in patience)
        assert "OFFSET" not in statement.replace("OFFSET 0", "")
