"""Numbers that people read out, counted in the transaction that uses them."""

from typing import Final

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from cartui.store.tables import METADATA

_counter = METADATA.tables["counter"]

FARTHEST: Final = 10**12
"""Numbers above this are somebody else's kind of number (a bar code, say) and not a place in a row."""


def next_number(conn: Connection, name: str, count: int = 1, *, first: int = 1) -> int:
    """Take ``count`` numbers in a row under ``name`` (``cart``, ``order``, ``customer``) and give the first.

    Counting starts at ``first``. What a transaction that is rolled back took is given again.
    """
    raised = (
        update(_counter)
        .where(_counter.c.name == name)
        .values(value=_counter.c.value + count)
        .returning(_counter.c.value)
    )
    last = conn.execute(raised).scalar_one_or_none()
    if last is not None:
        return int(last) - count + 1
    try:
        with conn.begin_nested():
            conn.execute(_counter.insert().values(name=name, value=first + count - 1))
    except IntegrityError:  # another writer of a database server was quicker
        return next_number(conn, name, count, first=first)
    return first


def give_back(conn: Connection, name: str, count: int) -> None:
    """Give back the last ``count`` numbers, in the transaction that took them."""
    if count:
        conn.execute(update(_counter).where(_counter.c.name == name).values(value=_counter.c.value - count))


def raise_to(conn: Connection, name: str, value: int) -> None:
    """Make sure that numbers up to ``value``, which came with imported records, are not given again.

    One beyond :data:`FARTHEST` is nothing to count on from: counting never gets there.
    """
    if value > FARTHEST:
        return
    known = conn.execute(select(_counter.c.value).where(_counter.c.name == name)).scalar_one_or_none()
    if known is None:
        next_number(conn, name, first=value)
    elif known < value:
        conn.execute(update(_counter).where(_counter.c.name == name).values(value=value))
