"""Exports are kept: who wrote which rows to a file, in a table that has no place for a customer's data."""

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import UtcMicros, Whole

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "noted_export",
        sa.Column("id", Whole(), nullable=False),
        sa.Column("place", Whole(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "selection", "written_as")),
        sa.Column("at", UtcMicros(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("agent", "origin")),
        sa.Column("rows", Whole(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_noted_export")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_noted_export_latest", "noted_export", ["place", "id"])
    op.create_index("ix_noted_export_by_agent", "noted_export", ["agent", "place", "id"])
