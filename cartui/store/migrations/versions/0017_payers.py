"""Who paid is found by when it was, to be forgotten after the time that the shop says."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

TOLD = sa.text("payer_email <> ''")
TRIED = sa.text("payer_email IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_statement_row_payer", "statement_row", ["at"], sqlite_where=TOLD, postgresql_where=TOLD
    )
    op.create_index(
        "ix_payment_attempt_payer",
        "payment_attempt",
        ["started_at"],
        sqlite_where=TRIED,
        postgresql_where=TRIED,
    )
