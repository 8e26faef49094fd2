"""Reading what reports count of carts, many at once."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Row, String, cast, func, select

from cartui.model.cart_story import CartStory, StoryEntry
from cartui.model.cart_summary import CartState, Origin
from cartui.model.history import EntryKind, FieldChange
from cartui.model.order import OrderState
from cartui.store.chunked import in_parts
from cartui.store.tables import METADATA

_cart = METADATA.tables["cart"]
_line = METADATA.tables["cart_line"]
_history = METADATA.tables["history"]
_order = METADATA.tables["orders"]

_TOLD: Final = ('"lines.', '"lock"')
"""What stands in the changes of an entry that reports look at; the others are not taken apart."""


class Tail(NamedTuple):
    """Entries of the history behind one of them."""

    cart_pks: tuple[int, ...]
    """Whose they are, each cart once."""
    last: int
    """The last of them."""
    until: datetime | None
    """When that was made; ``None``: there is none."""
    entries: int


def entries_behind(conn: Connection, mark: int, *, limit: int) -> Tail:
    """The next so many entries behind that one."""
    columns = (_history.c.id, _history.c.cart_pk, _history.c.at)
    chosen = select(*columns).where(_history.c.id > mark).order_by(_history.c.id).limit(limit)
    rows = conn.execute(chosen).fetchall()
    carts = tuple(dict.fromkeys(row.cart_pk for row in rows))
    return Tail(carts, rows[-1].id if rows else mark, rows[-1].at if rows else None, len(rows))


def is_behind(conn: Connection, mark: int) -> bool:
    """Whether there are entries behind that one."""
    return int(conn.execute(select(func.coalesce(func.max(_history.c.id), 0))).scalar_one()) > mark


def stories_of(conn: Connection, cart_pks: Collection[int]) -> dict[int, CartStory]:
    """The stories of these carts, by their keys; a cart whose rows are damaged has none."""
    found: dict[int, CartStory] = {}
    for part in in_parts(cart_pks):
        entries = _rows_of(conn, part, _ENTRIES)
        lines = _rows_of(conn, part, _LINES)
        for row in conn.execute(_CARTS.where(_cart.c.pk.in_(part))):
            try:
                story = _story(row, entries.get(row.pk, ()), lines.get(row.pk, ()))
            except ValueError:
                continue
            if story.entries:
                found[row.pk] = story
    return found


_CARTS: Final = select(
    *(
        _cart.c[name]
        for name in (
            *("pk", "state", "origin", "market", "currency", "price_level", "units", "total"),
            *("created_at", "updated_at", "lock_reason", "lock_since"),
        )
    ),
    _order.c.placed_at,
    _order.c.state.label("order_state"),
).join_from(_cart, _order, isouter=True)

_ENTRIES: Final = select(
    *(_history.c[name] for name in ("cart_pk", "id", "kind", "at", "origin")),
    cast(_history.c.changes, String).label("changes"),
).order_by(_history.c.id)

_LINES: Final = select(*(_line.c[name] for name in ("cart_pk", "id", "sku", "quantity"))).order_by(
    _line.c.cart_pk, _line.c.position
)


def _rows_of(conn: Connection, cart_pks: list[int], chosen: Any) -> Mapping[int, list[Row[Any]]]:
    """Rows that belong to these carts, by the carts' keys."""
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in conn.execute(chosen.where(chosen.selected_columns.cart_pk.in_(cart_pks))):
        found[row.cart_pk].append(row)
    return found


def _story(row: Row[Any], entries: Collection[Row[Any]], lines: Collection[Row[Any]]) -> CartStory:
    """The story of a cart. Raises ``ValueError`` where something of it is damaged."""
    locked = row.lock_reason is not None and row.lock_since is not None
    return CartStory(
        state=CartState(row.state),
        origin=Origin(row.origin),
        market=row.market,
        currency=row.currency,
        level=row.price_level,
        units=row.units,
        value=row.total,
        began_at=row.created_at,
        changed_at=row.updated_at,
        lines=tuple((line.id, line.sku, line.quantity) for line in lines),
        entries=tuple(_entry(entry) for entry in entries),
        lock=(row.lock_reason, row.lock_since) if locked else None,
        placed_at=row.placed_at,
        is_cancelled=row.order_state == OrderState.CANCELLED.value,
    )


def _entry(row: Row[Any]) -> StoryEntry:
    """An entry with those of its changes that reports look at."""
    changes: tuple[FieldChange, ...] = ()
    if any(word in row.changes for word in _TOLD):
        changes = tuple(
            FieldChange(change["field"], change["before"], change["after"])
            for change in json.loads(row.changes)
        )
    return StoryEntry(row.id, EntryKind(row.kind), row.at, row.origin, changes)
