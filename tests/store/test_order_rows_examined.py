"""However a list of orders is narrowed, a page of it looks at no more orders than it is allowed to."""

from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Connection

from cartui.model.cart import CartState
from cartui.model.query import OrderSort
from cartui.rules.query.order_filters import order_filters_of
from cartui.rules.query.order_keys import ORDER_KEYS
from cartui.rules.query.order_query import parse_order_query
from cartui.store.carts.records import insert_cart
from cartui.store.database import Database
from cartui.store.order_list.pages import OrderPages
from cartui.store.orders import insert_order
from tests.store.multiplying import Steps, multiply
from tests.store.records import NOW, cart, line, order

MANY: Final = 10_000
BOUND: Final = 100

STEPS_A_ROW: Final = 150
"""Instructions of SQLite that an order takes which is found, tested with its cart, sorted and given."""

STEPS_OF_ALL: Final = 4 * MANY
"""What it takes at least to go once through all orders: to step, to look, to count, to jump."""

DAY: Final = 86_400_000_000

CARTS: Final = {
    "pk": "n",
    "id": "'x' || n",
    "number": "'C-' || n",
    "number_key": "n",
    "market_key": "CASE WHEN n % 3 = 0 THEN 'bd' ELSE 'eu' END",
    "market": "CASE WHEN n % 3 = 0 THEN 'BD' ELSE 'EU' END",
    "rep_key": "'' || (n % 40)",
    "customer_number_key": "'' || (n % 900)",
    "origin": "CASE WHEN n % 2000 = 0 THEN 'agent' ELSE 'storefront' END",
}
"""What is different in the cart of each order, by its number ``n``."""

ORDERS: Final = {
    "pk": "n",
    "id": "'o' || n",
    "number": "'ORD-' || n",
    "cart_pk": "n",
    "state": "CASE n % 50 WHEN 0 THEN 'pending' WHEN 1 THEN 'on_hold' WHEN 2 THEN 'cancelled' "
    "ELSE 'approved' END",
    "total": "n * 7919 % 100000 + 1",
    "paid": "CASE WHEN n % 500 = 0 THEN 0 ELSE n * 7919 % 100000 + 1 END",
    "placed_at": f"placed_at - n * {DAY // 20}",
}
"""What is different in each order."""

ASKED: Final = sorted(
    {
        "",
        *(example for key in ORDER_KEYS.keys.values() for example in key.examples),
        *(f"{key.name}:{choice}" for key in ORDER_KEYS.keys.values() for choice in key.choices),
        *("rep:39", "customer:899", "origin:agent", "-origin:storefront", "-market:EU", "product:shirt"),
        *("placed:>300d", "total:>99000", "number:ORD-77", "cart:C-77", "shirt", "nobody", "C-77"),
        *("state:pending market:BD", "state:cancelled is:due", "state:held,pending rep:3 shirt"),
        *("is:due state:approved", "is:due customer:899", "is:paid placed:<10d", "-is:paid -state:pending"),
    }
)
"""Every view, every key as it is explained, every choice, and what is rare or common."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of many orders."""
    path = tmp_path_factory.mktemp("many") / "shop.sqlite3"
    with Database(path) as database, database.write() as conn:
        first = order(1)
        insert_cart(conn, cart(1, state=CartState.ORDERED, order_number=first.number, lines=(line("a"),)))
        insert_order(conn, first)
        multiply(conn, "cart", CARTS, MANY)
        multiply(conn, "orders", ORDERS, MANY)
        multiply(conn, "cart_line", {"cart_pk": "n"}, MANY)
        multiply(conn, "cart_search", {"pk": "n", "text": "'   c  ' || n || '   cotton   shirt   '"}, MANY)
    return path


def taken_by(conn: Connection, found: OrderPages, steps: Steps) -> dict[str, int]:
    """The instructions that reading the first pages of a list takes, forwards and back."""
    steps.taken()
    page = found.page(limit=5)
    taken = {"page": steps.taken()}
    if page.next is not None:
        later = found.page(limit=5, after=page.next)
        taken["next"] = steps.taken()
        if later.previous is not None:
            found.page(limit=5, before=later.previous)
            taken["back"] = steps.taken()
    return taken


@pytest.mark.parametrize("asked", ASKED)
def test_no_page_and_no_count_looks_at_more_orders_than_it_may(full: Path, asked: str) -> None:
    assert STEPS_A_ROW * BOUND < STEPS_OF_ALL / 2
    query = parse_order_query(asked)
    filters = order_filters_of(query, NOW)
    with Database(full, readonly=True) as database, database.read() as conn:
        steps = Steps(conn)
        for sort in OrderSort:
            found = OrderPages(conn, query, filters, sort, bound=BOUND)
            taken = taken_by(conn, found, steps)
            assert max(taken.values()) <= STEPS_A_ROW * BOUND, (sort, taken)
        found = OrderPages(conn, query, filters, bound=BOUND, most_counted=2 * BOUND)
        steps.taken()
        found.count(at_most=20)
        assert steps.taken() <= STEPS_A_ROW * BOUND
        counted = found.count(at_most=10 * MANY)
        assert steps.taken() <= STEPS_A_ROW * 2 * BOUND
        assert counted.value <= 2 * BOUND


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "state:pending",
        "state:held",
        "state:approved",
        "state:cancelled",
        "is:due",
        "is:paid",
        "placed:>30d",
    ],
)
def test_what_an_index_answers_is_read_from_it_alone(full: Path, asked: str) -> None:
    query = parse_order_query(asked)
    with Database(full, readonly=True) as database, database.read() as conn:
        steps = Steps(conn)
        for sort in OrderSort:
            found = OrderPages(conn, query, order_filters_of(query, NOW), sort)
            assert max(taken_by(conn, found, steps).values()) <= 10 * STEPS_A_ROW


@pytest.mark.parametrize(
    ("asked", "number", "most"),
    [
        ("origin:agent", 6, 8_000),  # far apart
        ("customer:899", 11, 8_000),
        ("total:>950 is:due", 2, 8_000),
        ("ORD-777", 0, 8_000),
        ("C-7777", 1, 25_000),
    ],
)
def test_rare_orders_are_found_without_walking_to_them(
    full: Path, asked: str, number: int, most: int
) -> None:
    query = parse_order_query(asked)
    with Database(full, readonly=True) as database, database.read() as conn:
        steps = Steps(conn)
        found = OrderPages(conn, query, order_filters_of(query, NOW))
        page = found.page()
        taken = steps.taken()
        assert (len(page.items), page.searched) == (number, None)
        assert taken <= most
