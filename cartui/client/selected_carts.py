"""Reading every cart that is meant, page by page: what a query finds, and carts that are named."""

from collections.abc import AsyncGenerator, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from cartui.client.protocol import Carts
from cartui.model.cart_summary import CartState, CartSummary
from cartui.model.query import CartQuery, CartSort, SortKey, Term

if TYPE_CHECKING:
    from cartui.model.bulk import BulkTarget

PAGE: Final = 1_000
"""Carts that are read at a time."""

AT_ONCE: Final = 100
"""Carts that are named in one question."""

STEADY: Final = CartSort(key=SortKey.NUMBER, descending=False)
"""An order in which no cart moves while others work on it, so that each is read once."""


async def selected_carts(carts: Carts, target: "BulkTarget") -> AsyncGenerator[tuple[CartSummary, ...], None]:
    """The carts that are meant in portions, each cart once, those that are named first.

    Carts that are gone are left out. Raises ``ClientError`` as ``carts.list`` does.
    """
    given = set[str]()
    for names in _portions(target.carts):
        query = CartQuery(
            terms=(Term(key="number", values=names), Term(key="state", values=tuple(CartState)))
        )
        async for rows in _pages(carts, query):
            fresh = tuple(row for row in rows if row.id not in given)
            given.update(row.id for row in fresh)
            yield fresh
    if target.query is None:
        return
    without = given.union(target.without)
    async for rows in _pages(carts, target.query):
        yield tuple(row for row in rows if row.id not in without and row.number not in without)


async def _pages(carts: Carts, query: CartQuery) -> AsyncGenerator[tuple[CartSummary, ...], None]:
    """What a query finds, from its first page to its last."""
    page = await carts.list(query, sort=STEADY, limit=PAGE)
    yield page.items
    while page.next is not None:
        page = await carts.list(query, sort=STEADY, limit=PAGE, after=page.next)
        yield page.items


def _portions(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """So many names as can be asked for at once."""
    for start in range(0, len(names), AT_ONCE):
        yield tuple(names[start : start + AT_ONCE])
