"""Customers are listed by name, number and age, and found by their VAT id."""

import sqlalchemy as sa
from alembic import op

from cartui.store.folding import code_key, number_key

revision = "0010"
down_revision = "0009"

BATCH = 1_000

CUSTOMERS = "SELECT pk, number, vat_id FROM customer WHERE pk > :pk ORDER BY pk LIMIT :batch"
FILL = "UPDATE customer SET number_key = :number_key, vat_key = :vat_key WHERE pk = :pk"

HAS_VAT = sa.text("vat_key <> ''")


def upgrade() -> None:
    op.add_column("customer", sa.Column("number_key", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("customer", sa.Column("vat_key", sa.String(), nullable=False, server_default=""))
    fill_keys()
    op.drop_index("ix_customer_name_key", table_name="customer")
    op.create_index("ix_customer_by_name", "customer", ["name_key", "pk"])
    op.create_index("ix_customer_by_number", "customer", ["number_key", "pk"])
    op.create_index("ix_customer_by_created", "customer", ["created_at", "pk"])
    op.create_index(
        "ix_customer_vat_key", "customer", ["vat_key"], sqlite_where=HAS_VAT, postgresql_where=HAS_VAT
    )


def fill_keys() -> None:
    bind = op.get_bind()
    last = 0
    while rows := bind.execute(sa.text(CUSTOMERS), {"pk": last, "batch": BATCH}).all():
        keys = [
            {"pk": row.pk, "number_key": number_key(str(row.number)), "vat_key": code_key(str(row.vat_id))}
            for row in rows
        ]
        bind.execute(sa.text(FILL), keys)
        last = rows[-1].pk
