"""The first page of a file, read before anything is opened: for the frame with which a desk starts."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from cartui.model.cart_summary import CartSummary
from cartui.model.query import CartQuery, CartSort
from cartui.store.first_reads import first_page
from cartui.store.revisions import HEAD
from cartui.store.sqlite import connect

ROWS = 50
"""How many are read: more than most screens show, so that one can move among them."""


def look_at_first_page(path: Path, now: datetime) -> tuple[CartSummary, ...]:
    """The first carts of all in their usual order, as they are now; nothing is made, changed or waited for.

    None where there are none, and where they cannot be read just so: the file has gone, is locked or damaged,
    or of another revision. Whoever opens it in earnest is told that.
    """
    if not path.is_file():
        return ()
    try:
        with closing(connect(path, readonly=True, timeout=0)) as connection:
            connection.execute("BEGIN")
            revisions = connection.execute("SELECT version_num FROM alembic_version").fetchall()
            if revisions != [(HEAD,)]:
                return ()
            return first_page(connection, CartQuery(), CartSort(), me="", now=now, limit=ROWS).items
    except sqlite3.Error:
        return ()
