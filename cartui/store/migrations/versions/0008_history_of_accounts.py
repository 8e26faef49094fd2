"""What was done with accounts is kept: who let whom in, as what, and who took a token back."""

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import UtcMicros, Whole

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "agent_history",
        sa.Column("id", Whole(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("at", UtcMicros(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_history")),
        sqlite_autoincrement=True,
    )
