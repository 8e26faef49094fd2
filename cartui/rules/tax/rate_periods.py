"""Tax rates in time: which rows are one rate over the years, and how a newer row follows an older one.

All rows that match a place apply together, so two periods of one rate that overlap would be charged twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from cartui.model.percent import percent_units
from cartui.model.shop import TaxRate
from cartui.rules.addresses import region_key

TaxPlace = tuple[str, str, str, str]
"""Country, region, postcode and class: what a cart has to match, each in the one way that compares."""

Period = tuple[str, date | None]
"""The folded name of a tax and its first day, if it has one: what tells the rows of one place apart."""

_ALWAYS: Final = date.min
"""When a row began that does not say it."""

_DAY: Final = timedelta(days=1)


def tax_place(country: str, region: str, postcode: str, tax_class: str) -> TaxPlace:
    """Where and on what a row is charged. California is CA, and ``sw1a 1aa`` is ``SW1A1AA``."""
    code = country.upper()
    known = region_key(code, region) if region and len(code) == 2 and code.isascii() else None
    return code, known or _folded(region), _folded(postcode), tax_class


def place_of(rate: TaxRate) -> TaxPlace:
    """Where and on what this row is charged."""
    return tax_place(rate.country, rate.region or "", rate.postcode or "", rate.tax_class)


def same_rate(one: TaxRate, other: TaxRate) -> bool:
    """Whether two rows say the same, in however many digits."""
    return _said(one) == _said(other)


def period_of(rate: TaxRate) -> Period:
    """What tells this row from others of its place."""
    return rate.name.casefold(), rate.valid_from


def overlap(one: TaxRate, other: TaxRate) -> bool:
    """Whether there is a day on which both hold."""
    return _start(one) <= (other.valid_to or date.max) and _start(other) <= (one.valid_to or date.max)


@dataclass
class TaxTimeline:
    """The rows of one place and class, as they become while new ones come."""

    rows: dict[Period, TaxRate] = field(default_factory=dict)
    """By :func:`period_of`, the rows as they should be."""

    def add(self, new: TaxRate) -> str | None:
        """Let a row in: it replaces the one of the same name and first day, and ends what was open before it.

        A row without a last day holds until the next one of its name begins. Gives why it cannot go in, and
        then changes nothing.
        """
        others = [rate for key, rate in self.rows.items() if key[0] == period_of(new)[0]]
        others = [rate for rate in others if rate.valid_from != new.valid_from]
        later = [_start(rate) for rate in others if _start(rate) > _start(new)]
        if new.valid_to is None and later:
            new = new.model_copy(update={"valid_to": min(later) - _DAY})
        ended = [rate for rate in others if rate.valid_to is None and _start(rate) < _start(new)]
        clash = next((rate for rate in others if rate not in ended and overlap(rate, new)), None)
        if clash is not None:
            return f"would be charged beside the rate of {clash.rate} % that holds {_span(clash)}"
        for rate in ended:
            last = _start(new) - _DAY
            self.rows[period_of(rate)] = rate.model_copy(update={"valid_to": last})
        self.rows[period_of(new)] = new
        return None

    def beside(self, rate: TaxRate, names: Iterable[str]) -> TaxRate | None:
        """A row of another name than all of ``names`` (folded) that is charged together with this one."""
        told = set(names)
        return next(
            (other for key, other in self.rows.items() if key[0] not in told and overlap(other, rate)), None
        )


def _said(rate: TaxRate) -> tuple[object, ...]:
    """What a row says, comparably."""
    return (place_of(rate), rate.name, percent_units(rate.rate), rate.valid_from, rate.valid_to)


def _start(rate: TaxRate) -> date:
    """The first day of a row."""
    return rate.valid_from or _ALWAYS


def _span(rate: TaxRate) -> str:
    """When a row holds, for people."""
    if rate.valid_from is None:
        return f"until {rate.valid_to}" if rate.valid_to else "always"
    return f"from {rate.valid_from} {f'to {rate.valid_to}' if rate.valid_to else 'on'}"


def _folded(text: str) -> str:
    """A region or postcode without blanks and case, as carts are matched."""
    return "".join(text.split()).casefold()
