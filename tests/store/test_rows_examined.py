"""However a list is narrowed and sorted, a page of it looks at no more carts than it is allowed to."""

from pathlib import Path
from typing import Final

import pytest

from cartui.model.query import CartSort, SortKey
from cartui.rules.cart_views import VIEWS
from cartui.rules.query.cart_filters import filters_of
from cartui.rules.query.cart_query import parse_query
from cartui.rules.query.keys import KEYS
from cartui.store.carts.pages import CartPages
from cartui.store.carts.records import insert_cart
from cartui.store.database import Database
from cartui.store.micros import to_micros
from tests.scale import full_or_tenth
from tests.store.multiplying import Steps, multiply
from tests.store.records import NOW, cart, line

MANY: Final = 10_000
BOUND: Final = 100

STEPS_A_ROW: Final = 120
"""Instructions of SQLite that a row takes which is found, tested, sorted and given, at most."""

STEPS_OF_ALL: Final = 4 * MANY
"""What it takes at least to go once through all carts: to step, to look, to count, to jump."""

DAY: Final = 86_400_000_000

PAST: Final = to_micros(NOW) - DAY
"""When those went to pay who have not come back: nobody has written yet that their carts are locked."""

AWAY: Final = MANY // 500
"""So many they are; where it matters who is locked, all of them are looked at beside the others."""

VARIED: Final = {
    "pk": "n",
    "id": "'x' || n",
    "number": "'x' || n",
    "number_key": "n",
    "state": "CASE n % 50 WHEN 0 THEN 'locked' WHEN 1 THEN 'deleted' WHEN 2 THEN 'ordered' ELSE 'open' END",
    "active": "n % 50 NOT IN (1, 2)",
    "lock_reason": "CASE WHEN n % 50 = 0 THEN CASE WHEN n % 100 = 0 THEN 'no_return' ELSE 'by_hand' END END",
    "market_key": "CASE WHEN n % 3 = 0 THEN 'bd' ELSE 'eu' END",
    "market": "CASE WHEN n % 3 = 0 THEN 'BD' ELSE 'EU' END",
    "channel_key": "'shop ' || (n % 7)",
    "level_key": "'level ' || (n % 5)",
    "rep_key": "'' || (n % 40)",
    "assigned_key": "CASE WHEN n % 60 = 0 THEN 'alice' ELSE '' END",
    "customer_number_key": "'' || (n % 900)",
    "customer_key": "'name ' || (n * 7919 % 1000)",
    "origin": "CASE WHEN n % 4 = 0 THEN 'agent' ELSE 'storefront' END",
    "total": "n * 7919 % 100000",
    "items": "n % 6",
    "units": "n * 31 % 97",
    "note": "CASE WHEN n % 500 = 0 THEN 'call' ELSE '' END",
    "contact_email": "CASE WHEN n % 400 = 0 THEN 'rahim@example.com' ELSE 'x' || n || '@shop.example' END",
    "visitor_address_key": "CASE WHEN n % 10 = 0 THEN printf('4cb00%04x', n % 65536) ELSE '' END",
    "visitor_country": "CASE WHEN n % 10 = 0 THEN CASE WHEN n % 200 = 0 THEN 'AQ' ELSE 'BD' END ELSE '' END",
    "coupon_code": "CASE WHEN n % 2000 = 0 THEN 'SAVE' END",
    "created_at": f"created_at - n * {DAY // 20}",
    "updated_at": f"updated_at - n * {DAY // 50}",
    "touched_key": f"updated_at - n * {DAY // 40}",
    "contact_phone": "CASE WHEN n % 2 = 0 THEN '+880' ELSE '' END",
    "called_at": f"CASE WHEN n % 70 = 0 THEN {to_micros(NOW)} - n * {DAY // 100} END",
    "call_outcome": "CASE WHEN n % 70 > 0 THEN '' WHEN n % 140 = 0 THEN 'declined' ELSE 'no_answer' END",
    "paying_since": f"CASE WHEN n % 500 = 3 THEN {PAST} END",
}
"""What is different in each cart, by its number ``n``."""

EMAIL_WORDS: Final = "CASE WHEN n % 400 = 0 THEN 'rahim  example  com' ELSE 'x' || n || '  shop  example' END"
"""What the contact's email is found by."""

ASKED: Final = sorted(
    {
        *VIEWS.values(),
        *(example for key in KEYS.values() for example in key.examples),
        *(f"{key.name}:{choice}" for key in KEYS.values() for choice in key.choices),
        *("market:BD", "rep:39", "assigned:alice", "tag:rare", "tag:common", "product:lamp", "product:shirt"),
        *("age:>300d", "total:>99000", "units:96", "customer:899", "cotton", "nobody", "-market:EU"),
        *("email:@shop.example", "email:nobody@example.com", "ip:203.0.0.0/16", "ip:198.51.100.7", "from:AQ"),
        *("email:@example.com state:open", "-email:@shop.example", "-ip:203.0.0.0/16", "-from:BD"),
        *("state:open,ordered", "state:ordered has:coupon", "market:BD is:locked -rep:3 shirt"),
        *("is:promising market:EU", "-is:promising", "is:promising,guest", "-call:none", "called:>80d"),
    }
)
"""Every built-in view, every key as it is explained, every choice, and what is rare or common."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of many carts."""
    path = tmp_path_factory.mktemp("many") / "shop.sqlite3"
    with Database(path) as database, database.write() as conn:
        insert_cart(conn, cart(1, lines=(line("a"),)))
        multiply(conn, "cart", VARIED, MANY)
        multiply(conn, "cart_line", {"cart_pk": "n"}, MANY)
        found_by = f"'   x  ' || n || '   ' || {EMAIL_WORDS} || '   cotton   shirt   '"
        multiply(conn, "cart_search", {"pk": "n", "text": found_by}, MANY)
        for tag, each in (("rare", 1_000), ("common", 10)):
            conn.exec_driver_sql(
                "INSERT INTO cart_tag (cart_pk, tag_key) SELECT pk, ? FROM cart WHERE pk % ? = 0", (tag, each)
            )
    return path


def sorts_for(asked: str) -> list[SortKey]:
    """All sorts, of which an ordinary run tries some with each query: with another one others."""
    turn = ASKED.index(asked)
    others = [key for at, key in enumerate(SortKey) if (at + turn) % len(SortKey) < full_or_tenth(20)]
    return [SortKey.UPDATED, *others]


@pytest.mark.parametrize("asked", ASKED)
def test_no_page_and_no_count_looks_at_more_carts_than_it_may(full: Path, asked: str) -> None:
    assert STEPS_A_ROW * BOUND < STEPS_OF_ALL / 3
    query = parse_query(asked)
    filters = filters_of(query, NOW, "alice")
    with Database(full, readonly=True) as database, database.read() as conn:
        steps = Steps(conn)
        for key in sorts_for(asked):
            found = CartPages(conn, query, filters, CartSort(key=key), now=NOW, bound=BOUND)
            page = found.page(limit=5)
            taken = {"page": steps.taken()}
            if page.next is not None:
                later = found.page(limit=5, after=page.next)
                taken["next"] = steps.taken()
                if later.previous is not None:
                    found.page(limit=5, before=later.previous)
                    taken["back"] = steps.taken()
            if page.items:
                found.page_at([page.items[-1].id], limit=5)
                taken["at"] = steps.taken()
            assert max(taken.values()) <= STEPS_A_ROW * (BOUND + AWAY), (key, taken)
        found = CartPages(conn, query, filters, CartSort(), now=NOW, bound=BOUND, most_counted=2 * BOUND)
        found.count(at_most=20)
        assert steps.taken() <= STEPS_A_ROW * BOUND
        counted = found.count(at_most=10 * MANY)
        assert steps.taken() <= STEPS_A_ROW * 2 * BOUND
        assert counted.value <= 2 * BOUND


@pytest.mark.parametrize(
    ("asked", "key", "most"),
    [
        ("age:<20d", SortKey.NUMBER, 50_000),  # a thousand carts, at the other end of the list
        ("lock:by_hand", SortKey.UPDATED, 5_000),  # every second locked one
        ("tag:common", SortKey.UPDATED, 25_000),  # a thousand carts, and fifty of these are soon met
    ],
)
def test_a_page_takes_the_way_on_which_it_probably_looks_at_less(
    full: Path, asked: str, key: SortKey, most: int
) -> None:
    query = parse_query(asked)
    with Database(full, readonly=True) as database, database.read() as conn:
        steps = Steps(conn)
        found = CartPages(conn, query, filters_of(query, NOW, "alice"), CartSort(key=key), now=NOW)
        assert len(found.page().items) == 50
        assert steps.taken() <= most + STEPS_A_ROW * AWAY
