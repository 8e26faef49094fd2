"""What a query of carts becomes in the database."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, false, or_, select, true

from cartui.model.cart import CartState
from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.query import CartQuery, Term
from cartui.store.columns import cart, cart_tag, customer
from cartui.store.folding import fold
from cartui.store.search import matches

Condition = ColumnElement[bool]

_ACTIVE: Final = frozenset({CartState.OPEN.value, CartState.LOCKED.value})


def conditions_of(conn: Connection, query: CartQuery, *, me: str) -> list[Condition]:
    """What carts must fulfil to match; ``me`` is the agent that ``assigned:me`` means.

    Without a wanted state only open and locked carts match. Raises ``Invalid`` for a term that is unknown.
    """
    conditions = [_of_states(_wanted_states(query))]
    for term in query.terms:
        condition = _of_term(term, me)
        # "Is not true" rather than "not": where nothing is known, nothing matches.
        conditions.append(condition.is_not(true()) if term.negated else condition)
    found = matches(conn, "cart", cart.c.pk, query.words)
    return conditions if found is None else [*conditions, found]


def _wanted_states(query: CartQuery) -> frozenset[str]:
    """The states that the query names, together; empty where it names none."""
    named = [term.values for term in query.terms if term.key == "state" and not term.negated]
    if any(term.key == "is" and "locked" in term.values and not term.negated for term in query.terms):
        named.append((CartState.LOCKED.value,))
    return frozenset(value for values in named for value in values)


def _of_states(states: frozenset[str]) -> Condition:
    """The condition with which the indexes of sorts begin."""
    if states <= _ACTIVE:
        return cart.c.active.is_(true())
    if not states & _ACTIVE:
        return cart.c.active.is_(false())
    return true()


def _of_term(term: Term, me: str) -> Condition:
    """What one term asks; raises ``Invalid`` for a key or value that is unknown."""
    make = _BY_KEY.get(term.key)
    if make is None:
        message = f"carts cannot be searched by {term.key!r}; known are {', '.join(_BY_KEY)}"
        raise Invalid(message, (Problem(field="query", message=message),))
    values = [me if term.key == "assigned" and value == "me" else value for value in term.values]
    return make(values)


def _by_column(column: ColumnElement[str]) -> Callable[[Sequence[str]], Condition]:
    """Terms whose values stand in one column, in their own case or folded to one."""

    def make(values: Sequence[str]) -> Condition:
        return column.in_(
            sorted({form for value in values for form in (value, value.upper(), value.lower())})
        )

    return make


def _by_tag(values: Sequence[str]) -> Condition:
    """Carts with one of these tags."""
    tagged = select(cart_tag.c.cart_pk).where(cart_tag.c.tag_key.in_([fold(value) for value in values]))
    return cart.c.pk.in_(tagged)


def _by_customer(values: Sequence[str]) -> Condition:
    """Carts of the customers with one of these numbers or ids."""
    meant = select(customer.c.id).where(or_(customer.c.number.in_(values), customer.c.id.in_(values)))
    return cart.c.customer_id.in_(meant)


def _by_kind(values: Sequence[str]) -> Condition:
    """Carts that are one of these things; raises ``Invalid`` for what no cart can be."""
    unknown = [value for value in values if value not in _KINDS]
    if unknown:
        message = f"a cart cannot be {unknown[0]!r}; known are {', '.join(_KINDS)}"
        raise Invalid(message, (Problem(field="query", message=message),))
    return or_(*(_KINDS[value] for value in values))


_KINDS: Final[Mapping[str, Condition]] = {
    "guest": cart.c.customer_id.is_(None),
    "locked": cart.c.state == CartState.LOCKED.value,
    "empty": and_(cart.c["items"] == 0),
}

_BY_KEY: Final[Mapping[str, Callable[[Sequence[str]], Condition]]] = {
    "state": _by_column(cart.c.state),
    "market": _by_column(cart.c.market),
    "origin": _by_column(cart.c.origin),
    "level": _by_column(cart.c.price_level),
    "rep": _by_column(cart.c.rep),
    "tag": _by_tag,
    "customer": _by_customer,
    "assigned": _by_column(cart.c.assigned_to),
    "channel": _by_column(cart.c.channel),
    "is": _by_kind,
}
