"""Who has a cart open is known, so that two who work on one see each other."""

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import UtcMicros, Whole

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "presence",
        sa.Column("cart_pk", Whole(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("desk", sa.String(), nullable=False),
        sa.Column("since", UtcMicros(), nullable=False),
        sa.Column("until", UtcMicros(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cart_pk"], ["cart.pk"], name=op.f("fk_presence_cart_pk_cart"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cart_pk", "agent", "desk", name=op.f("pk_presence")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_presence_until", "presence", ["until"])
