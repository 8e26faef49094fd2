"""Lists of carts as these tests ask for them: now is the moment of their records."""

from sqlalchemy import Connection

from cartui.model.cart_summary import CartSummary
from cartui.model.query import CartQuery, CartSort, Count, Page
from cartui.rules.query.cart_filters import filters_of
from cartui.store.carts.pages import CartPages
from cartui.store.lists.reader import BOUND
from tests.store.records import NOW


def page(
    conn: Connection,
    query: CartQuery,
    sort: CartSort,
    *,
    limit: int = 50,
    after: str | None = None,
    before: str | None = None,
    me: str = "",
    bound: int = BOUND,
) -> Page[CartSummary]:
    """A page of a list."""
    found = CartPages(conn, query, filters_of(query, NOW, me), sort, now=NOW, me=me, bound=bound)
    return found.page(limit=limit, after=after, before=before)


def count(conn: Connection, query: CartQuery, *, at_most: int = 1_000) -> Count:
    """How many are in it."""
    return CartPages(conn, query, filters_of(query, NOW, ""), CartSort(), now=NOW).count(at_most=at_most)
