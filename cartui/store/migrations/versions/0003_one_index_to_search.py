"""Search has one index instead of two, of texts that tell where words begin; names of customers have a key.

The texts are written anew by the program's own functions: they have to be what it will ask for.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import Json
from cartui.store.folding import run_together, search_text, sort_key, spelled_out, variant_text
from cartui.store.full_text import create_indexes
from cartui.store.migrations.adding import add_columns

revision = "0003"
down_revision = "0002"

BATCH = 1_000

ADDRESSES = sa.text(
    "SELECT customer_pk, address FROM customer_address ORDER BY customer_pk, position"
).columns(address=Json())
CUSTOMERS = (
    "SELECT pk, phone, number, name, company, email FROM customer WHERE pk > :pk ORDER BY pk LIMIT :batch"
)
CARTS = """
SELECT cart.pk, cart_search.text, cart.contact_name, cart.customer_name
FROM cart JOIN cart_search ON cart_search.pk = cart.pk
WHERE cart.pk > :pk ORDER BY cart.pk LIMIT :batch
"""
VARIANTS = """
SELECT variant.pk, product.title, variant.options, variant.sku, variant.barcode
FROM variant JOIN product ON product.id = variant.product_id
WHERE variant.pk > :pk ORDER BY variant.pk LIMIT :batch
"""


def upgrade() -> None:
    drop_indexes()
    add_name_key()
    write_texts()
    create_indexes(op.get_bind())
    fill_indexes()


def drop_indexes() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in ("cart_search", "customer_search", "variant_search"):
        for index in (f"{table}_words", f"{table}_trigrams"):
            for event in ("insert", "delete", "update"):
                op.execute(f"DROP TRIGGER {index}_{event}")
            op.execute(f"DROP TABLE {index}")


def add_name_key() -> None:
    key = sa.Column("name_key", sa.String(), nullable=False, server_default="")
    add_columns("customer", ("name", key))
    rewrite("UPDATE customer SET name_key = :text WHERE pk = :pk", CUSTOMERS, lambda row: sort_key(row.name))
    with op.batch_alter_table("customer") as customer:
        customer.alter_column("name_key", server_default=None)
    op.create_index("ix_customer_name_key", "customer", ["name_key"])


def write_texts() -> None:
    cities: dict[int, list[str]] = {}
    for pk, address in op.get_bind().execute(ADDRESSES):
        cities.setdefault(pk, []).append(address.get("city", ""))

    def of_customer(row: sa.Row[Any]) -> str:
        named = [row.name, row.company]
        lives_in = dict.fromkeys(cities.get(row.pk, ()))
        parts = [row.number, *named, row.email, *lives_in, *map(run_together, named)]
        return search_text(parts, phone=row.phone)

    def of_variant(row: sa.Row[Any]) -> str:
        return variant_text(row.title, row.options, row.sku, row.barcode)

    def of_cart(row: sa.Row[Any]) -> str:
        # What is there was folded: only names still have the dots of their umlauts.
        names = dict.fromkeys((row.contact_name, row.customer_name))
        return search_text([row.text, *map(spelled_out, names)])

    for table, chosen, text_of in (
        ("customer", CUSTOMERS, of_customer),
        ("variant", VARIANTS, of_variant),
        ("cart", CARTS, of_cart),
    ):
        rewrite(f"UPDATE {table}_search SET text = :text WHERE pk = :pk", chosen, text_of)  # noqa: S608  our own names


def rewrite(update: str, chosen: str, text_of: Callable[[sa.Row[Any]], str]) -> None:
    """Write a text into all rows, a batch at a time."""
    bind = op.get_bind()
    typed = sa.text(chosen).columns(options=Json()) if "options" in chosen else sa.text(chosen)
    last = 0
    while rows := bind.execute(typed, {"pk": last, "batch": BATCH}).all():
        bind.execute(sa.text(update), [{"pk": row.pk, "text": text_of(row)} for row in rows])
        last = rows[-1].pk


def fill_indexes() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in ("cart_search", "customer_search", "variant_search"):
        op.execute(f"INSERT INTO {table}_grams({table}_grams) VALUES ('rebuild')")  # noqa: S608  our own names
