"""Amounts as people write them: grouped by their locale, with the digits that ISO 4217 gives the currency.

Only the separators come from the locale (CLDR, by Babel). Digits are Latin, nothing is rounded since
minor units are exact, and what CLDR puts in for typesetters (narrow blanks, direction marks) becomes what
a terminal can keep in columns. A locale that CLDR does not have is written as English.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cartui.model.money import EXPONENTS, LARGEST_AMOUNT, exponent

MINUS: Final = "−"
"""Stands in front of what is taken off, in every locale."""

MOST_DECIMALS: Final = 3
"""Digits after the point that a column of amounts leaves room for."""

_MINUSES: Final = ("-", MINUS, "–")
_CODE: Final = re.compile(r"^[A-Za-z]{3}(?![A-Za-z])|(?<![A-Za-z])[A-Za-z]{3}$")
_DIGITS: Final = re.compile(r"[0-9]*")


@dataclass(frozen=True, slots=True)
class _Separators:
    """How a locale writes numbers."""

    point: str
    group: str
    inner: int
    """Digits of the group next to the point."""
    outer: int
    """Digits of all further groups: 2 in South Asia."""


def show_amount(amount: int, currency: str, locale: str = "en", *, with_code: bool = True) -> str:
    """Minor units as text: ``BDT 1,250.00``, or ``1,250.00`` without the code.

    Raises ``ValueError`` for what is no currency of ISO 4217.
    """
    digits = exponent(currency)
    separators = _separators(locale)
    figures = str(abs(amount)).rjust(digits + 1, "0")
    whole, fraction = (figures[:-digits], separators.point + figures[-digits:]) if digits else (figures, "")
    sign = MINUS if amount < 0 else ""
    return f"{currency + ' ' if with_code else ''}{sign}{_grouped(whole, separators)}{fraction}"


def aligned_amount(amount: int, currency: str, locale: str, *, with_code: bool = True) -> str:
    """The same with blanks behind it, so that points stand in line over all currencies."""
    digits = exponent(currency)
    behind = MOST_DECIMALS - digits if digits else MOST_DECIMALS + 1
    return show_amount(amount, currency, locale, with_code=with_code) + " " * behind


def parse_amount(text: str, currency: str, locale: str = "en") -> int:
    """Read an amount as typed in that locale, with or without grouping and code, as minor units.

    Digits may be of any script. Raises ``ValueError``, with a sentence that can be shown, for anything
    that could mean something else: separators in wrong places, more decimals than the currency has,
    another currency's code, and amounts beyond :data:`~cartui.model.money.LARGEST_AMOUNT`.
    """
    digits = exponent(currency)
    separators = _separators(locale)
    typed = _without_code(text, currency)
    negative = typed[:1] in _MINUSES
    figures = _plain_characters(typed[1:] if negative else typed, separators)
    whole, point, fraction = figures.partition(separators.point)
    number = _ungrouped(whole, separators)
    if (
        number is None
        or not _DIGITS.fullmatch(fraction)
        or not (number or fraction)
        or (point and not fraction)
    ):
        example = show_amount(123456, currency, locale, with_code=False)
        raise ValueError(f"{text.strip()!r} is not an amount such as {example}.")
    if len(fraction) > digits:
        allowed = f"at most {digits} decimals" if digits else "no decimals"
        raise ValueError(f"{currency} has {allowed}: {text.strip()!r} has {len(fraction)}.")
    # Counted before they are converted, since converting very many digits takes long.
    significant = (number + fraction.ljust(digits, "0")).lstrip("0")
    if len(significant) > len(str(LARGEST_AMOUNT)) or int(significant or "0") > LARGEST_AMOUNT:
        raise ValueError(
            f"That is more than {show_amount(LARGEST_AMOUNT, currency, locale)}, the largest amount."
        )
    amount = int(significant or "0")
    return -amount if negative else amount


def _without_code(text: str, currency: str) -> str:
    """What was typed without the currency's code in front or behind; raises ``ValueError`` for another's."""
    typed = text.strip()
    code = _CODE.search(typed)
    if code is None:
        return typed
    if code.group().upper() == currency:
        return (typed[: code.start()] + typed[code.end() :]).strip()
    if code.group().upper() in EXPONENTS:
        raise ValueError(f"{typed!r} is in {code.group().upper()}, and what is asked for is in {currency}.")
    return typed


def _plain_characters(typed: str, separators: _Separators) -> str:
    """Digits as ASCII, and every variant of the locale's separators as the one that is shown."""
    plain = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in typed)
    plain = plain.replace("٫", separators.point).replace("٬", separators.group)
    if separators.group == " ":
        return plain.replace("\u00a0", " ").replace("\u202f", " ")
    return plain.replace("'", "’") if separators.group == "’" else plain


def _ungrouped(whole: str, separators: _Separators) -> str | None:
    """The digits before the point without their grouping, or ``None`` where that is not the locale's."""
    first, *others = whole.split(separators.group)
    if not all(map(_DIGITS.fullmatch, (first, *others))):
        return None
    if others and (len(others[-1]) != separators.inner or not _fit(first, others[:-1], separators)):
        return None
    return first + "".join(others)


def _fit(first: str, middle: list[str], separators: _Separators) -> bool:
    """Whether groups are as long as the locale's; where it has short ones, groups of three are read too."""
    return any(
        1 <= len(first) <= size and all(len(group) == size for group in middle)
        for size in (separators.outer, separators.inner)
    )


def _grouped(whole: str, separators: _Separators) -> str:
    """Digits with the locale's separators between their groups."""
    if len(whole) <= separators.inner:
        return whole
    head, groups = whole[: -separators.inner], [whole[-separators.inner :]]
    while head:
        groups.append(head[-separators.outer :])
        head = head[: -separators.outer]
    return separators.group.join(reversed(groups))


@lru_cache(maxsize=256)
def _separators(locale: str) -> _Separators:
    """How a locale such as ``bn_BD`` or ``de-CH`` writes numbers; looked up once, for lists full of them."""
    from babel import Locale, UnknownLocaleError
    from babel.numbers import get_decimal_symbol, get_group_symbol

    try:
        known = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError):
        known = Locale.parse("en")
    inner, outer = known.decimal_formats[None].grouping
    group = get_group_symbol(known, numbering_system="latn")
    return _Separators(
        point=get_decimal_symbol(known, numbering_system="latn"),
        group=" " if group.isspace() else group,
        inner=inner,
        outer=outer,
    )
