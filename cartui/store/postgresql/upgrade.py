"""Bringing a database server's database to the program's revision, by one program at a time.

No copy is made first: that is for whoever runs the server (``pg_dump``). All is one transaction, so that a
migration that fails has changed nothing.
"""

from typing import Final

from sqlalchemy import Connection, inspect

from cartui.model.errors import Unavailable
from cartui.store import upgrade
from cartui.store.postgresql.schema import compare_by_bytes, ensure_unicode
from cartui.store.postgresql.server import lock_writing, make_patient_engine
from cartui.store.revisions import HEAD, REVISIONS

_LOCK_SECONDS: Final = 60
"""How long to wait for another program that is making or upgrading the same database."""


def upgrade_server(url: str) -> str | None:
    """Bring it to the program's revision, making the tables where there are none; gives the revision before.

    Raises ``Unavailable`` for one of a newer program, or with tables of another, and where the server lacks
    what cartui needs.
    """
    engine = make_patient_engine(url, _LOCK_SECONDS)
    with engine.connect() as connection:
        before = revision_of_server(connection)
    if before == HEAD:
        return before
    with engine.begin() as connection:
        lock_writing(connection)
        before = revision_of_server(connection)
        if before is None:
            ensure_unicode(connection)
            upgrade.create_everything(connection)
        elif before != HEAD:
            upgrade.run_migrations(connection)
        compare_by_bytes(connection)
    return before


def check_server(url: str) -> None:
    """Raise ``Unavailable`` unless it is of the program's revision."""
    with make_patient_engine(url).connect() as connection:
        ensure_current(revision_of_server(connection))


def ensure_current(revision: str | None) -> None:
    """Raise ``Unavailable`` for another revision than the program's."""
    if revision is None:
        raise Unavailable("There is no shop in this database yet: `cartui shop apply` sets one up.")
    if revision != HEAD:
        raise Unavailable(
            "The database is of an older cartui: `cartui db upgrade` brings it up to date. It was not "
            "touched. Make a copy with pg_dump first: cartui makes none of a server's database."
        )


def revision_of_server(connection: Connection) -> str | None:
    """The revision of a server's database, ``None`` where it has no tables of ours.

    Raises ``Unavailable`` for one of a newer program, and for tables of another that have our names.
    """
    there = set(inspect(connection).get_table_names())
    if "alembic_version" not in there and "cart" not in there:
        return None
    if "alembic_version" not in there or "cart" not in there:
        raise Unavailable(
            "This database has tables of another program; it was not touched. Make one for cartui alone."
        )
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if revision not in REVISIONS:
        raise Unavailable(
            f"The database was made by a newer cartui (revision {revision}, this program knows "
            f"{HEAD}). Update the program. The database was not touched."
        )
    return str(revision)
