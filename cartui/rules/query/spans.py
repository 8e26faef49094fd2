"""How spans are written in the query line, whatever they are of: ``>1000``, ``=7``, ``1..5``."""

import re
from typing import Final, NamedTuple

from cartui.rules.query.bad_value import BadValue, cut, said

_SIGNED: Final = re.compile(r"(?P<sign>[<>]=?|=|)\s*(?P<rest>.*)")


class Comparison(NamedTuple):
    """A value with ``<``, ``<=``, ``>`` or ``>=`` before it, or with nothing, which ``=`` means as well."""

    sign: str
    value: str


class Range(NamedTuple):
    """Two values with ``..`` between them; an empty one leaves that side open."""

    begin: str
    end: str


def read_span(typed: str) -> Comparison | Range:
    """Take a span apart; its values are not looked at."""
    begin, dots, end = typed.partition("..")
    if dots:
        return Range(begin.strip(), end.strip())
    signed = _SIGNED.fullmatch(typed)
    if signed is None:
        return Comparison("", typed)
    return Comparison("" if signed["sign"] == "=" else signed["sign"], signed["rest"])


def turned(text: str, right: str, *, unfinished: bool) -> BadValue:
    """The error for a range whose end comes before its beginning; ``right`` is the other way round."""
    message = f"{said(text)} ends before it begins. Did you mean {cut(right)}?"
    return BadValue(message, nearest=right, unfinished=unfinished)
