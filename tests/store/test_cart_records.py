"""A cart comes back as it was stored, and only the version that was read can be changed."""

from dataclasses import replace

from sqlalchemy import Connection

from cartui.store.carts.records import (
    StoredCart,
    insert_cart,
    insert_carts,
    load_cart,
    load_carts,
    update_cart,
)
from cartui.store.database import Database
from tests.store.records import RAHIM, cart, full_cart, line


def words(conn: Connection) -> str:
    """What the one cart is found by."""
    return " ".join(str(conn.exec_driver_sql("SELECT text FROM cart_search").scalar_one()).split())


def test_every_field_of_a_cart_comes_back(database: Database) -> None:
    record = full_cart()
    with database.write() as conn:
        insert_cart(conn, record)
    with database.read() as conn:
        assert load_cart(conn, record.id) == record
        assert load_cart(conn, record.number) == record
        assert load_cart(conn, "C-999999") is None


def test_the_visitor_is_found_by_address_and_country(database: Database) -> None:
    record = full_cart()
    assert record.visitor is not None
    there = record.visitor.model_copy(update={"ip": "::ffff:203.0.113.7", "country": "bd"})
    with database.write() as conn:
        insert_carts(conn, [StoredCart(replace(record, visitor=there)), StoredCart(cart(2))])
        found = conn.exec_driver_sql("SELECT visitor_address_key, visitor_country FROM cart ORDER BY pk")
        assert [tuple(row) for row in found] == [("4cb007107", "BD"), ("", "")]


def test_an_empty_cart_comes_back_too(database: Database) -> None:
    record = cart(1)
    with database.write() as conn:
        insert_cart(conn, record)
        assert load_cart(conn, "crt_1") == record


def test_saving_writes_lines_that_came_changed_moved_and_went(database: Database) -> None:
    before = cart(1, lines=(line("a"), line("b"), line("c")))
    after = replace(
        before,
        version=2,
        content=replace(
            before.content, lines=(line("c"), line("d", "MUG"), line("a", quantity=5)), tags=("vip",)
        ),
    )
    with database.write() as conn:
        insert_cart(conn, before)
        assert update_cart(conn, before, after)
        assert load_cart(conn, "crt_1") == after
        assert "mug" in words(conn)


def test_any_cart_can_become_any_other(database: Database) -> None:
    plain = cart(7, version=4)
    with database.write() as conn:
        insert_cart(conn, plain)
        assert update_cart(conn, plain, full_cart())
        assert load_cart(conn, "crt_7") == full_cart()
        assert update_cart(conn, full_cart(), plain)
        assert load_cart(conn, "crt_7") == plain


def test_a_stale_version_saves_nothing(database: Database) -> None:
    first = cart(1)
    second = replace(first, version=2, content=replace(first.content, note="mine"))
    with database.write() as conn:
        insert_cart(conn, first)
        assert update_cart(conn, first, second)
        theirs = replace(first, version=2, content=replace(first.content, note="theirs", lines=(line("x"),)))
        assert not update_cart(conn, first, theirs)
        assert load_cart(conn, "crt_1") == second


def test_many_carts_are_stored_at_once_and_found_in_the_order_asked_for(database: Database) -> None:
    records = [cart(number, lines=(line("a"), line("b"))) for number in range(1, 1203)]
    with database.write() as conn:
        insert_carts(conn, [StoredCart(record) for record in records])
        wanted = [record.id for record in reversed(records)]
        assert load_carts(conn, wanted) == records[::-1]


def test_a_cart_is_found_by_its_customers_name_number_and_phone(database: Database) -> None:
    with database.write() as conn:
        insert_cart(conn, cart(1), customer=RAHIM)
        assert words(conn) == "c 000001 rahim uddin 1001 rahim example com 8801711123456"
