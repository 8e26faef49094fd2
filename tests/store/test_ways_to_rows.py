"""The carts of a filter are walked to or looked up; which way was short is remembered, and proves nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Connection

from cartui.model.query import CartQuery, CartSort, SortKey
from cartui.store.carts.records import insert_cart
from cartui.store.database import Database
from tests.store import listing
from tests.store.multiplying import Steps, multiply
from tests.store.records import cart
from tests.store.test_cart_list import terms

MANY: Final = 2_000
TAGGED: Final = terms(tag="gift")
LATEST: Final = CartSort(key=SortKey.NUMBER, descending=True)
FIRST_FEW: Final = 200
"""Carts that are walked before what a filter finds is looked up, where walking was short the last time."""

STEPS_A_ROW: Final = 120
"""Instructions of SQLite that a row takes which is found, tested, sorted and given, at most."""


@pytest.fixture
def many(path: Path) -> Iterator[Database]:
    """A database of many carts, the latest of which are tagged."""
    with Database(path) as database:
        with database.write() as conn:
            insert_cart(conn, cart(1))
            varied = {"pk": "n", "id": "'x' || n", "number": "'x' || n", "number_key": "n"}
            multiply(conn, "cart", varied, MANY)
            tag(conn, MANY - 1_000, MANY)
        yield database


def tag(conn: Connection, first: int, last: int) -> None:
    """Tag these carts, and no other one."""
    conn.exec_driver_sql("DELETE FROM cart_tag")
    conn.exec_driver_sql(
        "INSERT INTO cart_tag (cart_pk, tag_key) SELECT pk, 'gift' FROM cart WHERE pk > ? AND pk <= ?",
        (first, last),
    )


@contextmanager
def asked(conn: Connection) -> Iterator[list[str]]:
    """The queries that SQLite is asked."""
    driver = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    said: list[str] = []
    driver.set_trace_callback(lambda sql: said.append(sql) if sql.startswith("SELECT") else None)
    yield said
    driver.set_trace_callback(None)


def numbers(conn: Connection, query: CartQuery) -> list[int]:
    """The numbers of the carts on the first page."""
    return [int(row.number.removeprefix("x")) for row in listing.page(conn, query, LATEST)]


def test_that_a_filter_finds_many_is_not_counted_for_every_page(many: Database) -> None:
    with many.read() as conn:
        numbers(conn, TAGGED)
        with asked(conn) as said:
            assert numbers(conn, TAGGED) == list(range(MANY, MANY - 50, -1))
        assert len(said) == 1


@pytest.mark.parametrize("tagged", [3, 60, 900], ids=["a few", "some", "many"])
def test_carts_are_found_as_soon_when_they_are_no_longer_at_the_beginning(
    many: Database, tagged: int
) -> None:
    with many.read() as conn:
        numbers(conn, TAGGED)
    with many.write() as conn:
        tag(conn, 1, 1 + tagged)
    with many.read() as conn:
        steps = Steps(conn)
        for _ in range(2):
            assert numbers(conn, TAGGED) == list(range(1 + tagged, 1, -1))[:50]
            assert steps.taken() <= STEPS_A_ROW * (FIRST_FEW + tagged)
