"""Among many carts and customers PostgreSQL finds what is asked for on indexes, in order."""

from collections.abc import Iterator
from typing import Any, Final, Self

import pytest
from sqlalchemy import Connection, event

from cartui.model.query import CartQuery, CartSort, SortKey, Term
from cartui.rules.query.order_filters import order_filters_of
from cartui.rules.query.order_query import parse_order_query
from cartui.store.carts.records import insert_cart
from cartui.store.customer_search import search_customers
from cartui.store.customers import insert_customers
from cartui.store.database import Database
from cartui.store.folding import FIELDS
from cartui.store.order_list.pages import OrderPages
from cartui.store.orders import insert_order
from cartui.store.tables import METADATA
from tests.postgres_server import PostgresServer
from tests.store import listing
from tests.store.records import NOW, cart, order, rahim

MANY: Final = 20_000

TEXT: Final = f"""'{FIELDS}' || md5(n::text) || '{FIELDS}' || repeat('  no word of it ', 20)"""
"""What each is found by, in SQL: a number's hash, and as much else as a name and an address are."""

SORTS: Final = [CartSort(key=key, descending=descending) for key in SortKey for descending in (False, True)]


def multiply(conn: Connection, table: str, changed: dict[str, str]) -> None:
    """Make many rows of a table's only one; ``changed`` says what is different, with ``n`` for the number."""
    names = [column.name for column in METADATA.tables[table].columns]
    columns, values = ", ".join(names), ", ".join(changed.get(name, name) for name in names)
    numbers = f"generate_series(2, {MANY}) AS n"
    conn.exec_driver_sql(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, {numbers}")  # noqa: S608  our own names


@pytest.fixture(scope="module")
def full(postgres_server: PostgresServer) -> Iterator[Database]:
    """A database with many carts and customers."""
    name = postgres_server.new_database()
    with Database(postgres_server.url(name)) as database:
        with database.write() as conn:
            insert_customers(conn, [rahim()])
            insert_cart(conn, cart(1))
            others = {"pk": "n", "id": "'x' || n", "number": "'x' || n"}
            multiply(conn, "customer", others | {"name_key": "md5(n::text)", "email_key": "md5(n::text)"})
            multiply(conn, "customer_search", {"pk": "n", "text": TEXT})
            multiply(
                conn,
                "cart",
                others
                | {"number_key": "n", "updated_at": "n", "created_at": "n", "customer_key": "md5(n::text)"},
            )
            multiply(conn, "cart_search", {"pk": "n", "text": TEXT})
            insert_order(conn, order(1))
            multiply(
                conn,
                "orders",
                others
                | {
                    "cart_pk": "n",
                    "placed_at": "n",
                    "state": "CASE WHEN n %% 100 = 0 THEN 'pending' ELSE 'approved' END",
                    "paid": "CASE WHEN n %% 50 = 0 THEN 0 ELSE total END",
                },
            )
            conn.exec_driver_sql(
                "INSERT INTO cart_tag (cart_pk, tag_key) SELECT pk, 'gift' FROM cart WHERE pk %% 2 = 0"
            )
        postgres_server.run_sql("VACUUM ANALYZE", name)  # as the server does by itself after a while
        yield database
    postgres_server.drop_database(name)


class Plans:
    """How the server comes by the answers to what is asked of it."""

    def __init__(self, conn: Connection) -> None:
        """Listen to what a connection asks."""
        self._conn = conn
        self._asked: list[tuple[str, Any]] = []

    def __enter__(self) -> Self:
        event.listen(self._conn, "before_cursor_execute", self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(self._conn, "before_cursor_execute", self._hear)

    def _hear(self, _conn: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        self._asked.append((statement, values))

    def read(self) -> list[str]:
        """The plan of each statement."""
        return [
            "\n".join(self._conn.exec_driver_sql(f"EXPLAIN {statement}", values).scalars())
            for statement, values in self._asked
        ]


@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_a_page_walks_the_index_of_its_sort(full: Database, sort: CartSort) -> None:
    with full.read() as conn:
        first = listing.page(conn, CartQuery(), sort, limit=50)
        with Plans(conn) as plans:
            listing.page(conn, CartQuery(), sort, limit=50, after=first.next)
        *looks, plan = plans.read()
    assert "using ix_cart_by_" in plan
    assert "Seq Scan" not in plan.replace("Seq Scan on counter", "")  # a table of a few rows
    assert "Sort" not in plan
    assert len(looks) == (1 if sort.key is SortKey.STATE else 0)  # whether somebody is away from paying


@pytest.mark.parametrize("sort", [CartSort(key=SortKey.CUSTOMER), CartSort(key=SortKey.UPDATED)], ids=str)
def test_carts_of_a_tag_that_many_have_come_in_the_order_of_the_list(full: Database, sort: CartSort) -> None:
    tagged = CartQuery(terms=(Term(key="tag", values=("gift",)),))
    seen: list[str] = []
    after: str | None = None
    with full.read() as conn:
        conn.exec_driver_sql("SET LOCAL enable_nestloop = off")  # as the planner chooses among more carts
        while len(seen) < 500:
            page = listing.page(conn, tagged, sort, limit=100, after=after)
            seen += [each.id for each in page.items]
            after = page.next
        key = "customer_key" if sort.key is SortKey.CUSTOMER else "updated_at"
        in_order = conn.exec_driver_sql(
            f"SELECT id FROM cart WHERE pk %% 2 = 0 ORDER BY {key} DESC, pk DESC LIMIT 500"  # noqa: S608  our own names
        )
        assert seen == list(in_order.scalars())


def test_carts_are_found_by_a_part_of_their_text(full: Database) -> None:
    with full.read() as conn:
        with Plans(conn) as plans:
            listing.count(conn, CartQuery(words=("98dce83da57b03",)))
        assert all("ix_cart_search_grams" in plan for plan in plans.read())


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        ("", "ix_orders_placed_at"),
        ("state:pending", "ix_orders_state_placed_at"),
        ("is:due", "ix_orders_due"),
        ("is:paid", "ix_orders_"),  # nearly all are: either index is good
        ("placed:>2d", "ix_orders_placed_at"),
        ("98dce83da57b03", "ix_cart_search_grams"),
    ],
)
def test_orders_are_read_from_an_index_in_their_order(full: Database, asked: str, index: str) -> None:
    query = parse_order_query(asked)
    with full.read() as conn:
        found = OrderPages(conn, query, order_filters_of(query, NOW))
        first = found.page()
        with Plans(conn) as plans:
            found.page(after=first.next)
        read = plans.read()
    assert any(index in plan for plan in read)
    assert not any("Seq Scan on orders" in plan for plan in read)


def test_customers_are_found_by_a_part_of_their_text(full: Database) -> None:
    with full.read() as conn:
        with Plans(conn) as plans:
            search_customers(conn, "98dce83da57b03")
        assert any("ix_customer_search_grams" in plan for plan in plans.read())


def test_what_is_counted_is_capped(full: Database) -> None:
    with full.read() as conn:
        open_carts = CartQuery(terms=(Term(key="state", values=("open",)),))
        counted = listing.count(conn, open_carts, at_most=1_000)
    assert (counted.value, counted.exact) == (1_000, False)
