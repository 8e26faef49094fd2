"""The shop as it lies in the database: the queries for its rows, and what these rows are."""

from functools import lru_cache
from typing import Any, Final

from cartui.model.shop import Shop
from cartui.store.sqlite import from_json

Rows = tuple[tuple[Any, ...], ...]
"""What a query gives, as the driver has it."""

_OF_RATE: Final = ("country", "region", "postcode", "tax_class", "name", "rate", "valid_from", "valid_to")

QUERIES: Final = (
    "SELECT CAST(definition AS TEXT) FROM shop_settings",
    "SELECT code, name, percent_off FROM price_level ORDER BY position",
    "SELECT CAST(definition AS TEXT) FROM market ORDER BY position",
    f"SELECT {', '.join(_OF_RATE)} FROM tax_rate ORDER BY position",  # noqa: S608  our own names
    "SELECT CAST(definition AS TEXT) FROM coupon ORDER BY position",
)
"""For the arguments of :func:`shop_of`, in their order."""


@lru_cache(maxsize=2)
def shop_of(settings: Rows, levels: Rows, markets: Rows, rates: Rows, coupons: Rows) -> Shop:
    """The shop that these rows are; an empty one with the defaults where there are none.

    Each edit and each look at a cart needs it, and its rows hardly ever change: it is made of them once.
    Raises ``DamagedValue`` where a text is no JSON, and ``ValidationError`` where it is no shop's.
    """
    parts: dict[str, object] = {
        "price_levels": [{"code": code, "name": name, "percent_off": off} for code, name, off in levels],
        "markets": [from_json(text) for (text,) in markets],
        "tax_rates": [dict(zip(_OF_RATE, row, strict=True)) for row in rates],
        "coupons": [from_json(text) for (text,) in coupons],
    }
    if settings:
        parts["settings"] = from_json(settings[0][0])
    # As one value: what checks each of the parts by itself would be made for this alone, while a desk starts.
    return Shop.model_validate(parts)
