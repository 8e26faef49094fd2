"""Prices that look right for their currency, made from one price in US cents.

Nobody asks 19.37 for a shirt: Dhaka rounds to fifty taka, Tokyo ends on 80, Kuwait counts in quarter dinars.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class _Ending:
    """How prices of a market end, from an amount on (minor units)."""

    at_least: int
    step: int
    """Prices are multiples of this …"""
    less: int = 0
    """… less this: 100 less 1 gives 17.99."""


@dataclass(frozen=True, slots=True)
class _Market:
    """How a price in US cents becomes one of this market."""

    per_hundred: int
    """Minor units for a hundred cents."""
    fine: int
    """Wholesale prices are multiples of this."""
    endings: tuple[_Ending, ...]
    """From the smallest amount on."""


_MARKETS: Final = {
    "BD": _Market(6600, 1000, (_Ending(0, 1000), _Ending(50_000, 5000), _Ending(300_000, 10_000))),
    "US": _Market(100, 5, (_Ending(0, 100, 1), _Ending(10_000, 1000, 100))),
    "EU": _Market(110, 5, (_Ending(0, 100, 10), _Ending(10_000, 1000, 100))),
    "GB": _Market(88, 5, (_Ending(0, 50), _Ending(5_000, 500))),
    "JP": _Market(165, 10, (_Ending(0, 100, 20), _Ending(10_000, 1000, 20))),
    "KW": _Market(310, 50, (_Ending(0, 250), _Ending(25_000, 500))),
    "CA": _Market(136, 5, (_Ending(0, 100, 1), _Ending(10_000, 1000, 100))),
    "IN": _Market(5500, 100, (_Ending(0, 1000, 100), _Ending(40_000, 10_000, 100))),
}
"""By the code of the market in ``shop.toml``."""

MARKETS: Final = tuple(_MARKETS)
"""Codes of the markets that have prices."""


def price_in(market: str, cents: int) -> int:
    """The price in minor units of ``market`` for something of ``cents`` US cents."""
    rules = _MARKETS[market]
    return _ended(_times(cents, rules.per_hundred), rules)


def dearer(market: str, amount: int, percent: int) -> int:
    """``amount`` and ``percent`` more, ending as prices there do."""
    return _ended(_times(amount, 100 + percent), _MARKETS[market]) if percent else amount


def cheaper(market: str, amount: int, percent: int) -> int:
    """``amount`` less ``percent``, as wholesale and level prices are agreed: on rounder amounts."""
    fine = _MARKETS[market].fine
    return max(fine, _nearest(_times(amount, 100 - percent), fine))


def _ended(amount: int, rules: _Market) -> int:
    """The price near ``amount`` that ends as prices of the market do."""
    ending = next(ending for ending in reversed(rules.endings) if amount >= ending.at_least)
    return max(ending.step, _nearest(amount, ending.step)) - ending.less


def _times(amount: int, percent: int) -> int:
    """``percent`` hundredths of ``amount``, to the nearest whole unit."""
    return (amount * percent + 50) // 100


def _nearest(amount: int, step: int) -> int:
    """The multiple of ``step`` nearest to ``amount``."""
    return (amount + step // 2) // step * step
