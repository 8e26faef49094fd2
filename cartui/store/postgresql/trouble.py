"""What a database server reports, in sentences that a person can act on.

Nothing of what it says of itself is quoted where it could hold more than its own words: a row, a password.
"""

from typing import Final

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from cartui.model.errors import Unavailable
from cartui.model.text import clean_line

_CONNECTING: Final = {
    "password authentication failed": "The database server does not know this user with this password. "
    "Mend the URL of the database, or set PGPASSWORD.",
    "no password supplied": "The database server wants a password. Put it into the URL of the database "
    "(postgresql://USER:PASSWORD@HOST/NAME), into PGPASSWORD or into ~/.pgpass.",
    "no pg_hba.conf entry": "The database server lets nobody in from this machine under this name: whoever "
    "runs it has to allow it (pg_hba.conf).",
    "too many clients": "The database server has no connection left. Nothing was saved; try again, or raise "
    "its max_connections.",
    "too many connections": "The database server has no connection left for this user or database. Nothing "
    "was saved; try again, or raise the limit.",
    "remaining connection slots": "The database server has no connection left. Nothing was saved; try again, "
    "or raise its max_connections.",
    "starting up": "The database server is starting. Nothing was saved; try again in a moment.",
    "shutting down": "The database server is shutting down. Nothing was saved; try again when it is back.",
    "in recovery mode": "The database server is recovering from a crash. Nothing was saved; "
    "try again in a moment.",
    "could not translate host name": "There is no database server of that name: mend the URL of the "
    "database, or look whether the network is there.",
    "failed to resolve host": "There is no database server of that name: mend the URL of the database, or "
    "look whether the network is there.",
}
"""What a server, or the driver, says of a connection that it refuses, and what we say; it gives no codes."""

_AGAIN: Final = "Nothing was saved; try again."

_STATES: Final = {
    "25006": "The database server can only be read, as a replica can. Nothing was saved. Name the main "
    "server, or look at it with --read-only.",
    "25P03": f"The database server ended a transaction that said nothing for too long. {_AGAIN}",
    "40001": f"Another program changed the same rows. {_AGAIN}",
    "40P01": f"Another program changed the same rows. {_AGAIN}",
    "42501": "The database server does not let this user do that. Nothing was saved. Whoever runs it has to "
    "grant the rights that docs/database.md names.",
    "42P01": "Tables of cartui are not in this database, or this user does not see them. Nothing was saved. "
    "`cartui db upgrade` makes them.",
    "53100": "The database server's disk is full. Nothing was saved. Make room on it and do it again.",
    "53200": f"The database server has no memory left. {_AGAIN}",
    "53300": "The database server has no connection left. Nothing was saved; try again, or raise its "
    "max_connections.",
    "55P03": "Others write to the database for longer than one can wait. Nothing was saved; try again. If it "
    "stays so, look in pg_stat_activity who holds it.",
    "57014": f"The database server took too long, or somebody cancelled it. {_AGAIN}",
}
"""SQLSTATE codes of what a server may do to a statement that is right, and what we say."""

_LOST: Final = f"The connection to the database server was lost. {_AGAIN}"

LOST_WHILE_SAVING: Final = "The connection to the database server was lost while it was saving."

LOOK_FIRST: Final = (
    "It is not known whether that was saved. Look before you do it again; a call repeated with the same key "
    "does nothing twice."
)


def of_server(error: BaseException) -> Unavailable | None:
    """The error for people, or ``None`` where the program is at fault and not server or network."""
    if isinstance(error, NoneFree):
        return Unavailable(f"All connections to the database server are in use. {_AGAIN}")
    if not isinstance(error, DBAPIError):
        return None
    state = getattr(error.orig, "sqlstate", None)
    if state in _STATES:
        return Unavailable(_STATES[state])
    if error.connection_invalidated:
        return Unavailable(_LOST)
    return _not_connected(_first_line(error.orig)) if isinstance(error, OperationalError) else None


def _not_connected(said: str) -> Unavailable:
    """The error for a server that cannot be reached, or refuses."""
    for part, sentence in _CONNECTING.items():
        if part in said:
            return Unavailable(sentence)
    if "database" in said and "does not exist" in said:
        return Unavailable(
            "The database server has no database of that name: mend the URL, or make it (`createdb NAME`; "
            "docs/database.md tells what it needs)."
        )
    return Unavailable(f"The database server cannot be reached, or refuses: {said}")


def _first_line(error: BaseException | None) -> str:
    """What a server or its driver says of itself; what comes behind may quote a row."""
    return clean_line(str(error).strip().partition("\n")[0])
