"""The list is sorted and filtered by any of its columns, each on an index that begins with a folded key."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

from cartui.store.folding import sort_key

revision = "0007"
down_revision = "0006"

BATCH = 1_000

KEYS = {
    "market_key": "market",
    "channel_key": "channel",
    "level_key": "price_level",
    "rep_key": "rep",
    "assigned_key": "assigned_to",
    "customer_number_key": "customer_number",
}

CHOSEN = ", ".join([*KEYS.values(), "touched_at", "updated_at"])
CARTS = f"SELECT pk, {CHOSEN} FROM cart WHERE pk > :pk ORDER BY pk LIMIT :batch"  # noqa: S608  our own names
PLACES = ", ".join(f"{key} = :{key}" for key in (*KEYS, "touched_key"))
FILL = f"UPDATE cart SET {PLACES} WHERE pk = :pk"  # noqa: S608  our own names

FORMER = ("ix_cart_assigned_updated", "ix_cart_customer_updated", "ix_cart_by_market", "ix_cart_by_items")

INDEXES = {
    "ix_cart_by_customer_number": ["active", "customer_number_key", "updated_at", "pk"],
    "ix_cart_by_market": ["active", "market_key", "updated_at", "pk"],
    "ix_cart_by_channel": ["active", "channel_key", "updated_at", "pk"],
    "ix_cart_by_level": ["active", "level_key", "updated_at", "pk"],
    "ix_cart_by_rep": ["active", "rep_key", "updated_at", "pk"],
    "ix_cart_by_origin": ["active", "origin", "updated_at", "pk"],
    "ix_cart_by_assigned": ["active", "assigned_key", "updated_at", "pk"],
    "ix_cart_by_touched": ["active", "touched_key", "pk"],
    "ix_cart_by_items": ["active", "items", "updated_at", "pk"],
    "ix_cart_customer_updated": ["customer_id", "active", "updated_at", "pk"],
}


def upgrade() -> None:
    for index in FORMER:
        op.drop_index(index, table_name="cart")
    for key in KEYS:
        op.add_column("cart", sa.Column(key, sa.String(), nullable=False, server_default=""))
    op.add_column("cart", sa.Column("touched_key", sa.BigInteger(), nullable=False, server_default="0"))
    fill_keys()
    for index, columns in INDEXES.items():
        op.create_index(index, "cart", columns)


def fill_keys() -> None:
    bind = op.get_bind()
    last = 0
    with damaged_text_read(bind):
        while rows := bind.execute(sa.text(CARTS), {"pk": last, "batch": BATCH}).all():
            bind.execute(sa.text(FILL), [keys_of(row) for row in rows])
            last = rows[-1].pk


@contextmanager
def damaged_text_read(bind: sa.Connection) -> Iterator[None]:
    """Give bytes that are no text as signs: one damaged name must not keep a whole shop from being opened."""
    driver = bind.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    usual, driver.text_factory = driver.text_factory, lambda raw: raw.decode(errors="replace")
    try:
        yield
    finally:
        driver.text_factory = usual


def keys_of(row: sa.Row[Any]) -> dict[str, object]:
    touched = row.updated_at if row.touched_at is None else row.touched_at
    return {
        **{key: key_of(getattr(row, column)) for key, column in KEYS.items()},
        "pk": row.pk,
        "touched_key": touched if isinstance(touched, int) else 0,
    }


def key_of(value: object) -> str:
    """What is sorted by; of what something else has written there, and is no text, nothing."""
    return sort_key(value) if isinstance(value, str) else ""
