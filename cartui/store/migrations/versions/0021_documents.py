"""What leaves the shop is kept: invoices, links to quotes, files of mails, orders that were handed on."""

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import Json, UtcMicros, Whole

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "issued_document",
        sa.Column("pk", Whole(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("number", "kind", "market")),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("order_number", "cart_number")),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", UtcMicros(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("issued_by", "credits")),
        sa.Column("content", Json(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_issued_document")),
        sa.UniqueConstraint("number", name=op.f("uq_issued_document_number")),
        sa.UniqueConstraint(
            "kind", "market", "year", "place", name=op.f("uq_issued_document_kind_market_year_place")
        ),
        sa.UniqueConstraint("order_number", "kind", name=op.f("uq_issued_document_order_number_kind")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_issued_document_market", "issued_document", ["market", "year", "pk"])
    op.create_table(
        "shared_page",
        sa.Column("id", Whole(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("cart_pk", Whole(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("created_at", UtcMicros(), nullable=False),
        sa.Column("expires_at", UtcMicros(), nullable=False),
        sa.Column("revoked_at", UtcMicros(), nullable=True),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("last_viewed_at", UtcMicros(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cart_pk"], ["cart.pk"], name=op.f("fk_shared_page_cart_pk_cart"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_page")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_shared_page_token_hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_shared_page_cart_pk", "shared_page", ["cart_pk", "id"])
    op.create_table(
        "handed_order",
        sa.Column("consumer", sa.String(), nullable=False),
        sa.Column("order_pk", Whole(), nullable=False),
        sa.Column("at", UtcMicros(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("claim", sa.String(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_pk"], ["orders.pk"], name=op.f("fk_handed_order_order_pk_orders"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("consumer", "order_pk", name=op.f("pk_handed_order")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_handed_order_order_pk", "handed_order", ["order_pk"])
    op.create_index("ix_handed_order_claim", "handed_order", ["claim"])
    op.add_column("outbox", sa.Column("attachment", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "outbox_file",
        sa.Column("outbox_id", Whole(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbox_id"], ["outbox.id"], name=op.f("fk_outbox_file_outbox_id_outbox"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_outbox_file")),
    )
