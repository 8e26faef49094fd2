"""Where something goes, and how a person is reached."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from cartui.model.frozen import Frozen
from cartui.model.text import CountryCode, Line


def _country(value: object) -> object:
    """Fold a country code to upper case; an empty one stands for a country not yet given."""
    if not isinstance(value, str):
        return value
    code = value.strip()
    # Only ASCII is folded: some letters become two capitals, and "ß" is not South Sudan.
    return code.upper() if code.isascii() else code


class Address(Frozen):
    """A postal address. Which parts a country wants is a rule; here every part may be empty."""

    name: Line = ""
    company: Line = ""
    line1: Line = ""
    line2: Line = ""
    city: Line = ""
    region: Line = ""
    """State, province or district: what ISO 3166-2 has after the hyphen, if anything (``CA``, ``QC``)."""
    postcode: Line = ""
    country: Annotated[
        str, BeforeValidator(_country, json_schema_input_type=str), Field(pattern=r"^([A-Z]{2})?$")
    ] = ""
    """ISO 3166-1 alpha-2, or empty."""
    phone: Line = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is filled in."""
        return self == Address()


class Contact(Frozen):
    """How the person of a cart is reached (decision 1): the cart's own, not the customer's."""

    name: Line = ""
    email: Line = ""
    phone: Line = ""
    """E.164 where the number could be understood, and otherwise as typed."""


class TaxPlace(Frozen):
    """What of an address decides tax."""

    country: CountryCode
    region: str | None = None
    postcode: str | None = None
