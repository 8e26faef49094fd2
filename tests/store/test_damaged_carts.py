"""A cart that something else has damaged in the database: the list has it as such, with all the others."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cartui.model.errors import Unavailable
from cartui.model.query import CartQuery, CartSort, SortKey
from cartui.rules.query.cart_query import parse_query
from cartui.store.carts.records import StoredCart, insert_carts, load_cart
from cartui.store.database import Database
from cartui.store.trouble import explaining
from tests.store import listing
from tests.store.records import cart

DAMAGE = (
    "tags = 'no json'",
    "tags = '[1, 2]'",
    "updated_at = 'soon'",
    "created_at = 9223372036854775807",
    "total = 'much'",
    "version = 1.5",
    "currency = 'ZZZ'",
    "state = 'odd'",
)

PRODUCTS = "products = '{'"
"""What the list alone has of a cart."""


@pytest.fixture
def three_carts(path: Path) -> Path:
    """A database of three carts."""
    with Database(path) as database, database.write() as conn:
        insert_carts(conn, [StoredCart(cart(number)) for number in (1, 2, 3)])
    return path


@pytest.mark.parametrize("damage", [*DAMAGE, PRODUCTS])
def test_a_damaged_cart_is_listed_as_such_among_the_others_and_cannot_be_opened(
    three_carts: Path, damage: str
) -> None:
    with closing(sqlite3.connect(three_carts)) as stranger, stranger:
        stranger.execute("PRAGMA ignore_check_constraints = 1")
        stranger.execute(f"UPDATE cart SET {damage} WHERE number = 'C-000002'")  # noqa: S608 - constants
    with Database(three_carts) as database, database.read() as conn:
        listed = listing.page(conn, CartQuery(), CartSort())
        damaged = {summary.number: summary.damaged for summary in listed}
        assert damaged == {"C-000001": False, "C-000002": True, "C-000003": False}
        assert next(summary.id for summary in listed if summary.damaged) == "crt_2"
        if damage != PRODUCTS:
            with pytest.raises(Unavailable, match=r"is damaged; nothing was saved"), explaining(three_carts):
                load_cart(conn, "crt_2")


def test_a_name_of_bytes_that_are_no_text_has_signs_in_their_place_and_hides_no_other_cart(
    three_carts: Path,
) -> None:
    with closing(sqlite3.connect(three_carts)) as stranger, stranger:
        name = "UPDATE cart SET customer_name = CAST(x'52ff68' AS TEXT) WHERE number = 'C-000002'"
        stranger.execute(name)
    with Database(three_carts) as database, database.read() as conn:
        listed = listing.page(conn, CartQuery(), CartSort())
        assert {summary.number: summary.customer for summary in listed} == {
            "C-000001": "",
            "C-000002": "R\N{REPLACEMENT CHARACTER}h",
            "C-000003": "",
        }
        assert not any(summary.damaged for summary in listed)


@pytest.mark.parametrize("query", [CartQuery(), parse_query("state:open,deleted")], ids=["half", "both"])
@pytest.mark.parametrize(
    ("damage", "key"),
    [
        ("updated_at = 'soon'", SortKey.UPDATED),
        ("total = 'much'", SortKey.TOTAL),
        ("items = 1.5", SortKey.ITEMS),
        ("level_key = x'ff00'", SortKey.LEVEL),
    ],
)
def test_a_list_is_read_past_a_cart_whose_sorted_value_is_damaged(
    three_carts: Path, damage: str, key: SortKey, query: CartQuery
) -> None:
    with closing(sqlite3.connect(three_carts)) as stranger, stranger:
        stranger.execute("PRAGMA ignore_check_constraints = 1")
        stranger.execute("UPDATE cart SET state = 'deleted', active = 0 WHERE number = 'C-000003'")
        stranger.execute(f"UPDATE cart SET {damage} WHERE number = 'C-000002'")  # noqa: S608 - constants
    all_there = {"C-000001", "C-000002", "C-000003"} if query.terms else {"C-000001", "C-000002"}
    with Database(three_carts) as database, database.read() as conn:
        for descending in (True, False):
            sort, seen, after = CartSort(key=key, descending=descending), [], None
            for _ in range(5):
                page = listing.page(conn, query, sort, limit=1, after=after)
                seen += [summary.number for summary in page]
                after = page.next
                if after is None:
                    break
            assert len(seen) == len(all_there)
            assert set(seen) == all_there
