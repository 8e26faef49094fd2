"""Who paid, as shops and statements tell it: taken away with the cart that it was for, and after some time.

What is taken away is overwritten where it stood (``secure_delete``), and gone with SQLite's log.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, select, tuple_, update

from cartui.store.chunked import in_parts
from cartui.store.payment_statements import rows_called
from cartui.store.tables import METADATA

BATCH: Final = 1_000
"""Rows of each kind that one transaction changes."""

_KEYS: Final = 200
"""Keys of two columns that one statement names."""

_row = METADATA.tables["statement_row"]
_attempt = METADATA.tables["payment_attempt"]


def has_payers(conn: Connection, before: datetime) -> bool:
    """Whether it is known of a payment from before that moment who made it."""
    told = conn.execute(select(_row.c.pk).where(*_told_of(before)).limit(1)).first()
    return (
        told is not None
        or conn.execute(select(_attempt.c.cart_pk).where(*_tried(before)).limit(1)).first() is not None
    )


def forget_payers(conn: Connection, before: datetime) -> int:
    """Forget who made payments before that moment, a bounded number of them; gives how many."""
    told = conn.execute(select(_row.c.pk).where(*_told_of(before)).limit(BATCH)).scalars().all()
    _forget_rows(conn, told)
    columns = (_attempt.c.cart_pk, _attempt.c.position)
    tried = [tuple(key) for key in conn.execute(select(*columns).where(*_tried(before)).limit(BATCH))]
    for start in range(0, len(tried), _KEYS):
        these = tuple_(*columns).in_(tried[start : start + _KEYS])
        conn.execute(update(_attempt).where(these).values(payer_email=None))
    return len(told) + len(tried)


def forget_payers_of(conn: Connection, cart_pks: Sequence[int]) -> None:
    """Forget who made the payments that were tried for these carts, in statements, too.

    What has the same name at a provider that none of them was tried with is somebody else's payment.
    """
    columns = (_attempt.c.provider, _attempt.c.reference, _attempt.c.merchant_reference)
    names: set[str] = set()
    providers: set[str] = set()
    for part in in_parts(cart_pks):
        for provider, *called in conn.execute(select(*columns).where(_attempt.c.cart_pk.in_(part))):
            names.update(filter(None, called))
            providers.add(provider.strip().casefold())
    told = [
        (row.provider, row.transaction)
        for row in rows_called(conn, (), names)
        if row.payer_email and row.provider.strip().casefold() in providers
    ]
    key = tuple_(_row.c.provider, _row.c.transaction_id)
    for start in range(0, len(told), _KEYS):
        conn.execute(update(_row).where(key.in_(told[start : start + _KEYS])).values(payer_email=""))


def _forget_rows(conn: Connection, pks: Sequence[int]) -> None:
    """Forget who these rows of statements are of."""
    for part in in_parts(pks):
        conn.execute(update(_row).where(_row.c.pk.in_(part)).values(payer_email=""))


def _told_of(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions of rows of statements, which their index has."""
    return _row.c.payer_email != "", _row.c.at < before


def _tried(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """The conditions of attempts to pay, which their index has."""
    return _attempt.c.payer_email.is_not(None), _attempt.c.started_at < before
