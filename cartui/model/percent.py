"""Percentages as decimal strings (``"9.975"``), turned into integers once, where arithmetic begins."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator

DECIMALS: Final = 6
"""Most digits a percentage may have after its point."""

PERCENT_SCALE: Final = 100 * 10**DECIMALS
"""What a percentage's integer is divided by to give the fraction: 15 % is ``15_000_000 / 100_000_000``."""

_PERCENT: Final = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,6}))?")


def percent_units(text: str) -> int:
    """The percentage as integer millionths of a percent; raises ``ValueError`` unless plain, not negative."""
    match = _PERCENT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a percentage such as 15 or 9.975")
    whole, fraction = match.groups()
    return int(whole) * 10**DECIMALS + int((fraction or "").ljust(DECIMALS, "0"))


def _as_text(value: object) -> object:
    """Accept whole numbers as TOML and JSON write them; a float is refused: it is not what was typed."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _checked(text: str) -> str:
    """Refuse what is no percentage."""
    percent_units(text)
    return text.strip()


def _at_most_whole(text: str) -> str:
    """Refuse more than all of it."""
    if percent_units(text) > PERCENT_SCALE:
        raise ValueError(f"{text} % is more than 100 %")
    return text


Percent = Annotated[
    str, BeforeValidator(_as_text, json_schema_input_type=str | int), AfterValidator(_checked)
]
"""A percentage of any size, such as a tax rate, as a decimal string."""

Share = Annotated[Percent, AfterValidator(_at_most_whole)]
"""A percentage between 0 and 100, such as a discount."""
