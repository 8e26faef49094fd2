"""What a query of carts becomes in the database."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, TableClause, false, or_, select, true

from cartui.model.cart_summary import CartState
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.query import CartQuery, SortKey, Term
from cartui.store.columns import cart, cart_tag, customer, market, price_level
from cartui.store.folding import fold, storable
from cartui.store.search import matches

Condition = ColumnElement[bool]

_CODED: Final = frozenset({"market", "level"})
"""Keys whose values are codes, which are looked up since their case does not matter."""

_ACTIVE: Final = frozenset({CartState.OPEN.value, CartState.LOCKED.value})

_MANY: Final = frozenset({CartState.OPEN.value, CartState.ORDERED.value})
"""States that most carts have: it is better to walk past the others than to sort all of these."""

_WITHIN_STATE: Final = frozenset({None, SortKey.UPDATED, SortKey.STATE})
"""Sorts of which an index begins with the state; ``None`` is a count."""

MOST_TERMS: Final = 100
MOST_VALUES: Final = 1_000
"""So many different terms, and values of all terms, a database is asked for at once."""


def asks_database(query: CartQuery) -> bool:
    """Whether what a query means depends on what is in the database: words, and codes in any case."""
    return bool(query.words) or any(term.key in _CODED for term in query.terms)


def conditions_of(
    conn: Connection, query: CartQuery, *, sort: SortKey | None = None, me: str = ""
) -> list[Condition]:
    """What carts must fulfil to match; ``me`` is the agent that ``assigned:me`` means.

    Without a wanted state only open and locked carts match. Raises ``Invalid`` for a term that is unknown and
    for more of them than a database takes.
    """
    terms = _bounded(query.terms)
    states = _wanted_states(query)
    walked = sort not in _WITHIN_STATE and bool(states & _MANY)
    conditions = [_of_activity(states)]
    for term in terms:
        condition = _of_term(conn, term, me, walked=walked)
        # "Is not true" rather than "not": where nothing is known, nothing matches.
        conditions.append(condition.is_not(true()) if term.negated else condition)
    found = matches(conn, "cart", cart.c.pk, query.words)
    return conditions if found is None else [*conditions, found]


def _bounded(terms: Sequence[Term]) -> Sequence[Term]:
    """The terms, each once. Raises ``Invalid`` for too many."""
    different = tuple(dict.fromkeys(terms))
    if len(different) > MOST_TERMS:
        raise _refused(f"These are {len(different):,} terms, and a query has {MOST_TERMS} at most.")
    values = sum(len(term.values) for term in different)
    if values > MOST_VALUES:
        raise _refused(f"These are {values:,} values, and a query has {MOST_VALUES:,} at most.")
    return different


def _wanted_states(query: CartQuery) -> frozenset[str]:
    """The states that the query names, together; empty where it names none."""
    named = [term.values for term in query.terms if term.key == "state" and not term.negated]
    if any(term.key == "is" and "locked" in term.values and not term.negated for term in query.terms):
        named.append((CartState.LOCKED.value,))
    return frozenset(value for values in named for value in values)


def _of_activity(states: frozenset[str]) -> Condition:
    """The condition with which the indexes of all sorts begin."""
    if states <= _ACTIVE:
        return cart.c.active.is_(true())
    if not states & _ACTIVE:
        return cart.c.active.is_(false())
    return true()


def _of_term(conn: Connection, term: Term, me: str, *, walked: bool) -> Condition:
    """What one term asks; raises ``Invalid`` for a key or value that is unknown."""
    values = [storable(value) for value in dict.fromkeys(term.values)]
    condition: Condition
    match term.key:
        case "state":
            # Joined to nothing, the column is in no index, and the one of the sort is walked.
            condition = (cart.c.state.concat("") if walked else cart.c.state).in_(values)
        case "market":
            condition = cart.c.market.in_(_codes(conn, market, values))
        case "level":
            condition = cart.c.price_level.in_(_codes(conn, price_level, values))
        case "assigned":
            condition = cart.c.assigned_to.in_([me if value == "me" else value for value in values])
        case "customer":
            named = {each for value in values for each in (value, value.upper(), value.lower())}
            meant = select(customer.c.id).where(or_(customer.c.number.in_(named), customer.c.id.in_(values)))
            condition = cart.c.customer_id.in_(meant)
        case "tag":
            keys = [fold(value) for value in values]
            condition = cart.c.pk.in_(select(cart_tag.c.cart_pk).where(cart_tag.c.tag_key.in_(keys)))
        case "is":
            condition = or_(*(_kind(value) for value in values))
        case key if key in _COLUMNS:
            condition = _COLUMNS[key].in_(values)
        case key:
            raise _refused(f"carts cannot be searched by {key!r}")
    return condition


def _codes(conn: Connection, table: TableClause, values: Sequence[str]) -> list[str]:
    """The codes that are meant, whose case does not matter where people type them."""
    folded = {value.casefold() for value in values}
    known = conn.execute(select(table.c.code)).scalars()
    return [code for code in known if code.casefold() in folded] or list(values)


def _kind(value: str) -> Condition:
    """Carts that are this; raises ``Invalid`` for what no cart can be."""
    kinds: Mapping[str, Callable[[], Condition]] = {
        "guest": lambda: cart.c.customer_id.is_(None),
        "locked": lambda: cart.c.state == CartState.LOCKED.value,
        "empty": lambda: cart.c["items"] == 0,
    }
    make = kinds.get(value)
    if make is None:
        raise _refused(f"a cart cannot be {value!r}; known are {', '.join(kinds)}")
    return make()


def _refused(message: str) -> Invalid:
    """The error for what is in the query and cannot be asked here."""
    return Invalid(message, (Problem(field="query", message=message),))


_COLUMNS: Final[Mapping[str, ColumnElement[str]]] = {
    "origin": cart.c.origin,
    "rep": cart.c.rep,
    "channel": cart.c.channel,
}
"""Keys whose values stand in one column as they are."""
