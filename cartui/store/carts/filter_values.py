"""Values that carts have, for whoever types a query: each found by one step into an index."""

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, String, bindparam, cast, select, true

from cartui.model.errors import Invalid
from cartui.model.problem import Problem
from cartui.model.text import clean_line
from cartui.store.core_tables import cart, cart_tag
from cartui.store.folding import fold, sort_key
from cartui.store.limits import page_size
from cartui.store.raw_statements import Prepared

_BEGINNING: Final = "beginning"
_BEHIND: Final = "behind"
_KEY: Final = "key"

_LOOKED_AT: Final = 1_000
"""A tag is offered if one of the latest carts that have it, at most this many, is open or locked."""

_MOST_STEPS: Final = 1_000
"""Most values that are looked at: thousands of tags may belong to ordered carts only."""

_LEAST: Final = ""
"""Comes before all values that there are."""

_NONE: Final = "{!r} has no values that carts have; there are {}"

Steps = tuple[Prepared, Prepared]
"""The statements for the first value from a beginning on, and for the first one behind another."""


def filter_values(conn: Connection, key: str, prefix: str = "", *, limit: int = 20) -> tuple[str, ...]:
    """The values of a key of the query line that open and locked carts have, in the order of their keys.

    Only those that begin with ``prefix``, whatever the case. Raises ``Invalid`` for a key that has none, and
    for a limit below 1.
    """
    limit = page_size(limit)
    if key == "tag":
        found = _tags(conn, fold(prefix))
    elif key in _IN_CART:
        found = _in_column(conn, _IN_CART[key], sort_key(prefix))
    else:
        message = _NONE.format(key, ", ".join([*_IN_CART, "tag"]))
        raise Invalid(message, (Problem(field="key", message=message),))
    return tuple(clean_line(value) for value in islice(found, limit))


def _in_column(conn: Connection, steps: Steps, beginning: str) -> Iterator[str]:
    """The values of a column of carts, as one of them has it written."""
    for key, written in _stepped(conn, steps, beginning):
        yield written if isinstance(written, str) else key


def _tags(conn: Connection, beginning: str) -> Iterator[str]:
    """Tags of open and locked carts, as one of them has it written."""
    for (key,) in _stepped(conn, _TAG, beginning):
        for (tags,) in _TAGGED(conn, {_KEY: key}):
            yield next((tag for tag in _read(tags) if fold(tag) == key), key)


def _read(tags: str) -> list[str]:
    """The tags of a cart; none where something else has written what are none."""
    try:
        known = json.loads(tags)
    except (ValueError, TypeError, RecursionError):
        return []
    return [tag for tag in known if isinstance(tag, str)] if isinstance(known, list) else []


def _stepped(conn: Connection, steps: Steps, beginning: str) -> Iterator[tuple[Any, ...]]:
    """The first row of each key that begins so; the key stands first in it.

    Bytes that something else has written come behind all text, so they end it.
    """
    first, later = steps
    rows = first(conn, {_BEGINNING: beginning}) if beginning else later(conn, {_BEHIND: _LEAST})
    for _ in range(_MOST_STEPS):
        if not rows or not isinstance(rows[0][0], str) or not rows[0][0].startswith(beginning):
            return
        yield rows[0]
        rows = later(conn, {_BEHIND: rows[0][0]})


def _steps(key: ColumnElement[str], *chosen: ColumnElement[str], where: ColumnElement[bool]) -> Steps:
    """The statements of a key, which is the first column that is chosen."""
    one = select(key, *chosen).where(where).order_by(key).limit(1)
    return (
        Prepared(one.where(key >= bindparam(_BEGINNING, type_=String()))),
        Prepared(one.where(key > bindparam(_BEHIND, type_=String()))),
    )


def _cart_steps(key: ColumnElement[str], written: ColumnElement[str]) -> Steps:
    """The statements of a column of open and locked carts."""
    return _steps(key, written, where=cart.c.active.is_(true()))


_IN_CART: Final[Mapping[str, Steps]] = {
    "customer": _cart_steps(cart.c.customer_number_key, cart.c.customer_number),
    "market": _cart_steps(cart.c.market_key, cart.c.market),
    "channel": _cart_steps(cart.c.channel_key, cart.c.channel),
    "level": _cart_steps(cart.c.level_key, cart.c.price_level),
    "rep": _cart_steps(cart.c.rep_key, cart.c.rep),
    "assigned": _cart_steps(cart.c.assigned_key, cart.c.assigned_to),
}
"""Keys of the query line whose values stand in one column."""

_TAG: Final = _steps(cart_tag.c.tag_key, where=true())

_latest = (
    select(cart_tag.c.cart_pk)
    .where(cart_tag.c.tag_key == bindparam(_KEY, type_=String()))
    .order_by(cart_tag.c.cart_pk.desc())
    .limit(_LOOKED_AT)
    .subquery()
)
_TAGGED: Final = Prepared(
    select(cast(cart.c.tags, String))
    .select_from(_latest.join(cart, cart.c.pk == _latest.c.cart_pk))
    .where(cart.c.active.is_(true()))
    .limit(1)
)
"""The tags of a cart that has a certain one."""
