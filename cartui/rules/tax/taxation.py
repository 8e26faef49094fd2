"""How one market taxes at one place: everything about tax that is the same for all carts sent there.

Bulk pricing makes one :class:`Taxation` for each market and place and prices thousands of carts with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cartui.model.address import TaxPlace
from cartui.model.market import CrossBorder, TaxMode, TaxRounding
from cartui.model.percent import PERCENT_SCALE
from cartui.model.pricing import PricingPolicy
from cartui.model.shop import TaxRate
from cartui.rules.pricing.rounding import divide, units_of
from cartui.rules.tax.taxes import Charge, rates_for


@dataclass(frozen=True, slots=True)
class ClassTax:
    """What applies to the lines of one tax class."""

    charges: tuple[Charge, ...] = ()
    rate: int = 0
    """Sum of the charges, in units of ``PERCENT_SCALE``."""
    contained: int = 0
    """The rate that inclusive prices hold as they are given."""
    wanted: int = 0
    """The rate that they are to hold: another one across a border with ``keep_net``, none for the exempt."""


UNTAXED = ClassTax()
"""What applies to a line without a tax class, and to a class that no rate is for."""


@dataclass(frozen=True, slots=True)
class Taxation:
    """The policy of a market, with the taxes of a place sorted by class."""

    policy: PricingPolicy
    place: TaxPlace
    exempt: bool
    """Whether nothing is taxed: an exempt customer, or reverse charge."""
    reverse_charge: bool
    classes: dict[str | None, ClassTax]
    """By tax class; what is not in it is untaxed."""
    names: tuple[tuple[str, str], ...]
    """(Name, rate) of each tax that may be summed, in the order of the shop's rows."""
    keeps_prices: bool
    """Whether every price stays as it is given."""

    @property
    def inclusive(self) -> bool:
        """Whether prices hold their tax."""
        return self.policy.tax_mode is TaxMode.INCLUSIVE

    @property
    def by_unit(self) -> bool:
        """Whether the tax of one unit is rounded and multiplied."""
        return self.policy.tax_rounding is TaxRounding.UNIT

    @property
    def by_total(self) -> bool:
        """Whether each tax is rounded once for the whole cart."""
        return self.policy.tax_rounding is TaxRounding.TOTAL

    def tax_of(self, tax_class: str | None) -> ClassTax:
        """What applies to lines of that class."""
        return self.classes.get(tax_class, UNTAXED)

    def price_here(self, amount: int, tax: ClassTax) -> int:
        """Return a price (minor units of one unit, or of delivery) as this customer pays it at this place.

        An inclusive price loses the rate that it holds and gains the wanted one, rounded once; all other
        prices stay as they are.
        """
        if tax.contained == tax.wanted:
            return amount
        wanted, contained = PERCENT_SCALE + tax.wanted, PERCENT_SCALE + tax.contained
        return divide(amount * wanted, contained, self.policy.rounding)


def taxation_for(
    policy: PricingPolicy,
    rates: Iterable[TaxRate],
    ship_to: TaxPlace | None,
    *,
    tax_exempt: bool = False,
    reverse_charge: bool = False,
    on: date | None = None,
) -> Taxation:
    """Prepare the taxation of a market at a place.

    Args:
        policy: How the market prices and taxes.
        rates: All tax rows of the shop.
        ship_to: Where it goes, or the outlet where it is picked up; ``None``: the market's home country.
        tax_exempt: Whether the customer pays no tax.
        reverse_charge: Whether the customer, a business abroad, owes the tax itself.
        on: The day on which rows must be valid; ``None`` does not look at their days.
    """
    rows = tuple(rates)
    home = TaxPlace(country=policy.countries[0])
    place = ship_to if ship_to is not None else home
    here = rates_for(rows, place, on)
    abroad = place.country != home.country
    held = rates_for(rows, home, on) if abroad and policy.cross_border is CrossBorder.KEEP_NET else here
    exempt = tax_exempt or reverse_charge
    charges, names = _charges(() if exempt else here)
    contained = _sums(held) if policy.tax_mode is TaxMode.INCLUSIVE else {}
    classes: dict[str | None, ClassTax] = {}
    for tax_class in charges.keys() | contained.keys():
        own = charges.get(tax_class, ())
        rate = sum(charge.units for charge in own)
        wanted = rate if policy.tax_mode is TaxMode.INCLUSIVE else 0
        classes[tax_class] = ClassTax(own, rate, contained=contained.get(tax_class, 0), wanted=wanted)
    keeps_prices = all(tax.contained == tax.wanted for tax in classes.values())
    return Taxation(policy, place, exempt, reverse_charge, classes, names, keeps_prices)


def _charges(rows: Sequence[TaxRate]) -> tuple[dict[str, tuple[Charge, ...]], tuple[tuple[str, str], ...]]:
    """The charges of each tax class in the order of the rows, and what each of their sums is called."""
    found: dict[str, tuple[Charge, ...]] = {}
    positions: dict[tuple[str, int], int] = {}
    names: list[tuple[str, str]] = []
    for row in rows:
        units = units_of(row.rate)
        position = positions.setdefault((row.name, units), len(names))
        if position == len(names):
            names.append((row.name, row.rate))
        found[row.tax_class] = (*found.get(row.tax_class, ()), Charge(row.name, row.rate, units, position))
    return found, tuple(names)


def _sums(rows: Iterable[TaxRate]) -> dict[str, int]:
    """The sum of the rates of each tax class, in units of ``PERCENT_SCALE``."""
    found: dict[str, int] = {}
    for row in rows:
        found[row.tax_class] = found.get(row.tax_class, 0) + units_of(row.rate)
    return found
