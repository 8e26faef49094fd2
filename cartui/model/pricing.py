"""What pricing takes and gives: the input of ``cartui price`` and the figures it answers with."""

from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from cartui.model.address import TaxPlace
from cartui.model.catalog import Amount, Quantity
from cartui.model.frozen import Frozen
from cartui.model.market import CrossBorder, Rounding, TaxMode, TaxRounding
from cartui.model.money import LARGEST_AMOUNT, Currency
from cartui.model.percent import PERCENT_SCALE, Share, percent_units
from cartui.model.quick_value import quick_value
from cartui.model.shop import TaxRate
from cartui.model.text import Code, CountryCode, Line


class PricingPolicy(Frozen):
    """How a market prices and taxes."""

    currency: Currency
    countries: Annotated[tuple[CountryCode, ...], Field(min_length=1)]
    """The first is the home country."""
    tax_mode: TaxMode = TaxMode.EXCLUSIVE
    tax_rounding: TaxRounding = TaxRounding.LINE
    rounding: Rounding = Rounding.HALF_UP
    cross_border: CrossBorder = CrossBorder.KEEP_GROSS


class Discount(Frozen):
    """A line's own discount: a percentage, or an amount in minor units of the whole line."""

    percent: Share | None = None
    amount: Amount | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        """Exactly one of the two says how much."""
        if (self.percent is None) == (self.amount is None):
            raise ValueError("a discount is either a percent or an amount")
        return self


class LineToPrice(Frozen):
    """A line with its unit price already chosen (minor units)."""

    sku: Line = ""
    quantity: Quantity
    unit_price: Amount
    tax_class: Line | None = "standard"
    discount: Discount | None = None


class CouponToPrice(Frozen):
    """A coupon that matches: ``value`` is a percentage for ``percent`` and minor units for ``amount``."""

    code: Code
    kind: Literal["percent", "amount", "free_shipping"]
    value: Annotated[str | int | None, Field(validate_default=True)] = None
    skus: tuple[Code, ...] | None = None

    @field_validator("value", mode="before")
    @classmethod
    def _value_of_its_kind(cls, value: object, info: ValidationInfo) -> object:
        """A percentage is at most 100, an amount is whole minor units; free shipping needs neither."""
        match info.data.get("kind"):
            case "percent":
                return _share(value)
            case "amount":
                return _minor_units(value)
            case _:
                return None


def _share(value: object) -> str:
    """The percentage of a coupon as text; ``ValueError`` for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError('a percent coupon has a value between 0 and 100, with decimals in quotes ("9.975")')
    text = str(value)
    if percent_units(text) > PERCENT_SCALE:
        raise ValueError("a percent coupon has a value between 0 and 100")
    return text.strip()


def _minor_units(value: object) -> int:
    """The amount of a coupon; ``ValueError`` for what is none."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_AMOUNT:
        raise ValueError("an amount coupon has a value in whole minor units (1250 stands for 12.50)")
    return value


class ShippingToPrice(Frozen):
    """A delivery with its price already chosen (minor units)."""

    price: Amount
    tax_class: Line | None = None


class CustomerToPrice(Frozen):
    """What of the customer decides tax."""

    tax_exempt: bool = False


class PricingInput(Frozen):
    """Everything the total of a cart depends on; only ``market`` and ``lines`` are required."""

    market: PricingPolicy
    tax_rates: tuple[TaxRate, ...] = ()
    ship_to: TaxPlace | None = None
    customer: CustomerToPrice = CustomerToPrice()
    lines: tuple[LineToPrice, ...]
    coupon: CouponToPrice | None = None
    shipping: ShippingToPrice | None = None


@quick_value
class TaxLine:
    """What one tax adds up to, in minor units."""

    name: str
    rate: str
    amount: int


class PricedLine(Frozen):
    """The figures of one line in minor units; ``tax`` is ``None`` where only totals are rounded."""

    sku: str
    gross: int
    discount: int
    coupon: int
    tax: int | None


class Explanation(Frozen):
    """One figure with the rule and the rate it came from."""

    figure: str
    """What it is, as a path: ``lines.0.gross``, ``tax.VAT``."""
    amount: int
    rule: str


class PricingResult(Frozen):
    """The figures of a cart in minor units of ``currency``."""

    currency: str
    subtotal: int
    coupon: int
    shipping: int
    tax: int
    tax_lines: tuple[TaxLine, ...]
    total: int
    lines: tuple[PricedLine, ...]
