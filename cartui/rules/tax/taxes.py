"""Which taxes apply at a place, and how much they are of an amount."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import lcm

from cartui.model.address import TaxPlace
from cartui.model.market import Rounding
from cartui.model.percent import PERCENT_SCALE
from cartui.model.shop import TaxRate
from cartui.rules.addresses import region_key
from cartui.rules.pricing.distribution import distribute
from cartui.rules.pricing.rounding import divide


@dataclass(frozen=True, slots=True)
class Charge:
    """One tax that applies to a line."""

    name: str
    rate: str
    """The percentage as it was written."""
    units: int
    """The percentage as an integer of ``PERCENT_SCALE``."""
    position: int = 0
    """Which of the taxation's sums it belongs to: charges of the same name and rate share one."""


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What one tax adds up to over a cart, in minor units; two spellings of a rate (5, 5.0) are one tax."""

    name: str
    rate: str
    amount: int


def rates_for(rates: Iterable[TaxRate], place: TaxPlace, on: date | None) -> tuple[TaxRate, ...]:
    """Return the rows that hold at a place on a day, in the order given; all of them apply together.

    A row without a region or postcode is for the whole country. Regions and postcodes are compared without
    blanks and case, since people write ``sw1a 1aa`` and ``SW1A1AA`` for the same place, and a region by its
    name as well as by its code: California is CA, however each of the rows writes it. Both ends of a row's
    validity belong to it; with ``on`` as ``None`` the days are not looked at.
    """
    here = [row for row in rates if row.country == place.country]
    regions, postcode = _regions_of(place, here), _folded(place.postcode or "")
    return tuple(
        row
        for row in here
        if (not row.region or _folded(row.region) in regions)
        and (not row.postcode or postcode.startswith(_folded(row.postcode)))
        and (on is None or _holds(row, on))
    )


def _regions_of(place: TaxPlace, rows: Iterable[TaxRate]) -> frozenset[str]:
    """Every way, folded, in which the place or one of the rows writes the place's region."""
    given = _folded(place.region or "")
    named = {_folded(row.region): row.region for row in rows if row.region}
    if not given or named.keys() <= {given}:
        return frozenset({given})
    key = region_key(place.country, place.region or "")
    same = (told for told, name in named.items() if key and region_key(place.country, name) == key)
    return frozenset({given, *same})


def _holds(row: TaxRate, on: date) -> bool:
    """Whether the row is valid on that day."""
    started = row.valid_from is None or row.valid_from <= on
    return started and (row.valid_to is None or on <= row.valid_to)


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """A region or postcode without blanks and case."""
    return "".join(text.split()).casefold()


def taxes_of(
    taxable: int,
    quantity: int,
    charges: Sequence[Charge],
    *,
    inclusive: bool,
    rounding: Rounding,
) -> list[int]:
    """Return the tax of an amount, one part for each charge, in minor units.

    Exclusive prices get each charge rounded on its own. Out of inclusive prices the sum of all charges is
    taken and rounded once, then split among them by rate.

    Args:
        taxable: What is taxed, in minor units: the line after its discount and its part of the coupon.
        quantity: How many equal units share the amount when the tax of one unit is what is rounded, and then
            multiplied; 1 rounds the tax of the whole line. The unit's share itself stays unrounded.
        charges: The taxes that apply together.
        inclusive: Whether the amount holds its tax.
        rounding: Where a half goes.
    """
    if not inclusive:
        return [tax_of(taxable, quantity, charge.units, False, rounding) for charge in charges]
    rate = sum(charge.units for charge in charges)
    tax = tax_of(taxable, quantity, rate, True, rounding)
    return distribute(tax, [charge.units for charge in charges])


@lru_cache(maxsize=16_384)
def tax_of(taxable: int, quantity: int, rate: int, inclusive: bool, rounding: Rounding) -> int:
    """Return the tax of an amount at one rate (in units of ``PERCENT_SCALE``), rounded once.

    The other arguments are those of :func:`taxes_of`. Few amounts are asked for again and again.
    """
    if not inclusive:
        return divide(taxable * rate, PERCENT_SCALE * quantity, rounding) * quantity
    tax = divide(taxable * rate, (PERCENT_SCALE + rate) * quantity, rounding) * quantity
    return min(tax, taxable)  # only rates beyond 100 % could, multiplied by the quantity, come out above


class ExactTax:
    """The tax of many amounts, kept as exact ratios until it is rounded once."""

    __slots__ = ("_numerators",)

    def __init__(self) -> None:
        self._numerators: dict[int, int] = {}
        """For each denominator the sum of the numerators that stand over it."""

    def add(self, taxable: int, charge: Charge, extracted: int) -> None:
        """Add the charge's tax of an amount.

        ``extracted`` is the sum of all charges that the amount holds (in units of ``PERCENT_SCALE``), and 0
        where the tax goes on top.
        """
        over = PERCENT_SCALE + extracted
        self._numerators[over] = self._numerators.get(over, 0) + taxable * charge.units

    def rounded(self, rounding: Rounding) -> int:
        """Return the sum in minor units."""
        over = lcm(*self._numerators)
        whole = sum(part * (over // denominator) for denominator, part in self._numerators.items())
        return divide(whole, over, rounding)
