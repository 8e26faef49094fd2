"""What an export had, in the words in which it is kept for good: so without what could be a customer's.

A purge reaches every column that can hold personal values (decision 29 of the plan), and cannot reach into
what is kept of exports: a line ``email:rahim@example.com`` could not be told from any other text. So such
values are never written there at all.
"""

from typing import TYPE_CHECKING, Final

from cartui.model.query import CartQuery, Term
from cartui.rules.query.cart_query import write_query
from cartui.rules.query.keys import KEYS, Kind

if TYPE_CHECKING:
    from cartui.model.bulk import BulkTarget

LEFT_OUT: Final = "…"
"""Stands for a value that could be a customer's."""

_OF_PEOPLE: Final = frozenset({Kind.EMAIL, Kind.NETWORK})
"""What names people by itself; a customer's number says who they are only as long as they are known."""


def selection_words(target: "BulkTarget") -> str:
    """Which carts: ``market:BD email:… but 2``, ``412 chosen``, or both."""
    chosen = f"{len(target.carts):,} chosen" if target.carts else ""
    if target.query is None:
        return chosen or "none"
    found = query_words(target.query)
    without = f" but {len(target.without):,}" if target.without else ""
    return f"{found}{without}{' and ' if chosen else ''}{chosen}"


def query_words(query: CartQuery) -> str:
    """The line of a query without free words, which may be names, and without addresses of people."""
    if query.is_empty:
        return "all open and locked"
    terms = tuple(_without_people(term) for term in query.terms)
    return write_query(CartQuery(terms=terms, words=(LEFT_OUT,) if query.words else ()))


def _without_people(term: Term) -> Term:
    """The term, or its key alone."""
    key = KEYS.get(term.key)
    if key is None or key.kind in _OF_PEOPLE:
        return term.model_copy(update={"values": (LEFT_OUT,)})
    return term
