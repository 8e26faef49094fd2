"""Values of the query line, each held against what its key takes."""

import re
from typing import Final

from cartui.rules.query.bad_value import BadValue, nearest_of, said
from cartui.rules.query.keys import Key, Kind
from cartui.rules.query.moments import read_moments
from cartui.rules.query.numbers import read_numbers
from cartui.rules.query.traits import read_addresses, read_country, read_email

_TRAITS: Final = {Kind.EMAIL: read_email, Kind.NETWORK: read_addresses, Kind.COUNTRY: read_country}
"""What reads a value that names people."""

_RANGE: Final = re.compile(r"[0-9.]+\.\.[0-9.]*")


def checked_value(key: Key, typed: str) -> str:
    """The one way in which this value is written; raises ``BadValue`` for what the key does not take."""
    match key.kind:
        case Kind.TEXT:
            return typed
        case Kind.CHOICE:
            return _chosen(key, typed)
        case Kind.MOMENT | Kind.AGE:
            return read_moments(typed, only_ago=key.kind is Kind.AGE).written
        case Kind.AMOUNT | Kind.COUNT:
            return read_numbers(typed, decimals=key.kind is Kind.AMOUNT).written
        case Kind.EMAIL | Kind.NETWORK | Kind.COUNTRY:
            return _TRAITS[key.kind](typed)


def reads_as_one_number(key: Key, before: str, after: str) -> bool:
    """Whether a comma between two values looks like one inside a number: ``>1,000`` or ``99,50``."""
    if key.kind not in {Kind.AMOUNT, Kind.COUNT} or not (before[-1:].isdigit() and after[:1].isdigit()):
        return False
    if _RANGE.fullmatch(before) and _RANGE.fullmatch(after):
        return False
    return key.kind is Kind.AMOUNT or _digits_of_thousands(after)


def _digits_of_thousands(after: str) -> bool:
    """Whether a value begins with exactly three digits."""
    return len(after) - len(after.lstrip("0123456789")) == 3


def _chosen(key: Key, typed: str) -> str:
    """One of the key's own words, in any case, with whichever dash."""
    folded = typed.strip().lower().replace("_", "-")
    for choice in key.choices:
        if folded in {choice.replace("_", "-"), key.stored.get(choice, choice).replace("_", "-")}:
            return choice
    nearest = nearest_of(folded, key.choices)
    hint = f"Did you mean {nearest}? " if nearest else ""
    known = ", ".join(key.choices)
    begun = any(choice.replace("_", "-").startswith(folded) for choice in key.choices)
    raise BadValue(
        f"{said(typed)} is not a value of {key.name}:. {hint}Expected: {known}.",
        nearest=nearest,
        unfinished=begun,
    )
