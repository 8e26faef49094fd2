"""The schema of the first version."""

import sqlalchemy as sa
from alembic import op

from cartui.store.column_types import Json, UtcMicros

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_shop()
    create_catalog()
    create_customers()
    create_carts()
    create_orders()
    create_audit()
    create_search()
    create_search_indexes()


def create_shop() -> None:
    op.create_table(
        "shop_settings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("definition", Json(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_settings")),
    )
    op.create_table(
        "market",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("definition", Json(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_market")),
    )
    op.create_table(
        "price_level",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("percent_off", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_price_level")),
    )
    op.create_table(
        "tax_rate",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("tax_class", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rate", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_tax_rate")),
    )
    op.create_index("ix_tax_rate_country", "tax_rate", ["country"])
    op.create_table(
        "coupon",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("definition", Json(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_coupon")),
    )


def create_catalog() -> None:
    op.create_table(
        "product",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("option_names", Json(), nullable=False),
        sa.Column("tax_class", sa.String(), nullable=True),
        sa.Column("image_url", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    op.create_table(
        "variant",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("options", Json(), nullable=False),
        sa.Column("barcode", sa.String(), nullable=False),
        sa.Column("stock", sa.BigInteger(), nullable=True),
        sa.Column("backorder", sa.Boolean(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_variant")),
        sa.UniqueConstraint("sku", name=op.f("uq_variant_sku")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_variant_product_id_product"), ondelete="CASCADE"
        ),
    )
    op.create_index("ix_variant_barcode", "variant", ["barcode"])
    op.create_index("ix_variant_product_id", "variant", ["product_id", "position"])
    op.create_table(
        "price",
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("market", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("min_quantity", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sku"], ["variant.sku"], name=op.f("fk_price_sku_variant"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sku", "market", "level", "min_quantity", name=op.f("pk_price")),
        sqlite_with_rowid=False,
    )


def create_customers() -> None:
    op.create_table(
        "customer",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_key", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("phone_reversed", sa.String(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("price_level", sa.String(), nullable=True),
        sa.Column("rep", sa.String(), nullable=False),
        sa.Column("tax_exempt", sa.Boolean(), nullable=False),
        sa.Column("vat_id", sa.String(), nullable=False),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.Column("blocked_reason", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("created_at", UtcMicros(), nullable=False),
        sa.Column("updated_at", UtcMicros(), nullable=False),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_customer")),
        sa.UniqueConstraint("id", name=op.f("uq_customer_id")),
        sa.UniqueConstraint("number", name=op.f("uq_customer_number")),
    )
    op.create_index("ix_customer_email_key", "customer", ["email_key"])
    op.create_index("ix_customer_phone_reversed", "customer", ["phone_reversed"])
    op.create_table(
        "customer_address",
        sa.Column("customer_pk", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("address", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_pk"],
            ["customer.pk"],
            name=op.f("fk_customer_address_customer_pk_customer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("customer_pk", "position", name=op.f("pk_customer_address")),
        sqlite_with_rowid=False,
    )


def create_carts() -> None:
    op.create_table(
        "cart",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("number_key", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("market", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("price_level", sa.String(), nullable=False),
        sa.Column("price_level_override", sa.String(), nullable=True),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("rep", sa.String(), nullable=False),
        sa.Column("tags", Json(), nullable=False),
        sa.Column("assigned_to", sa.String(), nullable=True),
        sa.Column("shipping_address", Json(), nullable=True),
        sa.Column("billing_address", Json(), nullable=True),
        sa.Column("billing_same_as_shipping", sa.Boolean(), nullable=False),
        sa.Column("service", sa.String(), nullable=True),
        sa.Column("payment_method", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("coupon_code", sa.String(), nullable=True),
        sa.Column("prices_held_until", UtcMicros(), nullable=True),
        sa.Column("subtotal", sa.BigInteger(), nullable=False),
        sa.Column("discounts", sa.BigInteger(), nullable=False),
        sa.Column("coupon_amount", sa.BigInteger(), nullable=False),
        sa.Column("shipping", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("tax_lines", Json(), nullable=False),
        sa.Column("tax_included", sa.Boolean(), nullable=False),
        sa.Column("tax_estimated", sa.Boolean(), nullable=False),
        sa.Column("tax_exempt", sa.Boolean(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("coupon_state", Json(), nullable=True),
        sa.Column("customer_name", sa.String(), nullable=False),
        sa.Column("customer_key", sa.String(), nullable=False),
        sa.Column("customer_number", sa.String(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("products", Json(), nullable=False),
        sa.Column("card_last4", sa.String(), nullable=True),
        sa.Column("lock_reason", sa.String(), nullable=True),
        sa.Column("lock_since", UtcMicros(), nullable=True),
        sa.Column("lock_note", sa.String(), nullable=False),
        sa.Column("visitor_session", sa.String(), nullable=True),
        sa.Column("visitor", Json(), nullable=True),
        sa.Column("created_at", UtcMicros(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("updated_at", UtcMicros(), nullable=False),
        sa.Column("touched_at", UtcMicros(), nullable=True),
        sa.Column("deleted_at", UtcMicros(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_cart_customer_id_customer")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_cart")),
        sa.UniqueConstraint("id", name=op.f("uq_cart_id")),
        sa.UniqueConstraint("number", name=op.f("uq_cart_number")),
        sa.UniqueConstraint("source", "reference", name=op.f("uq_cart_source_reference")),
    )
    op.create_index("ix_cart_assigned_updated", "cart", ["assigned_to", "updated_at", "pk"])
    op.create_index("ix_cart_by_created", "cart", ["active", "created_at", "pk"])
    op.create_index("ix_cart_by_customer", "cart", ["active", "customer_key", "pk"])
    op.create_index("ix_cart_by_items", "cart", ["active", "items", "pk"])
    op.create_index("ix_cart_by_market", "cart", ["active", "market", "updated_at", "pk"])
    op.create_index("ix_cart_by_number", "cart", ["active", "number_key", "pk"])
    op.create_index("ix_cart_by_state", "cart", ["active", "state", "updated_at", "pk"])
    op.create_index("ix_cart_by_total", "cart", ["active", "currency", "total", "pk"])
    op.create_index("ix_cart_by_units", "cart", ["active", "units", "pk"])
    op.create_index("ix_cart_by_updated", "cart", ["active", "updated_at", "pk"])
    op.create_index("ix_cart_customer_updated", "cart", ["customer_id", "updated_at", "pk"])
    op.create_index("ix_cart_visitor_session", "cart", ["visitor_session"])
    op.create_table(
        "cart_line",
        sa.Column("cart_pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("options", sa.String(), nullable=False),
        sa.Column("image_url", sa.String(), nullable=True),
        sa.Column("tax_class", sa.String(), nullable=True),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("price_source", sa.String(), nullable=False),
        sa.Column("wholesale_from", sa.Integer(), nullable=True),
        sa.Column("discount_percent", sa.String(), nullable=True),
        sa.Column("discount_amount", sa.BigInteger(), nullable=True),
        sa.Column("discount_reason", sa.String(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=True),
        sa.Column("discount", sa.BigInteger(), nullable=True),
        sa.Column("coupon", sa.BigInteger(), nullable=True),
        sa.Column("tax", sa.BigInteger(), nullable=True),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cart_pk"], ["cart.pk"], name=op.f("fk_cart_line_cart_pk_cart"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cart_pk", "id", name=op.f("pk_cart_line")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cart_line_sku", "cart_line", ["sku", "cart_pk"])
    op.create_table(
        "cart_tag",
        sa.Column("tag_key", sa.String(), nullable=False),
        sa.Column("cart_pk", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cart_pk"], ["cart.pk"], name=op.f("fk_cart_tag_cart_pk_cart"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("tag_key", "cart_pk", name=op.f("pk_cart_tag")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cart_tag_cart_pk", "cart_tag", ["cart_pk"])
    op.create_table(
        "payment_attempt",
        sa.Column("cart_pk", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("merchant_reference", sa.String(), nullable=False),
        sa.Column("payer_email", sa.String(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("card_last4", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("started_at", UtcMicros(), nullable=False),
        sa.Column("ended_at", UtcMicros(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cart_pk"], ["cart.pk"], name=op.f("fk_payment_attempt_cart_pk_cart"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("cart_pk", "position", name=op.f("pk_payment_attempt")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_payment_attempt_merchant_reference", "payment_attempt", ["merchant_reference"])
    op.create_index("ix_payment_attempt_reference", "payment_attempt", ["reference"])


def create_orders() -> None:
    op.create_table(
        "orders",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("cart_pk", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("placed_at", UtcMicros(), nullable=False),
        sa.Column("placed_by", sa.String(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("hold_reason", sa.String(), nullable=False),
        sa.Column("waived", Json(), nullable=False),
        sa.ForeignKeyConstraint(["cart_pk"], ["cart.pk"], name=op.f("fk_orders_cart_pk_cart")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_orders")),
        sa.UniqueConstraint("cart_pk", name=op.f("uq_orders_cart_pk")),
        sa.UniqueConstraint("id", name=op.f("uq_orders_id")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
    )
    op.create_index("ix_orders_placed_at", "orders", ["placed_at", "pk"])
    op.create_index("ix_orders_state_placed_at", "orders", ["state", "placed_at", "pk"])
    op.create_table(
        "coupon_use",
        sa.Column("order_pk", sa.Integer(), nullable=False),
        sa.Column("coupon", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_pk"], ["orders.pk"], name=op.f("fk_coupon_use_order_pk_orders"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("order_pk", "coupon", name=op.f("pk_coupon_use")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_coupon_use_coupon_customer_id", "coupon_use", ["coupon", "customer_id"])


def create_audit() -> None:
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cart_pk", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", UtcMicros(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("actions", Json(), nullable=False),
        sa.Column("changes", Json(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["cart_pk"], ["cart.pk"], name=op.f("fk_history_cart_pk_cart")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_history_cart_pk_id", "history", ["cart_pk", "id"])
    op.create_table(
        "change",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("at", UtcMicros(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "idempotency",
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("at", UtcMicros(), nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name=op.f("pk_idempotency")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_idempotency_at", "idempotency", ["at"])
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
        sqlite_with_rowid=False,
    )


def create_search() -> None:
    op.create_table(
        "cart_search",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["pk"], ["cart.pk"], name=op.f("fk_cart_search_pk_cart"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_cart_search")),
    )
    op.create_table(
        "customer_search",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pk"], ["customer.pk"], name=op.f("fk_customer_search_pk_customer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_customer_search")),
    )
    op.create_table(
        "variant_search",
        sa.Column("pk", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["pk"], ["variant.pk"], name=op.f("fk_variant_search_pk_variant"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_variant_search")),
    )


def create_search_indexes() -> None:
    """Two for each table: of words with their beginnings, and of trigrams. Revision 0003 has others."""
    if op.get_bind().dialect.name != "sqlite":
        return
    tokenizers = {
        "words": "tokenize = \"unicode61 remove_diacritics 0 categories 'L* M* N* Co'\", prefix = '1 2 3'",
        "trigrams": 'tokenize = "trigram case_sensitive 1"',
    }
    for table in ("cart_search", "customer_search", "variant_search"):
        for ending, tokenizer in tokenizers.items():
            index = f"{table}_{ending}"
            add = f"INSERT INTO {index}(rowid, text) VALUES (new.pk, new.text);"  # noqa: S608  our own names
            remove = f"INSERT INTO {index}({index}, rowid, text) VALUES ('delete', old.pk, old.text);"  # noqa: S608  as above
            op.execute(
                f"CREATE VIRTUAL TABLE {index} USING fts5"
                f"(text, content = '{table}', content_rowid = 'pk', {tokenizer})"
            )
            op.execute(f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {add} END")
            op.execute(f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {remove} END")
            op.execute(f"CREATE TRIGGER {index}_update AFTER UPDATE ON {table} BEGIN {remove} {add} END")
