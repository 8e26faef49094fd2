"""Whoever works at a backend that others reach has an account, with the hash of a token."""

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import UtcMicros

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "agent",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("created_at", UtcMicros(), nullable=False),
        sa.Column("revoked_at", UtcMicros(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_agent")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_agent_token_hash")),
        sqlite_with_rowid=False,
    )
