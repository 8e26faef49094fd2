"""PostgreSQL counts with 64 bits, and tells of changes.

Nothing is different on SQLite, whose numbers have 64 bits anyway.
"""

from alembic import op

from cartui.store.postgresql.schema import tell_of_changes

revision = "0006"
down_revision = "0005"

WHOLE = {
    "variant": ("pk", "weight"),
    "customer": ("pk",),
    "customer_address": ("customer_pk",),
    "cart": ("pk",),
    "cart_line": ("cart_pk", "weight"),
    "cart_tag": ("cart_pk",),
    "payment_attempt": ("cart_pk",),
    "orders": ("pk", "cart_pk"),
    "goods_issue": ("order_pk",),
    "coupon_use": ("order_pk",),
    "history": ("id", "cart_pk", "undoes"),
    "purged_history": ("id",),
    "change": ("seq",),
    "cart_search": ("pk",),
    "customer_search": ("pk",),
    "variant_search": ("pk",),
}
COUNTED = {
    "variant": "pk",
    "customer": "pk",
    "cart": "pk",
    "orders": "pk",
    "history": "id",
    "purged_history": "id",
    "change": "seq",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, columns in WHOLE.items():
        op.execute(f"ALTER TABLE {table} {', '.join(f'ALTER {column} TYPE BIGINT' for column in columns)}")
    for table, column in COUNTED.items():
        op.execute(f"ALTER SEQUENCE {table}_{column}_seq AS BIGINT")
    op.execute("ALTER TABLE shop_settings ALTER id DROP DEFAULT")  # it has one row, which is number 1
    op.execute("DROP SEQUENCE shop_settings_id_seq")
    tell_of_changes(op.get_bind())
