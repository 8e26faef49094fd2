"""Messages leave by mail through an outbox, so that none is lost or sent twice."""

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import UtcMicros, Whole

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", Whole(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cart_id", sa.String(), nullable=True),
        sa.Column("cart_number", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("intention", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("created_at", UtcMicros(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UtcMicros(), nullable=True),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("claimed_at", UtcMicros(), nullable=True),
        sa.Column("ended_at", UtcMicros(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_state", "outbox", ["state", "next_try_at", "id"])
    op.create_index("ix_outbox_cart_id", "outbox", ["cart_id"])
    op.create_index("ix_outbox_intention", "outbox", ["intention"])
