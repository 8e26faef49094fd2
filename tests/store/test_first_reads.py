"""What a starting desk reads without SQLAlchemy is what everybody reads with it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.errors import Invalid, Unavailable
from cartui.model.query import CartQuery, CartSort
from cartui.model.shop import Shop
from cartui.store import changes, first_reads, shop_config
from cartui.store.carts.records import StoredCart, insert_carts
from cartui.store.changes import append_change, forget_changes
from cartui.store.database import Database
from tests.store import listing
from tests.store.records import NOW, cart
from tests.store.test_shop_config import SHOP

ALL, USUALLY = CartQuery(), CartSort()


@pytest.fixture
def file(path: Path) -> Iterator[Database]:
    """A database of a shop and seven carts, of which nothing was read so far."""
    with Database(path) as database, database.write() as conn:
        shop_config.save_shop(conn, SHOP)
        insert_carts(conn, [StoredCart(cart(number)) for number in range(1, 8)])
        for days in (9, 8, 1):
            append_change(
                conn, kind="cart", id="crt_1", version=1, agent="mina", at=NOW - timedelta(days=days)
            )
    with Database(path) as database:
        yield database


@pytest.mark.parametrize("limit", [1, 3, 6, 7, 8, 5_000])
def test_the_first_page_is_the_one_that_the_list_gives(file: Database, limit: int) -> None:
    with file.read_by_driver() as connection:
        found = first_reads.first_page(connection, ALL, USUALLY, me="mina", now=NOW, limit=limit)
    with file.read() as conn:
        assert found == listing.page(conn, ALL, USUALLY, me="mina", limit=limit)
        if found.next is not None:
            following = listing.page(conn, ALL, USUALLY, me="mina", limit=limit, after=found.next)
            assert following.items[0].number < found.items[-1].number


@pytest.mark.parametrize(
    "damage", ["customer_name = CAST(x'FF41' AS TEXT)", "updated_at = 'soon'", "total = 'much'", "tags = '{'"]
)
def test_a_damaged_cart_is_on_the_first_page_as_on_any_other(file: Database, damage: str) -> None:
    assert file.path is not None
    with closing(sqlite3.connect(file.path)) as stranger, stranger:
        stranger.execute("PRAGMA ignore_check_constraints = 1")
        stranger.execute(f"UPDATE cart SET {damage} WHERE number = 'C-000005'")  # noqa: S608 - constants
    for limit in (1, 50):
        with file.read_by_driver() as connection:
            found = first_reads.first_page(connection, ALL, USUALLY, me="", now=NOW, limit=limit)
        with file.read() as conn:
            assert found == listing.page(conn, ALL, USUALLY, limit=limit)


@pytest.mark.parametrize("at_most", [1, 6, 7, 8, 1_000_000])
def test_carts_are_counted_as_far(file: Database, at_most: int) -> None:
    with file.read_by_driver() as connection:
        found = first_reads.count_carts(connection, at_most=at_most)
    with file.read() as conn:
        assert found == listing.count(conn, ALL, at_most=at_most)


def test_what_no_page_or_count_can_be_is_refused_alike(file: Database) -> None:
    with file.read_by_driver() as connection:
        with pytest.raises(Invalid):
            first_reads.first_page(connection, ALL, USUALLY, me="", now=NOW, limit=0)
        with pytest.raises(Invalid):
            first_reads.count_carts(connection, at_most=0)


def test_the_feed_goes_on_alike_also_where_its_beginning_is_forgotten(file: Database) -> None:
    with file.write() as conn:
        forget_changes(conn, NOW - timedelta(days=5))
    with file.read_by_driver() as connection, file.read() as conn:
        assert first_reads.latest_seq(connection) == changes.latest_seq(conn) == 3
        for seen in range(4):
            assert first_reads.changes_after(connection, seen) == changes.changes_after(conn, seen)


def test_the_shop_is_the_same_and_an_empty_one_too(file: Database, tmp_path: Path) -> None:
    with file.read_by_driver() as connection:
        assert first_reads.load_shop(connection) == SHOP
    with Database(tmp_path / "empty.sqlite3") as empty, empty.read_by_driver() as connection:
        assert first_reads.load_shop(connection) == Shop()


def test_a_damaged_shop_is_said_to_be_damaged(file: Database) -> None:
    assert file.path is not None
    with closing(sqlite3.connect(file.path)) as stranger, stranger:
        stranger.execute("UPDATE market SET definition = '{' WHERE code = 'EU'")
    with pytest.raises(Unavailable, match="damaged"), file.read_by_driver() as connection:
        first_reads.load_shop(connection)


def test_other_lists_are_no_first_page() -> None:
    assert first_reads.is_first_page(ALL, USUALLY)
    assert not first_reads.is_first_page(ALL, USUALLY.reversed())
    assert not first_reads.is_first_page(ALL, CartSort.parse("-total"))
    assert not first_reads.is_first_page(CartQuery(words=("rahim",)), USUALLY)


def test_from_the_first_use_of_sqlalchemy_on_it_reads_everything(file: Database) -> None:
    assert file.reads_by_driver
    with file.read():
        pass
    assert not file.reads_by_driver


async def test_who_lists_the_carts_once_more_is_no_start_any_more(file: Database) -> None:
    mina = Actor(name="mina", role=Role.ADMIN, origin=ActorOrigin.DESK)
    async with LocalClient(str(file.path), mina, clock=lambda: NOW) as client:
        database = client._backend.database
        first = await client.carts.list(ALL, sort=USUALLY)
        assert database.reads_by_driver
        assert await client.carts.list(ALL, sort=USUALLY) == first
        assert not database.reads_by_driver  # connecting for each page took longer than reading it
