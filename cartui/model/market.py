"""The regional context of a cart: countries, currency, tax mode, delivery and payment."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from cartui.model.address import Address
from cartui.model.catalog import Amount
from cartui.model.frozen import Frozen
from cartui.model.money import Currency
from cartui.model.text import Code, CountryCode, Line, Name


class TaxMode(StrEnum):
    """Whether prices hold their tax."""

    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


class TaxRounding(StrEnum):
    """What is rounded: each line and rate, each unit, or each rate's sum."""

    LINE = "line"
    UNIT = "unit"
    TOTAL = "total"


class Rounding(StrEnum):
    """Where a half goes."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    HALF_DOWN = "half_down"


class CrossBorder(StrEnum):
    """What an inclusive price keeps when it is sent to a country with another rate."""

    KEEP_GROSS = "keep_gross"
    KEEP_NET = "keep_net"


class FulfilmentCategory(StrEnum):
    """How goods reach the customer."""

    SHIPPING = "shipping"
    DELIVERY = "delivery"
    PICKUP = "pickup"


class BracketBy(StrEnum):
    """What a service's brackets are counted in: minor units of the subtotal, or grams."""

    SUBTOTAL = "subtotal"
    WEIGHT = "weight"


class PriceBracket(Frozen):
    """From this much on (subtotal in minor units, or grams), the service costs this."""

    at_least: Annotated[int, Field(ge=0)]
    price: Amount


class DeliveryService(Frozen):
    """One way to get goods to customers of a market, with its price."""

    name: Name
    category: FulfilmentCategory
    price: Amount = 0
    """Minor units; what is paid where no bracket applies."""
    bracket_by: BracketBy = BracketBy.SUBTOTAL
    brackets: tuple[PriceBracket, ...] = ()
    free_from: Amount | None = None
    """Subtotal in minor units from which it costs nothing."""
    tax_class: Line | None = None
    """``None``: untaxed."""
    outlet: Address | None = None
    """Where it is picked up; required for pickup, since the outlet is the place of taxation."""

    @model_validator(mode="after")
    def _pickup_has_an_outlet(self) -> Self:
        """Refuse a pickup service without a place."""
        if self.category is FulfilmentCategory.PICKUP and (self.outlet is None or not self.outlet.country):
            raise ValueError("a pickup service needs an outlet with a country")
        return self


def _known_zone(name: str) -> str:
    """Refuse a time zone that this machine does not know."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is not a time zone such as Asia/Dhaka") from None
    return name


class Market(Frozen):
    """Everything that follows from where a customer buys."""

    code: Code
    name: Name
    countries: Annotated[tuple[CountryCode, ...], Field(min_length=1)]
    """The first is the home country: the seller's, where tax is estimated and ``keep_net`` starts."""
    currency: Currency
    locale: Line = "en"
    """How amounts of this market are written (a CLDR locale such as ``bn_BD``)."""
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    tax_mode: TaxMode = TaxMode.EXCLUSIVE
    tax_rounding: TaxRounding = TaxRounding.LINE
    rounding: Rounding = Rounding.HALF_UP
    cross_border: CrossBorder = CrossBorder.KEEP_GROSS
    reverse_charge: bool = False
    """Whether a business with a VAT id in another country of the market pays no tax here."""
    base_level: Code
    """The price level of everybody who has no other."""
    services: tuple[DeliveryService, ...] = ()
    default_service: Line | None = None
    payment_methods: tuple[Name, ...] = ()
    default_payment_method: Line | None = None
    high_value: Amount | None = None
    """From this total on (minor units) a cart is *high value* (decision 5)."""

    @model_validator(mode="after")
    def _defaults_exist(self) -> Self:
        """Refuse defaults that are not among the choices, and two services of one name."""
        names = [service.name for service in self.services]
        if len(set(names)) != len(names):
            raise ValueError("two services of a market cannot have the same name")
        if self.default_service is not None and self.default_service not in names:
            raise ValueError(f"default_service {self.default_service!r} is not one of its services")
        if (
            self.default_payment_method is not None
            and self.default_payment_method not in self.payment_methods
        ):
            raise ValueError(
                f"default_payment_method {self.default_payment_method!r} is not one of its methods"
            )
        return self

    def service(self, name: str) -> DeliveryService | None:
        """The service of that name, or ``None``."""
        return next((service for service in self.services if service.name == name), None)
