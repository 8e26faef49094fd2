"""Hiding what nobody but the database may see, wherever a database's name is shown."""

import re
from typing import Final

_SECRET_OPTION: Final = re.compile(
    r"(?i)(?<=[?&;])([^=&;?]*(?:pass|pwd|secret|token|key)[^=&;?]*)=[^&;]*",
)
"""An option of a URL such as ``sslpassword=…``; rather one too many than one too few."""

HIDDEN: Final = "***"
"""What stands in the place of a secret."""


def without_secrets(database: str) -> str:
    """A database's path or URL as it may be shown: no password, no token."""
    scheme, mark, rest = database.partition("://")
    if not mark:
        return database
    # A password may hold anything, also what ends a host's name: everything up to the last @ is of the user.
    user, at, place = rest.rpartition("@")
    name, colon, _ = user.partition(":")
    hidden = f"{name}{colon}{HIDDEN if colon else ''}{at}{place}"
    return scheme + mark + _SECRET_OPTION.sub(rf"\1={HIDDEN}", hidden)
