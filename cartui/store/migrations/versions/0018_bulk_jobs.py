"""Many carts are changed by jobs, which are kept with what became of each cart."""

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import Json, UtcMicros, Whole

revision = "0018"
down_revision = "0017"

BY_ITSELF = sa.text("job IS NULL")


def upgrade() -> None:
    op.create_table(
        "bulk_job",
        sa.Column("id", Whole(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", Whole(), nullable=True),
        sa.Column("actions", Json(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("created_at", UtcMicros(), nullable=False),
        sa.Column("started_at", UtcMicros(), nullable=True),
        sa.Column("ended_at", UtcMicros(), nullable=True),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("totals_before", Json(), nullable=False),
        sa.Column("totals_after", Json(), nullable=False),
        sa.Column("undoes", Whole(), nullable=True),
        sa.Column("runner", sa.String(), nullable=False),
        sa.Column("seen_at", UtcMicros(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_job")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bulk_job_state", "bulk_job", ["state", "created_at"])
    op.create_index("ix_bulk_job_undoes", "bulk_job", ["undoes"])
    op.create_index("ix_bulk_job_latest", "bulk_job", ["place", "id"])
    op.create_index("ix_bulk_job_by_kind", "bulk_job", ["kind", "place", "id"])
    op.create_index("ix_bulk_job_by_agent", "bulk_job", ["agent", "kind", "place", "id"])
    op.create_table(
        "bulk_item",
        sa.Column("job", Whole(), nullable=False),
        sa.Column("position", Whole(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("version", Whole(), nullable=True),
        sa.Column("former_level", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("before", Whole(), nullable=False),
        sa.Column("after", Whole(), nullable=False),
        sa.Column("made", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["bulk_job.id"], name=op.f("fk_bulk_item_job_bulk_job")),
        sa.PrimaryKeyConstraint("job", "position", name=op.f("pk_bulk_item")),
    )
    op.create_index("ix_bulk_item_state", "bulk_item", ["job", "state", "position"])
    op.add_column("history", sa.Column("job", Whole(), nullable=True))
    op.add_column("purged_history", sa.Column("job", Whole(), nullable=True))
    for name, columns in (
        ("ix_history_latest", ["id"]),
        ("ix_history_by_kind", ["kind", "id"]),
        ("ix_history_by_agent", ["agent", "kind", "id"]),
    ):
        op.drop_index(name, "history", if_exists=True)
        op.create_index(name, "history", columns, sqlite_where=BY_ITSELF, postgresql_where=BY_ITSELF)
