"""What is usual where: the market that a new shop begins with, by country.

Standard rates of sales tax as of November 2026. They are a beginning that is shown and can be typed over,
since rates change and a shop may owe others; what a shop charges stands in the shop only.
"""

from dataclasses import dataclass
from typing import Final

from cartui.model.market import TaxMode


@dataclass(frozen=True, slots=True)
class UsualMarket:
    """One country as a market."""

    country: str
    name: str
    currency: str
    locale: str
    time_zone: str
    tax_name: str
    tax_rate: str
    """Percent of the standard class; empty: none for the whole country, its states and towns have theirs."""
    tax_mode: TaxMode = TaxMode.INCLUSIVE
    """Whether prices there usually hold their tax."""

    @property
    def taxed_by_region(self) -> bool:
        """Whether there is no rate for the whole country, but one for each of its states and towns."""
        return not self.tax_rate


USUAL_MARKETS: Final = (
    UsualMarket("AU", "Australia", "AUD", "en_AU", "Australia/Sydney", "GST", "10"),
    UsualMarket("AT", "Austria", "EUR", "de_AT", "Europe/Vienna", "USt.", "20"),
    UsualMarket("BD", "Bangladesh", "BDT", "bn_BD", "Asia/Dhaka", "VAT", "15"),
    UsualMarket("BE", "Belgium", "EUR", "nl_BE", "Europe/Brussels", "btw/TVA", "21"),
    UsualMarket("CA", "Canada", "CAD", "en_CA", "America/Toronto", "GST", "5", TaxMode.EXCLUSIVE),
    UsualMarket("CZ", "Czechia", "CZK", "cs_CZ", "Europe/Prague", "DPH", "21"),
    UsualMarket("DK", "Denmark", "DKK", "da_DK", "Europe/Copenhagen", "moms", "25"),
    UsualMarket("FI", "Finland", "EUR", "fi_FI", "Europe/Helsinki", "ALV", "25.5"),
    UsualMarket("FR", "France", "EUR", "fr_FR", "Europe/Paris", "TVA", "20"),
    UsualMarket("DE", "Germany", "EUR", "de_DE", "Europe/Berlin", "MwSt.", "19"),
    UsualMarket("GR", "Greece", "EUR", "el_GR", "Europe/Athens", "ΦΠΑ", "24"),
    UsualMarket("HU", "Hungary", "HUF", "hu_HU", "Europe/Budapest", "ÁFA", "27"),
    UsualMarket("IN", "India", "INR", "en_IN", "Asia/Kolkata", "GST", "18"),
    UsualMarket("IE", "Ireland", "EUR", "en_IE", "Europe/Dublin", "VAT", "23"),
    UsualMarket("IT", "Italy", "EUR", "it_IT", "Europe/Rome", "IVA", "22"),
    UsualMarket("JP", "Japan", "JPY", "ja_JP", "Asia/Tokyo", "消費税", "10"),
    UsualMarket("MX", "Mexico", "MXN", "es_MX", "America/Mexico_City", "IVA", "16"),
    UsualMarket("NL", "Netherlands", "EUR", "nl_NL", "Europe/Amsterdam", "btw", "21"),
    UsualMarket("NZ", "New Zealand", "NZD", "en_NZ", "Pacific/Auckland", "GST", "15"),
    UsualMarket("NO", "Norway", "NOK", "nb_NO", "Europe/Oslo", "MVA", "25"),
    UsualMarket("PL", "Poland", "PLN", "pl_PL", "Europe/Warsaw", "VAT", "23"),
    UsualMarket("PT", "Portugal", "EUR", "pt_PT", "Europe/Lisbon", "IVA", "23"),
    UsualMarket("RO", "Romania", "RON", "ro_RO", "Europe/Bucharest", "TVA", "21"),
    UsualMarket("SG", "Singapore", "SGD", "en_SG", "Asia/Singapore", "GST", "9"),
    UsualMarket("ZA", "South Africa", "ZAR", "en_ZA", "Africa/Johannesburg", "VAT", "15"),
    UsualMarket("ES", "Spain", "EUR", "es_ES", "Europe/Madrid", "IVA", "21"),
    UsualMarket("SE", "Sweden", "SEK", "sv_SE", "Europe/Stockholm", "moms", "25"),
    UsualMarket("CH", "Switzerland", "CHF", "de_CH", "Europe/Zurich", "MWST", "8.1"),
    UsualMarket("AE", "United Arab Emirates", "AED", "en_AE", "Asia/Dubai", "VAT", "5"),
    UsualMarket("GB", "United Kingdom", "GBP", "en_GB", "Europe/London", "VAT", "20"),
    UsualMarket(
        "US", "United States", "USD", "en_US", "America/New_York", "Sales tax", "", TaxMode.EXCLUSIVE
    ),
)
"""The countries that are offered, by name; any other can be typed."""


def usual_market(country: str) -> UsualMarket | None:
    """What is usual in that country, if it is one of those offered."""
    return next((usual for usual in USUAL_MARKETS if usual.country == country), None)
