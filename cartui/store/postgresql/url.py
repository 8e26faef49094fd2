"""Database servers: which there are, and the driver that speaks to them."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from cartui.model.errors import Unavailable
from cartui.model.text import clean_line

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

DRIVER: Final = "psycopg"
"""What speaks to PostgreSQL; it comes with the extra ``cartui[postgres]``."""


def parsed(url: str) -> "URL":
    """The parts of a database URL. Raises ``Unavailable`` for what is none, without quoting its password."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(url)
    except (ArgumentError, ValueError):
        raise Unavailable("This is no URL of a database: postgresql://USER@HOST/NAME is one.") from None


def server_url(url: str) -> "URL":
    """The URL as SQLAlchemy takes it, with the driver that cartui uses.

    Raises ``Unavailable`` for a server of another kind, and where the driver is not installed.
    """
    wanted = parsed(url)
    kind = wanted.drivername.partition("+")[0]
    if kind not in {"postgresql", "postgres"}:
        raise Unavailable(f"{clean_line(kind)}:// is no database of cartui: give a path, or postgresql://…")
    if find_spec(DRIVER) is None:
        raise Unavailable("PostgreSQL needs the extra `postgres`: install `cartui[postgres]`.")
    return wanted.set(drivername=f"postgresql+{DRIVER}")
