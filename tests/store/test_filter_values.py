"""Values are offered to whoever types a query, whatever else has been written into the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from cartui.model.cart_summary import CartState
from cartui.store.carts.filter_values import filter_values
from cartui.store.carts.records import insert_cart
from cartui.store.database import Database
from tests.store.records import cart


@pytest.fixture
def conn(path: Path) -> Iterator[Connection]:
    """A connection to a database with two carts."""
    with Database(path) as database, database.write() as conn:
        insert_cart(conn, cart(1, tags=("Gift",), assigned_to="Mina"))
        insert_cart(conn, cart(2, tags=("vip",), assigned_to="Rahim"))
        yield conn


@pytest.mark.parametrize("damaged", ["no json", "[1, 2]", "{}", "7", "null"])
def test_a_cart_whose_tags_are_damaged_still_has_its_key_offered(conn: Connection, damaged: str) -> None:
    conn.exec_driver_sql("UPDATE cart SET tags = ? WHERE pk = 1", (damaged,))
    assert filter_values(conn, "tag") == ("gift", "vip")


def test_bytes_where_a_name_belongs_are_not_offered(conn: Connection) -> None:
    conn.exec_driver_sql("UPDATE cart SET assigned_key = x'ff00' WHERE pk = 1")
    assert filter_values(conn, "assigned") == ("Rahim",)
    conn.exec_driver_sql("UPDATE cart SET assigned_to = x'ff00' WHERE pk = 2")
    assert filter_values(conn, "assigned") == ("rahim",)


def test_tags_that_only_deleted_carts_have_are_not_gone_through_to_the_end(conn: Connection) -> None:
    insert_cart(conn, cart(3, state=CartState.DELETED))
    deleted = "INSERT INTO cart_tag (cart_pk, tag_key) VALUES (3, ?)"
    conn.exec_driver_sql(deleted, [(f"h{number:04}",) for number in range(1_200)])
    assert filter_values(conn, "tag") == ("Gift",)
    assert filter_values(conn, "tag", "v") == ("vip",)
