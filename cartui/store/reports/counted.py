"""What was counted of carts: how far, and the rows of carts, products and locks."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.dialects import sqlite

from cartui.model.cart_story import CountedCart, CountedLock, ProductCount, ProductKey
from cartui.store.chunked import in_parts
from cartui.store.tables import METADATA

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

_cart = METADATA.tables["counted_cart"]
_product = METADATA.tables["counted_product"]
_lock = METADATA.tables["counted_lock"]
_counter = METADATA.tables["counter"]

_MARK: Final = "counted"
"""The counter that says which entry of the history was counted last."""


def counted_until(conn: Connection) -> int:
    """The entry of the history until which everything is counted."""
    mark = conn.execute(select(_counter.c.value).where(_counter.c.name == _MARK)).scalar_one_or_none()
    return 0 if mark is None else int(mark)


def set_counted_until(conn: Connection, mark: int) -> None:
    """Remember until which entry everything is counted."""
    changed = conn.execute(update(_counter).where(_counter.c.name == _MARK).values(value=mark))
    if not changed.rowcount:
        conn.execute(insert(_counter).values(name=_MARK, value=mark))


def counted_carts(conn: Connection, entries: Collection[int]) -> dict[int, CountedCart]:
    """Carts as they were counted, by their first entries; none of those that were not."""
    found: dict[int, CountedCart] = {}
    columns = [_cart.c[name] for name in CountedCart._fields]
    for part in in_parts(entries):
        rows = conn.execute(select(*columns).where(_cart.c.entry.in_(part)))
        found |= {row.entry: CountedCart(*row) for row in rows}
    return found


def save_carts(conn: Connection, carts: Collection[CountedCart]) -> None:
    """Write carts as they are counted now."""
    _replace(conn, _cart, carts, [cart.entry for cart in carts])


def save_locks(conn: Connection, entries: Collection[int], locks: Collection[CountedLock]) -> None:
    """Write all locks of the carts with these first entries."""
    _replace(conn, _lock, locks, entries)


def add_products(conn: Connection, counts: Mapping[ProductKey, ProductCount]) -> None:
    """Add to what is counted of products; what is less than 0 is taken away."""
    rows = [{**key._asdict(), **count._asdict()} for key, count in sorted(counts.items()) if any(count)]
    if not rows:
        return
    added = _insert(conn)
    sums = {name: _product.c[name] + added.excluded[name] for name in ProductCount._fields}
    conn.execute(added.on_conflict_do_update(index_elements=list(ProductKey._fields), set_=sums), rows)


def _replace(
    conn: Connection, table: Table, rows: Iterable[CountedCart | CountedLock], entries: Collection[int]
) -> None:
    """Put these rows in the place of all that the carts with these first entries had."""
    for part in in_parts(entries):
        conn.execute(delete(table).where(table.c.entry.in_(part)))
    values: list[dict[str, Any]] = [row._asdict() for row in rows]
    if values:
        conn.execute(insert(table), values)


def _insert(conn: Connection) -> "sqlite.Insert | postgresql.Insert":
    """An insertion that may find a row there already; PostgreSQL's is loaded only where that is used."""
    if conn.dialect.name == "sqlite":
        return sqlite.insert(_product)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(_product)
