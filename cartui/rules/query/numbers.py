"""Numbers of the query line: ``>1000``, ``<=5``, ``7``, ``100..199.99``.

They are digits with ``.`` before decimals, whatever the agent's locale is, and nothing between thousands: a
comma stands between alternatives.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from cartui.rules.query.bad_value import BadValue, cut, said
from cartui.rules.query.spans import Range, read_span, turned

Span = tuple[Decimal | None, Decimal | None]
"""Both ends inside; ``None``: open on that side."""

MOST_DECIMALS: Final = 4
"""No currency has more."""

_MOST_DIGITS: Final = {True: 12, False: 9}
"""Digits before the point, of an amount and of a count: what is more has no place in a database."""

_STEP: Final = {True: Decimal(1).scaleb(-MOST_DECIMALS), False: Decimal(1)}
"""The smallest difference between two amounts, and between two counts."""

_NUMBER: Final = re.compile(r"(?P<whole>[0-9]*)(?:\.(?P<decimals>[0-9]+))?")


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was typed as a number, understood."""

    written: str
    """The one way in which it is written."""
    span: Span


def read_numbers(text: str, *, decimals: bool) -> Numbers:
    """Understand a number or a range; raises ``BadValue``. ``decimals``: it is an amount, else a count."""
    typed = read_span(text.strip())
    if isinstance(typed, Range):
        return _range(typed.begin, typed.end, text, decimals=decimals)
    number = _number(typed.value, text, decimals=decimals)
    return Numbers(f"{typed.sign}{number}", _compared(typed.sign, Decimal(number), _STEP[decimals]))


def _compared(sign: str, number: Decimal, step: Decimal) -> Span:
    """The span of a comparison: what is more than a number begins one step above it."""
    match sign:
        case "<":
            return None, number - step
        case "<=":
            return None, number
        case ">":
            return number + step, None
        case ">=":
            return number, None
        case _:
            return number, number


def _range(begin: str, end: str, text: str, *, decimals: bool) -> Numbers:
    """Both ends are inside, and either may be left out."""
    if not begin and not end:
        raise _unlike(text, decimals=decimals, unfinished=True)
    low = _number(begin, text, decimals=decimals) if begin else ""
    high = _number(end, text, decimals=decimals) if end else ""
    if low and high and Decimal(low) > Decimal(high):
        raise turned(text, f"{high}..{low}", unfinished=True)
    return Numbers(f"{low}..{high}", (Decimal(low) if low else None, Decimal(high) if high else None))


def _number(typed: str, text: str, *, decimals: bool) -> str:
    """One number as it is written; ``text`` is the whole value, for the error."""
    found = _NUMBER.fullmatch(typed)
    if found is None or not typed:
        raise _unlike(text, decimals=decimals, unfinished=not typed.strip("0123456789."))
    whole, fraction = found["whole"] or "0", found["decimals"]
    if fraction is not None and not decimals:
        raise BadValue(f"{said(text)}: this is counted in whole numbers.", nearest=whole)
    if len(whole) > 1 and whole.startswith("0"):
        right = typed.lstrip("0") or "0"
        raise BadValue(f"{said(text)}: write {cut(right)}, without zeros before it.", nearest=right)
    if len(whole) > _MOST_DIGITS[decimals]:
        raise BadValue(
            f"{said(text)} has more than {_MOST_DIGITS[decimals]} digits, the most that can be asked for."
        )
    if fraction is not None and len(fraction) > MOST_DECIMALS:
        raise BadValue(f"{said(text)} has more than {MOST_DECIMALS} decimals, the most that a currency has.")
    return whole if fraction is None else f"{whole}.{fraction}"


def _unlike(text: str, *, decimals: bool, unfinished: bool) -> BadValue:
    """The error for what is no number, or only the beginning of one."""
    what = "an amount: digits, with . before decimals" if decimals else "a whole number"
    examples = ">1000, 99.50 or 100..200" if decimals else ">3, 7 or 5..10"
    return BadValue(f"{said(text)} is not {what}. Expected, for instance, {examples}.", unfinished=unfinished)
