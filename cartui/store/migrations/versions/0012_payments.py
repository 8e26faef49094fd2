"""Carts lock while a payment's outcome is unknown: what that goes by, what providers say, what was paid."""

import json
from datetime import timedelta

import sqlalchemy as sa
from alembic import op
from pydantic import TypeAdapter, ValidationError

from cartui.store.column_types import Json, UtcMicros, Whole

revision = "0012"
down_revision = "0011"

WAITING = """
UPDATE cart SET paying_since = (
    SELECT min(started_at) FROM payment_attempt
    WHERE cart_pk = cart.pk AND status = 'started' AND ended_at IS NULL
)
WHERE state = 'open' AND pk IN (
    SELECT cart_pk FROM payment_attempt WHERE status = 'started' AND ended_at IS NULL
)
"""


def upgrade() -> None:
    op.add_column("cart", sa.Column("paying_since", UtcMicros(), nullable=True))
    op.add_column("payment_attempt", sa.Column("cart_version", sa.Integer(), nullable=True))
    for column in ("lock_since", "paying_since"):
        some = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_cart_{column}", "cart", [column, "pk"], sqlite_where=some, postgresql_where=some)
    op.execute(WAITING)
    keep_patience()
    add_tables()


def keep_patience() -> None:
    """Keep after how long a cart is locked where reading it takes no shop: see ``save_shop``."""
    bind = op.get_bind()
    settings = bind.execute(sa.text("SELECT definition FROM shop_settings")).scalar()
    try:
        known = json.loads(settings) if isinstance(settings, str) else settings or {}
        patience = TypeAdapter(timedelta).validate_python(known["locks"]["no_return_after"])
    except (KeyError, TypeError, ValueError, ValidationError):
        return
    value = patience // timedelta(microseconds=1)
    bind.execute(sa.text("INSERT INTO counter (name, value) VALUES ('no_return_after', :it)"), {"it": value})


def add_tables() -> None:
    op.create_table(
        "statement_row",
        sa.Column("pk", Whole(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("transaction_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("at", UtcMicros(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("other_names", Json(), nullable=False),
        sa.Column("merchant_reference", sa.String(), nullable=False),
        sa.Column("payer_email", sa.String(), nullable=False),
        sa.Column("card_last4", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_statement_row")),
        sa.UniqueConstraint(
            "provider", "transaction_id", name=op.f("uq_statement_row_provider_transaction_id")
        ),
    )
    op.create_index("ix_statement_row_at", "statement_row", ["at"])
    op.create_index("ix_statement_row_about", "statement_row", ["about"])
    op.create_table(
        "statement_name",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("row_pk", Whole(), nullable=False),
        sa.ForeignKeyConstraint(
            ["row_pk"],
            ["statement_row.pk"],
            name=op.f("fk_statement_name_row_pk_statement_row"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("name", "row_pk", name=op.f("pk_statement_name")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "statement_coverage",
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("since", UtcMicros(), nullable=False),
        sa.Column("until", UtcMicros(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "since", name=op.f("pk_statement_coverage")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "used_transaction",
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("transaction_id", sa.String(), nullable=False),
        sa.Column("cart_number", sa.String(), nullable=False),
        sa.Column("at", UtcMicros(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "transaction_id", name=op.f("pk_used_transaction")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "payment_without_order",
        sa.Column("id", Whole(), nullable=False),
        sa.Column("cart_number", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("merchant_reference", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("card_last4", sa.String(), nullable=True),
        sa.Column("at", UtcMicros(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_without_order")),
        sqlite_autoincrement=True,
    )
