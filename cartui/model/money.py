"""Money in integer minor units, on the exponents of ISO 4217.

The exponent of a currency is the one that ISO 4217 (list one, as published by SIX) gives, which is not
what CLDR displays: 13 currencies differ, among them IQD and MGA. No float and no ``Decimal`` stores an
amount anywhere in cartui.
"""

from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import AfterValidator

_BY_EXPONENT: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD "
        "CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
        "GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD "
        "LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB "
        "PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
        "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW "
        "ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

EXPONENTS: Final[dict[str, int]] = {
    code: digits for digits, codes in _BY_EXPONENT.items() for code in codes.split()
}
"""Digits after the decimal point of every ISO 4217 currency that has minor units defined."""

LARGEST_AMOUNT: Final = 10**15
"""Amounts beyond this are refused: sums of many of them must still fit a database's 64 bits."""


def exponent(currency: str) -> int:
    """Digits after the decimal point of ``currency``; ``ValueError`` for what ISO 4217 does not list."""
    try:
        return EXPONENTS[currency]
    except KeyError:
        raise ValueError(f"{currency!r} is not a currency of ISO 4217") from None


def _known_currency(code: str) -> str:
    """Fold to upper case and refuse what is not a currency."""
    folded = code.strip().upper()
    exponent(folded)
    return folded


Currency = Annotated[str, AfterValidator(_known_currency)]
"""An ISO 4217 currency code with defined minor units."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of one currency, in its minor units (cents, fils, yen)."""

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """Add two amounts of one currency; raises ``ValueError`` for two currencies."""
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.amount + other.amount, self.currency)

    def major(self) -> str:
        """The plain decimal notation in major units (``-1234.50``), without grouping or symbol."""
        digits = exponent(self.currency)
        sign = "-" if self.amount < 0 else ""
        padded = str(abs(self.amount)).rjust(digits + 1, "0")
        return f"{sign}{padded[:-digits]}.{padded[-digits:]}" if digits else f"{sign}{padded}"


def from_major(text: str, currency: str) -> Money:
    """Read plain decimal notation (``12.5``, ``-3``) as minor units of ``currency``.

    Raises ``ValueError`` for anything else, for more decimals than the currency has, and for amounts
    beyond :data:`LARGEST_AMOUNT`.
    """
    digits = exponent(currency)
    stripped = text.strip()
    body = stripped.removeprefix("-")
    whole, point, fraction = body.partition(".")
    if not (whole + fraction) or not (whole + fraction).isascii() or not (whole + fraction).isdigit():
        raise ValueError(f"{text!r} is not an amount")
    if point and not fraction:
        raise ValueError(f"{text!r} is not an amount")
    significant = fraction.rstrip("0")
    if len(significant) > digits:
        raise ValueError(f"{currency} has {digits} decimals, {text!r} has {len(significant)}")
    if len(whole) > len(str(LARGEST_AMOUNT)):
        raise ValueError(f"{text!r} is too large an amount")
    amount = int((whole or "0") + significant.ljust(digits, "0"))
    if amount > LARGEST_AMOUNT:
        raise ValueError(f"{text!r} is too large an amount")
    return Money(-amount if stripped.startswith("-") else amount, currency)
