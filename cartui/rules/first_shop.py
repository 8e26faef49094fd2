"""The least that a shop needs before its first order, made of a few answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from cartui.model.market import DeliveryService, FulfilmentCategory, Market, TaxMode
from cartui.model.money import EXPONENTS
from cartui.model.percent import PERCENT_SCALE, percent_units
from cartui.model.shop import PriceLevel, Shop, TaxRate
from cartui.model.text import clean_line
from cartui.rules.usual_markets import usual_market

LEVEL: Final = PriceLevel(code="retail", name="Retail")
"""The price level of everybody, unless the shop has levels already."""

SERVICE: Final = "Standard delivery"
PAYMENT_METHODS: Final = ("Bank transfer", "Card", "Cash on delivery")
"""What nearly every shop has; `cartui shop apply` changes them."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was asked of whoever sets up a shop, as it was typed."""

    name: str
    country: str
    currency: str
    tax_rate: str
    """Percent; empty: no tax."""
    tax_mode: TaxMode
    delivery: int = 0
    """Price of the one delivery service, in minor units."""


class NotAShop(ValueError):
    """Some answers make no sense; ``problems`` says by field (an attribute of ``Answers``) what is wrong."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        """Keep the problems."""
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


def first_shop(answers: Answers, before: Shop | None = None) -> Shop:
    """A shop that can sell, made of these answers. What ``before`` has (levels, coupons, policies) stays.

    Raises:
        NotAShop: With everything that is wrong with the answers.
    """
    country, currency = answers.country.strip().upper(), answers.currency.strip().upper()
    rate = answers.tax_rate.strip().removesuffix("%").strip().replace(",", ".")
    wrong = {
        "name": "" if clean_line(answers.name).strip() else "The shop needs a name.",
        "country": "" if _is_country(country) else "Two letters are needed, such as BD.",
        "currency": "" if currency in EXPONENTS else "Three letters of a currency are needed, such as BDT.",
        "tax_rate": "" if not rate or _is_rate(rate) else "A percentage is needed, such as 15 or 8.1.",
    }
    if problems := {field: message for field, message in wrong.items() if message}:
        raise NotAShop(problems)
    try:
        return _shop(answers, country, currency, rate, before or Shop())
    except ValidationError:  # the one thing left is its length
        raise NotAShop({"name": "This is too long."}) from None


def _shop(answers: Answers, country: str, currency: str, rate: str, before: Shop) -> Shop:
    """The shop of answers that make sense."""
    usual = usual_market(country)
    levels = before.price_levels or (LEVEL,)
    market = Market(
        code=country,
        name=usual.name if usual else country,
        countries=(country,),
        currency=currency,
        locale=usual.locale if usual else "en",
        time_zone=usual.time_zone if usual else "UTC",
        tax_mode=answers.tax_mode,
        base_level=levels[0].code,
        services=(
            DeliveryService(name=SERVICE, category=FulfilmentCategory.SHIPPING, price=answers.delivery),
        ),
        default_service=SERVICE,
        payment_methods=PAYMENT_METHODS,
        default_payment_method=PAYMENT_METHODS[0],
    )
    is_taxed = any(tax.country == country for tax in before.tax_rates) or not rate
    tax_name = usual.tax_name if usual else "Tax"
    taxes = () if is_taxed else (TaxRate(country=country, name=tax_name, rate=rate),)
    settings = before.settings.model_dump() | {"name": answers.name, "default_market": country}
    return Shop.model_validate(
        {
            "settings": settings,
            "price_levels": levels,
            "markets": (market,),
            "tax_rates": (*before.tax_rates, *taxes),
            "coupons": before.coupons,
        }
    )


def _is_country(code: str) -> bool:
    """Whether it is written as a country's code is."""
    return len(code) == 2 and code.isascii() and code.isalpha()


def _is_rate(text: str) -> bool:
    """Whether it is a percentage, and no more than all of it."""
    try:
        return percent_units(text) <= PERCENT_SCALE
    except ValueError:
        return False
