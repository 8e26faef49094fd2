"""How a file writes amounts: found from the file itself where its mapping does not say.

PayPal writes them as the account's owner is used to (``1,250.00``, ``1.250,00``, ``1 250,00``), and nothing
in the file says which way that is; but one file is written in one way.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from cartui.imports.mapping import FileMapping
from cartui.imports.values import read_amount, read_whole
from cartui.model.money import EXPONENTS, LARGEST_AMOUNT

Decimal = Literal[".", ","]
Group = Literal["", ",", ".", " ", "'"]

_SEPARATED: Final = re.compile(r"[.,' ]")
_BLANKS: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2212": "-", "\u2019": "'"})

_GROUP: Final = 3
"""Digits of a group: so many behind a separator are no decimals, unless the currency has as many."""


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How amounts are written."""

    decimal: Decimal = "."
    group: Group = ""
    minor_units: bool = False
    """Whether they are whole numbers of minor units, and the other two mean nothing."""

    def read(self, text: str, currency: str) -> int:
        """An amount in minor units of ``currency``; raises ``ValueError`` with a sentence for people."""
        plain = _plain(text)
        if not self.minor_units:
            return read_amount(plain, currency, decimal=self.decimal, group=self.group)
        amount = read_whole(plain)
        if abs(amount) > LARGEST_AMOUNT:
            raise ValueError(f"{text!r} is too large an amount")
        return amount


_STYLES: Final = (
    NumberStyle(".", ","),
    NumberStyle(",", "."),
    NumberStyle(",", " "),
    NumberStyle(".", " "),
    NumberStyle(".", "'"),
)
"""Those that are looked for. The first one fits amounts without any separator, too."""


def number_style(
    mapping: FileMapping, amounts: Iterable[tuple[str, str]], decimal: Decimal | None = None
) -> NumberStyle:
    """How a file writes amounts.

    Args:
        mapping: What it says about ``decimal``, ``group`` and ``minor_units`` holds.
        amounts: Cells with amounts, each with its currency.
        decimal: What stands before decimals, where somebody said it.

    Raises:
        ValueError: When two ways fit the file equally well and say different things.
    """
    if mapping.minor_units:
        return NumberStyle(minor_units=True)
    if decimal is None and mapping.model_fields_set & {"decimal", "group"}:
        return NumberStyle(mapping.decimal, mapping.group)
    styles = [style for style in _STYLES if decimal in (None, style.decimal)]
    telling = {(_plain(text), currency) for text, currency in amounts if _SEPARATED.search(_plain(text))}
    fitting = {style: {cell for cell in telling if _fits(*cell, style)} for style in styles}
    most = max(map(len, fitting.values()))
    best = [style for style in styles if len(fitting[style]) == most]
    for other in best[1:]:
        for text, currency in sorted(fitting[best[0]] & fitting[other]):
            if best[0].read(text, currency) != other.read(text, currency):
                raise ValueError(
                    f"{text!r} {currency} may be two things, and no other amount of the file tells which"
                )
    return best[0]


def _plain(text: str) -> str:
    """A cell with the blanks and signs that a keyboard has."""
    return text.translate(_BLANKS).strip().removeprefix("+")


def _fits(text: str, currency: str, style: NumberStyle) -> bool:
    """Whether an amount is written in that style; an unknown currency fits none."""
    digits = EXPONENTS.get(currency)
    if digits is None:
        return False
    found = _pattern(style).fullmatch(text)
    if found is None:
        return False
    fraction = found.group(1) or ""
    return len(fraction.rstrip("0")) <= digits and (len(fraction) != _GROUP or digits == _GROUP)


@cache
def _pattern(style: NumberStyle) -> re.Pattern[str]:
    """An amount in that style; groups have three digits, and in India two before the last three."""
    group, decimal = re.escape(style.group), re.escape(style.decimal)
    return re.compile(rf"-?(?:\d{{1,3}}(?:{group}\d{{2,3}})*{group}\d{{3}}|\d+)(?:{decimal}(\d+))?", re.ASCII)
