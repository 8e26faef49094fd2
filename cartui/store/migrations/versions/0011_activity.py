"""What was done is found by its kind and by who did it, over all carts."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_index("ix_history_by_kind", "history", ["kind", "id"])
    op.create_index("ix_history_by_agent", "history", ["agent", "kind", "id"])
