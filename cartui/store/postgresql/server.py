"""PostgreSQL: how connections are made and set up, and how writers wait for each other."""

from typing import Any, Final

from sqlalchemy import Connection, Engine, Pool, QueuePool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from cartui.store.postgresql.url import server_url

CONNECTIONS: Final = 8
"""Connections that one process has at most; one more listens for changes."""

LOCK_SECONDS: Final = 6
"""How long a writer waits for another one before it gives up: less than a desk waits for a server's word, so
that it hears why.
"""

_POOL_SECONDS: Final = float(LOCK_SECONDS)
"""How long work waits for one of those connections."""

_CONNECT_SECONDS: Final = LOCK_SECONDS
"""How long a server has to answer somebody who connects."""

_STATEMENT_SECONDS: Final = 60
"""How long one statement may take; none of ours takes a tenth of that on a server in order."""

_IDLE_SECONDS: Final = 30
"""How long a transaction may say nothing before the server ends it: a client that hangs must not keep all
others from writing.
"""

_LIMITS: Final = {
    "lock_timeout": LOCK_SECONDS,
    "statement_timeout": _STATEMENT_SECONDS,
    "idle_in_transaction_session_timeout": _IDLE_SECONDS,
}
"""What the server watches over, in seconds."""

_ALIVE: Final = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""A connection whose other end is gone without a word is known to be lost after a minute."""

_WRITERS: Final = 0x636172747569
"""The advisory lock of whoever writes: ``cartui`` as a number. Each database has its own."""

_WRITING: Final = {"isolation_level": "READ COMMITTED", "postgresql_readonly": False}
_READING: Final = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def make_engine(url: str) -> Engine:
    """An engine that reads in snapshots, with a pool of connections that are tried before they are used.

    Raises ``Unavailable`` for a URL of something else, and where the driver is not installed.
    """
    return _engine(server_url(url), QueuePool, _LIMITS).execution_options(**_READING)


def make_patient_engine(url: str, lock_seconds: int = LOCK_SECONDS) -> Engine:
    """An engine for work on the whole database, which may take its time. Raises as :func:`make_engine`."""
    return _engine(server_url(url), NullPool, {"lock_timeout": lock_seconds})


def as_writer(connection: Connection) -> Connection:
    """The connection, whose next transaction is to write."""
    return connection.execution_options(**_WRITING)


def lock_writing(connection: Connection) -> None:
    """Wait until nobody else writes; the lock goes with the transaction that is open.

    One writer at a time, as on SQLite: what the change feed numbers is committed in that order, no counter is
    taken twice, and nothing that was read is changed by another one before it is written. What comes after
    sees all that was committed before, since a transaction that reads what is committed looks anew with each
    statement.
    """
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})").close()


def _connect_arguments(url: URL, limits: dict[str, int]) -> dict[str, object]:
    """What the driver is told beside the URL; what the URL says itself counts."""
    watched = " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items())
    ours: dict[str, object] = {
        "connect_timeout": _CONNECT_SECONDS,
        "application_name": "cartui",
        **_ALIVE,
    }
    arguments = {name: value for name, value in ours.items() if name not in url.query}
    said = url.query.get("options", "")
    return {**arguments, "options": f"{watched} {said if isinstance(said, str) else ' '.join(said)}".strip()}


def _engine(url: URL, pool: type[Pool], limits: dict[str, int]) -> Engine:
    """An engine with that kind of pool."""
    sizes = {
        "pool_size": CONNECTIONS,
        "max_overflow": 0,
        "pool_timeout": _POOL_SECONDS,
        "pool_pre_ping": True,
    }
    engine = create_engine(
        url,
        connect_args=_connect_arguments(url, limits),
        poolclass=pool,
        **(sizes if pool is QueuePool else {}),
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: ConnectionPoolEntry) -> None:
        """Set up a connection of the driver."""
        from cartui.store.postgresql.text import take_any_text

        take_any_text(connection)

    return engine
