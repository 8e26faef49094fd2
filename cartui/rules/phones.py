"""Phone numbers in any writing: read once into E.164, compared by their digits, shown as people read them.

A number that is odd is kept as it was typed and warned about, never refused: the caller is on the line.
The library (``phonenumbers``) is imported where it is used, since it takes longer to load than a command.
"""

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_TRUNK_ZERO: Final = re.compile(r"\(\s*0\s*\)")


_REMEMBERED: Final = 1024
"""Numbers whose reading is remembered: each is read to be stored, compared and warned about."""


@lru_cache(_REMEMBERED)
def normalise_phone(text: str, country: str | None) -> tuple[str, bool]:
    """Read a number as typed; give what to store, and whether it is a number that can exist.

    ``country`` (ISO 3166-1 alpha-2) is where a number without country code is read; ``None`` where nobody
    knows. A number that is understood comes back as E.164 (``+8801712345678``), followed by `` ext. 12``
    where it has an extension; anything else comes back as it was typed, trimmed. Reading the answer again
    gives the same.
    """
    typed = text.strip()
    number = _understood(typed, country)
    if number is None:
        return typed, False
    import phonenumbers

    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    extension = f" ext. {number.extension}" if number.extension else ""
    # To be valid in one known country is quickly said; which of all it is valid in takes long.
    valid = country is not None and phonenumbers.is_valid_number_for_region(number, country)
    return f"{e164}{extension}", valid or phonenumbers.is_valid_number(number)


def phone_warning(text: str, country: str | None) -> str | None:
    """A sentence on what looks odd about a number, or ``None`` for a good one and for none at all."""
    typed = text.strip()
    if not typed:
        return None
    _, valid = normalise_phone(typed, country)
    if valid:
        return None
    if _understood(typed, country) is not None:
        return f"{typed} can be dialled, but no such number is in use that we know of."
    if country is None and not typed.startswith("+"):
        return f"{typed} has no country code: write it as + and the code, or give the country."
    return f"{typed} does not look like a phone number."


def show_phone(stored: str) -> str:
    """A stored number as people read it (``+880 1712-345678``); what is not E.164 stays as it is."""
    number = _understood(stored, None) if stored.startswith("+") else None
    if number is None:
        return stored
    import phonenumbers

    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@lru_cache(_REMEMBERED)
def _understood(typed: str, country: str | None) -> "PhoneNumber | None":
    """The number that was meant if its length is possible in its country, else ``None``."""
    if not any(char.isdecimal() for char in typed):
        return None
    import phonenumbers

    # Without a country the library does not know that 00 is how most of the world dials a country code.
    dialled = f"+{typed[2:]}" if country is None and typed.startswith("00") else typed
    try:
        number = phonenumbers.parse(dialled, country)
    except phonenumbers.NumberParseException:
        return None
    # "Possible" by itself would also take a number without its area, whose E.164 nobody could dial.
    possible = (
        phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    )
    return number if possible else None
