"""Taxations for the carts of one shop, each prepared once: carts by the thousand go to a few places."""

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from datetime import date, timedelta
from typing import Final

from cartui.model.address import TaxPlace
from cartui.model.market import Market
from cartui.model.pricing import PricingPolicy
from cartui.model.shop import TaxRate
from cartui.rules.tax.taxation import Taxation, taxation_for

_DAY: Final = timedelta(days=1)


class Taxations:
    """What of a shop's taxes is prepared already.

    All days between two changes of the rates are alike, and so are all regions, or all postcodes, of a
    country whose rates name none.
    """

    def __init__(self, rates: Sequence[TaxRate]) -> None:
        """Look at what tells the places and days of these rates apart; nothing is prepared yet."""
        self._rates = rates
        self._by_region = frozenset(row.country for row in rates if row.region)
        self._by_postcode = frozenset(row.country for row in rates if row.postcode)
        self._changes = _days_of_change(rates)
        self._prepared: dict[Hashable, Taxation] = {}

    def of(
        self,
        market: Market,
        country: str,
        region: str,
        postcode: str,
        *,
        tax_exempt: bool,
        reverse_charge: bool,
        on: date,
    ) -> Taxation:
        """How a market taxes what is sent there, on that day; the last three as in :func:`taxation_for`.

        It may have been prepared for another place of the country, and then names that one.
        """
        key = (
            market.code,
            country,
            region if country in self._by_region else "",
            postcode if country in self._by_postcode else "",
            tax_exempt,
            reverse_charge,
            bisect_right(self._changes, on),
        )
        found = self._prepared.get(key)
        if found is None:
            found = self._prepared[key] = taxation_for(
                policy_of(market),
                self._rates,
                TaxPlace(country=country, region=region or None, postcode=postcode or None),
                tax_exempt=tax_exempt,
                reverse_charge=reverse_charge,
                on=on,
            )
        return found


def policy_of(market: Market) -> PricingPolicy:
    """What of a market the tax rules ask for; it was checked when the market was made."""
    return PricingPolicy.model_construct(
        currency=market.currency,
        countries=market.countries,
        tax_mode=market.tax_mode,
        tax_rounding=market.tax_rounding,
        rounding=market.rounding,
        cross_border=market.cross_border,
    )


def _days_of_change(rates: Sequence[TaxRate]) -> list[date]:
    """The days on which a rate begins to hold or no longer does, in their order."""
    begin = {row.valid_from for row in rates if row.valid_from is not None}
    end = {row.valid_to + _DAY for row in rates if row.valid_to is not None and row.valid_to < date.max}
    return sorted(begin | end)
