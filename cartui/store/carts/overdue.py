"""Carts that are locked since a moment which nobody has written yet (decision 21).

A customer who went to pay and has not come back locks the cart once that takes too long. Whoever reads it
from then on sees it locked; ``cartui tick`` writes it. Few carts are so at any time, and these are read apart
where it matters whether a cart is locked: all others are found by their indexes as if there were none.
"""

from collections.abc import Iterable
from enum import Enum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    String,
    bindparam,
    case,
    func,
    literal,
    select,
    type_coerce,
)

from cartui.model.cart_filter import Field, Filter, Has, OneOf, Trait
from cartui.model.cart_summary import CartState
from cartui.model.payment import LockReason
from cartui.model.query import SortKey
from cartui.store.carts.sort_keys import Columns
from cartui.store.core_tables import cart, counter
from cartui.store.first_reads import NO_RETURN_AFTER, USUAL_PATIENCE
from cartui.store.raw_statements import Prepared

NOW: Final = "now"
"""Name of the value that every statement takes which asks for these carts: the moment, in microseconds."""

MOST: Final = 50_000
"""So many of them are read at once."""


class Overdue(Enum):
    """What of these carts is read."""

    AMONG = "among"
    """They stand among the others: nothing depends on whether they are locked."""
    LEFT_OUT = "left out"
    """All carts but them."""
    ALONE = "alone"
    """They alone, as the locked carts that they are."""


def has_overdue(conn: Connection, now: int) -> bool:
    """Whether there are any such carts."""
    return bool(_ANY(conn, {NOW: now}))


def latest_overdue(conn: Connection, now: int) -> int | None:
    """Since when somebody pays the one of them that locked last; ``None``: there are none.

    As long as nothing is written, it is another one as soon as one more cart has locked by itself.
    """
    (latest,) = _LATEST(conn, {NOW: now})[0]
    return None if latest is None else int(latest)


def is_overdue(c: Columns) -> ColumnElement[bool]:
    """That a cart is one of them; only of open carts it is known since when somebody pays."""
    patience = select(counter.c.value).where(counter.c.name == NO_RETURN_AFTER).scalar_subquery()
    waited = func.coalesce(patience, USUAL_PATIENCE, type_=BigInteger())
    now = bindparam(NOW, type_=BigInteger())
    overdue: ColumnElement[bool] = type_coerce(c.paying_since, BigInteger) <= now - waited
    return overdue


def shown_state(c: Columns) -> ColumnElement[str]:
    """The state of a cart as everybody sees it."""
    return case((is_overdue(c), literal(CartState.LOCKED.value, String)), else_=c.state)


def is_not_overdue(c: Columns) -> ColumnElement[bool]:
    """That a cart is none of them, so that the index which finds it is not left for that."""
    others: ColumnElement[bool] = c.pk.not_in(_keys())
    return others


def overdue_keys() -> Select[tuple[int]]:
    """A query for the keys of all of them."""
    return _keys().limit(MOST)


def as_locked() -> list[ColumnElement[Any]]:
    """The columns of a cart as they will be when its lock is written."""
    locked = {"state": CartState.LOCKED.value, "lock_reason": LockReason.NO_RETURN.value}
    return [
        literal(locked[column.name], String).label(column.name) if column.name in locked else column
        for column in cart.c
    ]


def depends_on_locks(filters: Iterable[Filter], key: SortKey) -> bool:
    """Whether it matters for a list which carts are locked."""
    return key is SortKey.STATE or any(_asks_for_locks(each) for each in filters)


def _asks_for_locks(wanted: Filter) -> bool:
    """Whether a filter asks for the state of a cart."""
    match wanted.test:
        case OneOf(field=Field.STATE | Field.LOCK):
            return True
        case Has(traits=traits):
            return Trait.LOCKED in traits or Trait.PROMISING in traits
        case _:
            return False


def _keys() -> Select[tuple[int]]:
    """The keys of all of them, by their index."""
    other = cart.alias("overdue_cart")
    return select(other.c.pk).where(is_overdue(other.c))


_ANY: Final = Prepared(_keys().limit(1))
_LATEST: Final = Prepared(select(func.max(cart.c.paying_since)).where(is_overdue(cart.c)))
