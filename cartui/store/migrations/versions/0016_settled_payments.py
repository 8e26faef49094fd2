"""Payments without an order are one list, of what was reported and what statements tell, and are settled."""

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import UtcMicros, Whole

revision = "0016"
down_revision = "0015"

PAID = sa.text("kind = 'payment' AND status = 'completed'")


def upgrade() -> None:
    op.create_table(
        "payment_settlement",
        sa.Column("id", Whole(), nullable=False),
        sa.Column("payment", sa.String(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("at", UtcMicros(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_settlement")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_payment_settlement_payment", "payment_settlement", ["payment", "id"])
    op.create_index(
        "ix_statement_row_paid", "statement_row", ["at", "pk"], sqlite_where=PAID, postgresql_where=PAID
    )
    op.create_index("ix_payment_without_order_at", "payment_without_order", ["at", "id"])
    for column in ("reference", "merchant_reference"):
        op.create_index(f"ix_payment_without_order_{column}", "payment_without_order", [column])
