"""Orders are approved, held and cancelled; background work is leased; carts can be purged."""

import json

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import Json, UtcMicros
from cartui.store.migrations.adding import add_columns

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    extend_orders()
    create_goods_issues()
    create_leases()
    create_purged_history()
    name_carts_of_replies()


def extend_orders() -> None:
    version = sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    reason = sa.Column("cancel_reason", sa.String(), nullable=False, server_default="")
    took_stock: sa.Column[bool] = sa.Column(
        "took_stock", sa.Boolean(), nullable=False, server_default=sa.false()
    )
    add_columns("orders", ("number", version), ("hold_reason", reason), ("cancel_reason", took_stock))
    # What was placed here took stock; what was imported did not.
    op.execute(
        "UPDATE orders SET took_stock = true WHERE EXISTS "
        "(SELECT 1 FROM history WHERE history.cart_pk = orders.cart_pk AND history.kind = 'placed')"
    )
    with op.batch_alter_table("orders") as orders:
        for name in ("version", "cancel_reason", "took_stock"):
            orders.alter_column(name, server_default=None)


def create_goods_issues() -> None:
    op.create_table(
        "goods_issue",
        sa.Column("order_pk", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issued_at", UtcMicros(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_pk"], ["orders.pk"], name=op.f("fk_goods_issue_order_pk_orders"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("order_pk", name=op.f("pk_goods_issue")),
        sa.UniqueConstraint("number", name=op.f("uq_goods_issue_number")),
    )


def create_leases() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", UtcMicros(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
        sqlite_with_rowid=False,
    )


def create_purged_history() -> None:
    op.create_table(
        "purged_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cart_id", sa.String(), nullable=False),
        sa.Column("cart_number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", UtcMicros(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("actions", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purged_history")),
    )
    op.create_index("ix_purged_history_cart_id", "purged_history", ["cart_id", "id"])
    op.create_index("ix_purged_history_cart_number", "purged_history", ["cart_number", "id"])


def name_carts_of_replies() -> None:
    cart_id = sa.Column("cart_id", sa.String(), nullable=True)
    add_columns("idempotency", ("reply", cart_id), made_with={"sqlite_with_rowid": False})
    connection = op.get_bind()
    replies = connection.execute(
        sa.text(
            "SELECT actor, key, reply FROM idempotency "
            "WHERE operation LIKE 'carts.%' AND operation <> 'carts.place'"
        )
    )
    named = [
        {"actor": row.actor, "key": row.key, "cart": json.loads(row.reply)["id"]}
        for row in replies.fetchall()
    ]
    if named:
        connection.execute(
            sa.text("UPDATE idempotency SET cart_id = :cart WHERE actor = :actor AND key = :key"), named
        )
    op.create_index("ix_idempotency_cart_id", "idempotency", ["cart_id"])
