"""The tables that a starting desk reads and writes, named without sqlmodel.

Loading sqlmodel costs more than the whole first page of the list. These are the columns of
:mod:`cartui.store.tables` once more; a test holds names and types equal.
"""

from typing import Final

from sqlalchemy import BigInteger, Boolean, Date, Integer, String, column, table

from cartui.store.column_types import Json, UtcMicros, Whole

cart: Final = table(
    "cart",
    column("pk", Whole),
    column("id", String),
    column("number", String),
    column("number_key", BigInteger),
    column("version", Integer),
    column("state", String),
    column("active", Boolean),
    column("origin", String),
    column("market", String),
    column("currency", String),
    column("channel", String),
    column("price_level", String),
    column("price_level_override", String),
    column("customer_id", String),
    column("contact_email", String),
    column("contact_phone", String),
    column("rep", String),
    column("tags", Json),
    column("assigned_to", String),
    column("shipping_address", Json),
    column("note", String),
    column("coupon_code", String),
    column("total", BigInteger),
    column("customer_name", String),
    column("customer_key", String),
    column("customer_number", String),
    column("items", Integer),
    column("units", BigInteger),
    column("products", Json),
    column("card_last4", String),
    column("created_at", UtcMicros),
    column("updated_at", UtcMicros),
    column("touched_at", UtcMicros),
    column("lock_reason", String),
    column("lock_since", UtcMicros),
    column("market_key", String),
    column("channel_key", String),
    column("level_key", String),
    column("rep_key", String),
    column("assigned_key", String),
    column("customer_number_key", String),
    column("touched_key", BigInteger),
    column("paying_since", UtcMicros),
    column("called_at", UtcMicros),
    column("call_outcome", String),
    column("visitor_address_key", String),
    column("visitor_country", String),
)

cart_line: Final = table(
    "cart_line", column("cart_pk", Whole), column("sku", String), column("title", String)
)

cart_tag: Final = table("cart_tag", column("tag_key", String), column("cart_pk", Whole))

change: Final = table(
    "change",
    column("seq", Whole),
    column("kind", String),
    column("id", String),
    column("version", Integer),
    column("agent", String),
    column("at", UtcMicros),
)

counter: Final = table("counter", column("name", String), column("value", BigInteger))

shop_settings: Final = table("shop_settings", column("id", Integer), column("definition", Json))

market: Final = table(
    "market", column("code", String), column("position", Integer), column("definition", Json)
)

price_level: Final = table(
    "price_level",
    column("code", String),
    column("position", Integer),
    column("name", String),
    column("percent_off", String),
)

coupon: Final = table(
    "coupon", column("code", String), column("position", Integer), column("definition", Json)
)

tax_rate: Final = table(
    "tax_rate",
    column("position", Integer),
    column("country", String),
    column("region", String),
    column("postcode", String),
    column("tax_class", String),
    column("name", String),
    column("rate", String),
    column("valid_from", Date),
    column("valid_to", Date),
)

customer: Final = table(
    "customer",
    column("id", String),
    column("number", String),
    column("email", String),
    column("price_level", String),
    column("blocked", Boolean),
)

variant: Final = table("variant", column("sku", String))

price: Final = table("price", column("market", String), column("level", String))
