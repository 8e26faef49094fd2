"""It is known which carts could not be placed, so that nobody's order is forgotten."""

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import Json, UtcMicros, Whole

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "failed_placing",
        sa.Column("cart_pk", Whole(), nullable=False),
        sa.Column("at", UtcMicros(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("why", Json(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("cart_version", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cart_pk"], ["cart.pk"], name=op.f("fk_failed_placing_cart_pk_cart"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cart_pk", name=op.f("pk_failed_placing")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_failed_placing_at", "failed_placing", ["at", "cart_pk"])
