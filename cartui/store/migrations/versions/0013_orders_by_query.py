"""Orders are found by their numbers and their goods issues', by what is paid of them, and by their total."""

import sqlalchemy as sa
from alembic import op

from cartui.store.folding import added_text
from cartui.store.search import extend

revision = "0013"
down_revision = "0012"

BATCH = 500

NUMBERS = """
SELECT orders.cart_pk, orders.number, goods_issue.number AS issue
FROM orders LEFT JOIN goods_issue ON goods_issue.order_pk = orders.pk
WHERE orders.cart_pk > :pk ORDER BY orders.cart_pk LIMIT :batch
"""

IS_DUE = sa.text("paid < total AND state <> 'cancelled'")
IS_PAID = sa.text("paid >= total AND state <> 'cancelled'")


def upgrade() -> None:
    for name, where in (("ix_orders_due", IS_DUE), ("ix_orders_paid", IS_PAID)):
        op.create_index(name, "orders", ["placed_at", "pk"], sqlite_where=where, postgresql_where=where)
    op.create_index("ix_orders_total", "orders", ["currency", "total", "pk"])
    name_orders()


def name_orders() -> None:
    """Let the carts that became orders be found by the numbers that these have."""
    bind = op.get_bind()
    last = 0
    while rows := bind.execute(sa.text(NUMBERS), {"pk": last, "batch": BATCH}).all():
        extend(bind, "cart", {row.cart_pk: added_text(row.number, row.issue) for row in rows})
        last = rows[-1].cart_pk
