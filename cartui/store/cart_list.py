"""Pages of carts by keyset: each page continues behind (or before) a place, whatever was skipped.

Loads neither sqlmodel nor the ORM: this is what a starting desk waits for.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from enum import Enum
from operator import ge, gt, le, lt
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    String,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
)

from cartui.model.cart_summary import CartSummary
from cartui.model.errors import Invalid, NotFound
from cartui.model.query import CartQuery, CartSort, Count, Page, SortKey
from cartui.model.text import clean_line
from cartui.store.cart_conditions import asks_database, conditions_of
from cartui.store.columns import cart
from cartui.store.cursors import Key, make_cursor, read_cursor
from cartui.store.folding import storable
from cartui.store.limits import countable, page_size
from cartui.store.prepared import Prepared
from cartui.store.types import from_micros

_UPDATED: Final = type_coerce(cart.c.updated_at, BigInteger)

_SORTED_BY: Final[dict[SortKey, tuple[ColumnElement[Any], ...]]] = {
    SortKey.NUMBER: (cart.c.number_key,),
    SortKey.CUSTOMER: (cart.c.customer_key,),
    SortKey.CUSTOMER_NUMBER: (cart.c.customer_number_key, _UPDATED),
    SortKey.MARKET: (cart.c.market_key, _UPDATED),
    SortKey.CHANNEL: (cart.c.channel_key, _UPDATED),
    SortKey.STATE: (cart.c.state, _UPDATED),
    SortKey.LEVEL: (cart.c.level_key, _UPDATED),
    SortKey.REP: (cart.c.rep_key, _UPDATED),
    SortKey.ORIGIN: (cart.c.origin, _UPDATED),
    SortKey.ASSIGNED: (cart.c.assigned_key, _UPDATED),
    SortKey.ITEMS: (cart.c["items"], _UPDATED),
    SortKey.UNITS: (cart.c.units,),
    # Amounts of two currencies cannot be compared, so these come first (decision 7).
    SortKey.TOTAL: (cart.c.currency, cart.c.total),
    SortKey.CREATED: (type_coerce(cart.c.created_at, BigInteger),),
    SortKey.UPDATED: (_UPDATED,),
    SortKey.TOUCHED: (cart.c.touched_key,),
}
"""What rows are sorted by; their keys ``pk`` make the order total."""

_SHOWN: Final = (
    cart.c.id,
    cart.c.number,
    cart.c.version,
    cart.c.state,
    cart.c.market,
    cart.c.currency,
    cart.c.customer_name,
    cart.c.customer_number,
    cart.c.channel,
    cart.c["items"],
    cart.c.units,
    cart.c.total,
    cart.c.price_level,
    cart.c.rep,
    cart.c.origin,
    cart.c.assigned_to,
    cast(cart.c.tags, String),
    cast(cart.c.products, String),
    cart.c.card_last4,
    type_coerce(cart.c.created_at, BigInteger),
    _UPDATED,
    type_coerce(cart.c.touched_at, BigInteger),
)
"""The columns of a summary, in the order of its fields; moments in microseconds."""

_FIELDS: Final = [field.name for field in fields(CartSummary)]
_TAGS: Final = _FIELDS.index("tags")
_PRODUCTS: Final = _FIELDS.index("products")
_MOMENTS: Final = [_FIELDS.index(name) for name in ("created_at", "updated_at", "touched_at")]

_ROWS: Final = "row_limit"
_PLACE: Final = "place_{}"
"""Names of the values that are another for each page of a list."""


class _Start(Enum):
    """Where reading begins."""

    FIRST = "first"
    """With the first row."""
    AT = "at"
    """With the row of a place."""
    BEYOND = "beyond"
    """With the next one."""


class _Reading(NamedTuple):
    """What tells one statement from another, whatever the page."""

    query: CartQuery
    me: str
    key: SortKey
    descending: bool
    """In which direction rows are read."""
    start: _Start

    @property
    def keys(self) -> tuple[ColumnElement[Any], ...]:
        """What rows are sorted by."""
        return (*_SORTED_BY[self.key], cart.c.pk)


_COMPARED: Final = {
    (False, _Start.AT): ge,
    (False, _Start.BEYOND): gt,
    (True, _Start.AT): le,
    (True, _Start.BEYOND): lt,
}
"""How rows of a list compare with a place in it, by the direction of reading."""

_KEPT: Final = 256
_PREPARED: Final[dict[_Reading, Prepared]] = {}
"""Statements of views that are looked at again and again: building one takes longer than answering it."""

_PAGES: Final = {key: select(*_SHOWN, *sorted_by, cart.c.pk) for key, sorted_by in _SORTED_BY.items()}
"""What is asked for each sort: summaries, with what they are sorted by behind them."""


def page(
    conn: Connection,
    query: CartQuery,
    sort: CartSort,
    *,
    limit: int = 50,
    after: str | None = None,
    before: str | None = None,
    me: str = "",
) -> Page[CartSummary]:
    """The carts that match, in their order, behind ``after`` or before ``before``.

    Raises ``Invalid`` for a cursor of another list, for two cursors, for a term that is unknown, and for a
    limit below 1.
    """
    if after is not None and before is not None:
        raise Invalid("A page lies after one place or before one, not both.")
    limit = page_size(limit)
    about = _about(query, sort, me)
    backwards = before is not None
    place = after if after is not None else before
    start = _Start.FIRST if place is None else _Start.BEYOND
    reading = _Reading(query, me, sort.key, sort.descending != backwards, start)
    values: dict[str, Key] = {_ROWS: limit + 1}
    if place is not None:
        kinds = [key.type.python_type for key in reading.keys]
        values |= _place_values(read_cursor(place, about, kinds))
    rows = _rows(conn, reading, values)
    more = len(rows) > limit
    shown = rows[:limit][::-1] if backwards else rows[:limit]
    if not shown:
        return Page(items=())
    first, last = (make_cursor(about, _place(row)) for row in (shown[0], shown[-1]))
    return Page(
        items=tuple(_summary(row) for row in shown),
        next=last if more or backwards else None,
        previous=first if (more if backwards else after is not None) else None,
    )


def page_at(
    conn: Connection,
    query: CartQuery,
    sort: CartSort,
    refs: Sequence[str],
    *,
    limit: int = 50,
    me: str = "",
) -> Page[CartSummary]:
    """The page that begins with the cart of that id or number, of several refs the first that there is.

    Raises ``NotFound`` where it is not in the list, and ``Invalid`` as :func:`page` does.
    """
    limit = page_size(limit)
    place = _place_of(conn, query, sort, refs, me)
    if place is None:
        raise NotFound(f"Cart {refs[0]} is not in this list.")
    reading = _Reading(query, me, sort.key, sort.descending, _Start.AT)
    rows = _rows(conn, reading, _place_values(place) | {_ROWS: limit + 1})
    back = _Reading(query, me, sort.key, not sort.descending, _Start.BEYOND)
    before = _rows(conn, back, _place_values(place) | {_ROWS: 1})
    shown = rows[:limit]
    first, last = (make_cursor(_about(query, sort, me), _place(row)) for row in (shown[0], shown[-1]))
    return Page(
        items=tuple(_summary(row) for row in shown),
        next=last if len(rows) > limit else None,
        previous=first if before else None,
    )


def _about(query: CartQuery, sort: CartSort, me: str) -> str:
    """What tells this list from others."""
    return repr((query.model_dump(), str(sort), me))


def _place_values(place: Iterable[Key]) -> dict[str, Key]:
    """A place as values of a statement."""
    return {_PLACE.format(at): key for at, key in enumerate(place)}


def _place_of(
    conn: Connection, query: CartQuery, sort: CartSort, refs: Sequence[str], me: str
) -> tuple[Key, ...] | None:
    """Where the first cart of these refs that there is stands in a list, if it is in it."""
    names = [storable(ref) for ref in refs]
    known = or_(cart.c.id.in_(names), cart.c.number.in_(names))
    by_name: dict[str, int] = {}
    for pk, id_, number in conn.execute(select(cart.c.pk, cart.c.id, cart.c.number).where(known)):
        by_name |= {id_: pk, number: pk}
    pk = next((by_name[name] for name in names if name in by_name), None)
    if pk is None:
        return None
    conditions = conditions_of(conn, query, sort=sort.key, me=me)
    keys = (*_SORTED_BY[sort.key], cart.c.pk)
    row = conn.execute(select(*keys).where(cart.c.pk == pk, *conditions)).one_or_none()
    return None if row is None else tuple(row)


def count(conn: Connection, query: CartQuery, *, at_most: int = 1_000, me: str = "") -> Count:
    """How many carts match, looking at no more than it takes to know that there are over ``at_most``."""
    at_most = countable(at_most)
    some = select(literal(1)).select_from(cart).where(*conditions_of(conn, query, me=me)).limit(at_most + 1)
    found = int(conn.execute(select(func.count()).select_from(some.subquery())).scalar_one())
    return Count(value=min(found, at_most), exact=found <= at_most)


def of_customer(conn: Connection, customer_id: str, *, limit: int = 10) -> tuple[CartSummary, ...]:
    """A customer's open and locked carts, the latest change first."""
    chosen = select(*_SHOWN).where(cart.c.customer_id == customer_id, cart.c.active.is_(True))
    rows = conn.execute(chosen.order_by(cart.c.updated_at.desc(), cart.c.pk.desc()).limit(page_size(limit)))
    return tuple(_summary(row) for row in rows)


def _rows(conn: Connection, reading: _Reading, values: dict[str, Key]) -> Sequence[Sequence[Any]]:
    """The rows of one page."""
    if asks_database(reading.query):
        return conn.execute(_statement(conn, reading), values).all()
    known = _PREPARED.get(reading)
    if known is None:
        if len(_PREPARED) >= _KEPT:
            _PREPARED.clear()
        known = _PREPARED[reading] = Prepared(_statement(conn, reading))
    return known(conn, values)


def _statement(conn: Connection, reading: _Reading) -> Select[Any]:
    """What is asked for each page of a list."""
    chosen = _PAGES[reading.key].where(*conditions_of(conn, reading.query, sort=reading.key, me=reading.me))
    keys = reading.keys
    if reading.start is not _Start.FIRST:
        place = tuple_(*(bindparam(_PLACE.format(at), type_=key.type) for at, key in enumerate(keys)))
        compare = _COMPARED[reading.descending, reading.start]
        chosen = chosen.where(compare(tuple_(*keys), place))
    ordered = chosen.order_by(*(key.desc() if reading.descending else key.asc() for key in keys))
    return ordered.limit(bindparam(_ROWS, type_=BigInteger()))


def _place(row: Sequence[Any]) -> tuple[Key, ...]:
    """What a row is sorted by: the columns behind the summary's."""
    return tuple(row[len(_SHOWN) :])


def _summary(row: Sequence[Any]) -> CartSummary:
    """The summary of a row, cleaned: others may have written into the database."""
    shown: list[Any] = list(row[: len(_SHOWN)])
    if not "".join([value for value in shown if isinstance(value, str)]).isprintable():  # quicker than each
        shown = [clean_line(value) if isinstance(value, str) else value for value in shown]
    shown[_TAGS] = _texts(shown[_TAGS])
    shown[_PRODUCTS] = _texts(shown[_PRODUCTS])
    for at in _MOMENTS:
        if shown[at] is not None:
            shown[at] = from_micros(shown[at])
    return CartSummary(*shown)


def _texts(raw: str) -> tuple[str, ...]:
    """A stored list of texts; most are empty."""
    return () if raw == "[]" else tuple(map(clean_line, json.loads(raw)))
