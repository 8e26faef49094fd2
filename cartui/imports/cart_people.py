"""Whom a cart of a file is for, and where it goes: read once, however many carts say the same."""

from functools import lru_cache
from typing import Final

from pydantic import ValidationError

from cartui.model.address import Address, Contact

_NOBODY: Final = Contact(name="", email="", phone="")


def contact_of(texts: dict[str, str]) -> Contact | dict[str, str]:
    """Whom a cart is for; of most orders that is said nowhere."""
    parts = {part: texts.get(part, "") for part in ("name", "email", "phone")}
    return parts if any(parts.values()) else _NOBODY


@lru_cache(4096)
def checked_address(parts: tuple[tuple[str, str], ...]) -> Address | dict[str, str]:
    """An address, checked once; one that does not fit stays as it is, for its cart to be refused."""
    try:
        return Address.model_validate(dict(parts))
    except ValidationError:
        return dict(parts)
