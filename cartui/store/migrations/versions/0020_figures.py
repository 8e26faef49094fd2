"""Figures over carts are kept, so that reports are quick and stay right when carts are purged."""

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import UtcMicros, Whole

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.create_table(
        "counted_cart",
        sa.Column("entry", Whole(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("market", "currency", "level", "origin", "state")
        ),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", UtcMicros(), nullable=False),
        sa.Column("order_day", sa.Integer(), nullable=True),
        sa.Column("recovered", sa.Boolean(), nullable=False),
        sa.Column("called", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_counted_cart")),
    )
    op.create_index(
        "ix_counted_cart_day",
        "counted_cart",
        ["day", "market", "currency", "level", "origin", "state", "units", "value"],
    )
    active = sa.text("state IN ('open', 'locked')")
    op.create_index(
        "ix_counted_cart_active",
        "counted_cart",
        ["changed_at", "day", "market", "currency", "units", "value"],
        sqlite_where=active,
        postgresql_where=active,
    )
    op.create_index(
        "ix_counted_cart_recovered",
        "counted_cart",
        ["day", "order_day"],
        sqlite_where=sa.text("recovered = 1"),
        postgresql_where=sa.text("recovered"),
    )
    op.create_table(
        "counted_product",
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("market", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("added_carts", "added_units", "ordered_carts", "ordered_units")
        ),
        sa.PrimaryKeyConstraint("day", "market", "sku", name=op.f("pk_counted_product")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counted_lock",
        sa.Column("entry", Whole(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("market", sa.String(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", UtcMicros(), nullable=False),
        sa.Column("ended_at", UtcMicros(), nullable=True),
        sa.Column("end", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("entry", "place", name=op.f("pk_counted_lock")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_counted_lock_day", "counted_lock", ["day"])
