"""What the tests of the readers share: a shop, and a whole file read at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from cartui.imports.batches import ReadBatch
from cartui.imports.shop_file import read_shop
from cartui.model.imports import (
    ImportedCart,
    ImportedCoupon,
    ImportedCustomer,
    ImportedProduct,
    ImportedTaxRate,
    Refusal,
)
from cartui.model.shop import Shop

FIXTURES = Path(__file__).parent / "fixtures"

SHOP = """
[[price_levels]]
code = "retail"
name = "Retail"
[[price_levels]]
code = "trade"
name = "Trade"
[[markets]]
code = "BD"
name = "Bangladesh"
countries = ["BD"]
currency = "BDT"
time_zone = "Asia/Dhaka"
base_level = "retail"
payment_methods = ["COD"]
services = [{ name = "Standard", category = "shipping" }]
[[markets]]
code = "JP"
name = "Japan"
countries = ["JP"]
currency = "JPY"
base_level = "retail"
[[markets]]
code = "GB"
name = "Great Britain"
countries = ["GB"]
currency = "GBP"
base_level = "retail"
"""


def a_shop() -> Shop:
    """Three markets and two levels."""
    return read_shop(SHOP)


@dataclass(frozen=True)
class Whole:
    """Everything that reading a file gave."""

    products: tuple[ImportedProduct, ...]
    customers: tuple[ImportedCustomer, ...]
    carts: tuple[ImportedCart, ...]
    coupons: tuple[ImportedCoupon, ...]
    tax_rates: tuple[ImportedTaxRate, ...]
    refusals: tuple[Refusal, ...]
    warnings: tuple[Refusal, ...]
    rows: int

    @property
    def refused(self) -> dict[int, tuple[str, str]]:
        """Column and reason by line."""
        return {refusal.line: (refusal.column, refusal.reason) for refusal in self.refusals}

    def cart(self, reference: str) -> ImportedCart:
        """The one cart of a reference."""
        (found,) = [cart for cart in self.carts if cart.reference == reference]
        return found


def whole(parts: Iterable[ReadBatch]) -> Whole:
    """Read everything, and check that each part accounts for each of its rows once."""
    parts = list(parts)
    seen: list[int] = []
    for part in parts:
        assert part.rows == part.batch.row_count + len(part.refusals)
        assert part.report.rows == part.report.refused == len(part.refusals)
        for cart in part.batch.carts:
            seen += [row.line for row in cart.rows] + [row.line for line in cart.lines for row in line.rows]
        seen += [row.line for product in part.batch.products for row in product.rows]
        seen += [row.line for customer in part.batch.customers for row in customer.rows]
        seen += [row.line for coupon in part.batch.coupons for row in coupon.rows]
        seen += [row.line for rate in part.batch.tax_rates for row in rate.rows]
        seen += [refusal.line for refusal in part.refusals]
    assert len(seen) == len(set(seen)), "a row stands in two places"
    rows = sum(part.rows for part in parts)
    assert rows == len(seen) == (parts[0].total if parts else 0)
    return Whole(
        products=tuple(product for part in parts for product in part.batch.products),
        customers=tuple(customer for part in parts for customer in part.batch.customers),
        carts=tuple(cart for part in parts for cart in part.batch.carts),
        coupons=tuple(coupon for part in parts for coupon in part.batch.coupons),
        tax_rates=tuple(rate for part in parts for rate in part.batch.tax_rates),
        refusals=tuple(refusal for part in parts for refusal in part.refusals),
        warnings=tuple(warning for part in parts for warning in part.warnings),
        rows=rows,
    )


def stream(text: str, encoding: str = "utf-8") -> BytesIO:
    """A file that is only in memory."""
    return BytesIO(text.encode(encoding))
