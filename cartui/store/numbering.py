"""Numbers that people read out, counted in the transaction that uses them."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError

from cartui.store.tables import METADATA

_counter = METADATA.tables["counter"]

FARTHEST: Final = 10**8
"""Numbers so far ahead of the counter are another system's ids, or bar codes, and not a place in the row."""


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


def raise_to(conn: Connection, name: str, numbers: Iterable[int], *, first: int = 1) -> None:
    """Make sure that numbers which came with imported records are not given again.

    Those that are more than :data:`FARTHEST` ahead are nothing to count on from: counting never gets there.
    Where nothing is counted yet, counting starts at ``first``.
    """
    known = conn.execute(select(_counter.c.value).where(_counter.c.name == name)).scalar_one_or_none()
    reached = first - 1 if known is None else int(known)
    highest = max((each for each in numbers if each <= reached + FARTHEST), default=0)
    if highest <= reached:
        return
    if known is None:
        next_number(conn, name, first=highest)
    else:
        conn.execute(update(_counter).where(_counter.c.name == name).values(value=highest))
