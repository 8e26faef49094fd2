"""A search for carts, ready for a database: filters, words, looked up facts; and the halves it reads."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from sqlalchemy import Connection

from cartui.model.cart_filter import Between, During, Field, Filter, Has, OneOf, Test, Trait, Within
from cartui.model.cart_summary import CartState
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.store.carts.filter_lookups import Facts, facts_for

MOST_TERMS: Final = 100
"""Most terms in a query."""

MOST_VALUES: Final = 1_000
"""Most values in all of them together."""

MOST_SPANS: Final = 100
"""Most ranges and products among them."""


class Search(NamedTuple):
    """Filters and words with all that they depend on: equal searches are asked by the same statements."""

    filters: tuple[Filter, ...]
    words: tuple[str, ...]
    facts: Facts


_ACTIVE: Final = frozenset({CartState.OPEN.value, CartState.LOCKED.value})


def search_for(conn: Connection, words: tuple[str, ...], filters: tuple[Filter, ...]) -> Search:
    """The search for these. Raises ``Invalid`` for more filters or values than a database takes."""
    check_size(filters)
    return Search(filters, words, facts_for(conn, filters, words, halves_of(filters)))


def halves_of(filters: Sequence[Filter]) -> tuple[bool, ...]:
    """The halves of the table to read: open and locked carts (``True``), all others (``False``), or both.

    Without a wanted state only the former are.
    """
    named = [_states_in(each.test) for each in filters if not each.negated]
    states = frozenset(state for states in named for state in states)
    if states <= _ACTIVE:
        return (True,)
    return (True, False) if states & _ACTIVE else (False,)


def _states_in(test: Test) -> Sequence[str]:
    """The states that a test names."""
    match test:
        case OneOf(field=Field.STATE, values=values):
            return values
        case OneOf(field=Field.LOCK):
            return (CartState.LOCKED.value,)
        case Has(traits=traits) if Trait.LOCKED in traits:
            return (CartState.LOCKED.value,)
        case _:
            return ()


def check_size(filters: Sequence[Filter]) -> None:
    """Raise ``Invalid`` for too many."""
    values = sum(_values_in(each.test) for each in filters)
    spans = sum(_values_in(each.test) for each in filters if _asks_each(each.test))
    for number, most, what in (
        (len(filters), MOST_TERMS, "terms"),
        (values, MOST_VALUES, "values"),
        (spans, MOST_SPANS, "ranges or products"),
    ):
        if number > most:
            message = f"These are {number:,} {what}, and a query has {most:,} at most."
            raise Invalid(message, (Problem(field="query", message=message),))


def _values_in(test: Test) -> int:
    """The number of values of a test."""
    match test:
        case OneOf():
            return len(test.values)
        case Has():
            return len(test.traits)
        case During() | Between() | Within():
            return len(test.spans)


def _asks_each(test: Test) -> bool:
    """Whether each value of a test is a condition of its own."""
    return not isinstance(test, OneOf) or test.field in (Field.PRODUCT, Field.EMAIL)
