"""What a PostgreSQL database has beside the tables: how it compares, finds, and tells of changes."""

from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from cartui.model.errors import Unavailable

CHANNEL: Final = "cartui_changes"
"""What whoever waits for changes listens to. What is said there is only that there are some."""

_SEARCHED: Final = ("cart_search", "customer_search", "variant_search")

_NO_EXTENSION: Final = (
    "The database server has to have the extension pg_trgm, which search is built on: {}. "
    "Nothing was changed."
)

_NOT_THERE: Final = frozenset({"0A000", "58P01"})
"""SQLSTATE codes of an extension whose files the server does not have."""

_NOT_ALLOWED: Final = "42501"
"""SQLSTATE code of what somebody may not do."""


def ensure_unicode(connection: Connection) -> None:
    """Raise ``Unavailable`` for a database that cannot hold the names of all people."""
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding != "UTF8":
        raise Unavailable(
            f"The database stores text as {encoding}, which has not all letters. Nothing was changed. "
            "Make one with `createdb -E UTF8 -T template0 NAME`."
        )


def compare_by_bytes(connection: Connection) -> None:
    """Let all texts be compared and sorted by their bytes, as SQLite does, whatever the database's language.

    Cursors, ranges and indexes count on it: what is to be sorted as people do has a folded key of its own.
    """
    rows = connection.exec_driver_sql(
        "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables "
        "USING (table_schema, table_name) WHERE table_schema = current_schema() "
        "AND table_type = 'BASE TABLE' AND data_type = 'character varying' "
        "AND collation_name IS DISTINCT FROM 'C' AND table_name <> 'alembic_version'"
    )
    columns: dict[str, list[str]] = {}
    for table, column in rows.tuples():
        columns.setdefault(table, []).append(column)
    for table, names in columns.items():
        each = ", ".join(f'ALTER COLUMN "{name}" TYPE VARCHAR COLLATE "C"' for name in names)
        connection.exec_driver_sql(f"ALTER TABLE {table} {each}")


def create_trigram_indexes(connection: Connection) -> None:
    """Make the indexes that texts are found by.

    Raises ``Unavailable`` where the server does not have the extension, or the user may not add it.
    """
    schema = _schema_of_trigrams(connection) or _add_trigrams(connection)
    for table in _SEARCHED:
        connection.exec_driver_sql(
            f'CREATE INDEX ix_{table}_grams ON {table} USING gin (text "{schema}".gin_trgm_ops)'
        )


def tell_of_changes(connection: Connection) -> None:
    """Let the server tell those who listen that there are changes, when their transaction is committed.

    On SQLite nobody is told: whoever waits looks.
    """
    if connection.dialect.name == "sqlite":
        return
    connection.exec_driver_sql(
        "CREATE FUNCTION cartui_tell_of_changes() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $$"
    )
    connection.exec_driver_sql(
        "CREATE TRIGGER tell_of_changes AFTER INSERT ON change "
        "FOR EACH STATEMENT EXECUTE FUNCTION cartui_tell_of_changes()"
    )


def _schema_of_trigrams(connection: Connection) -> str | None:
    """Where the extension lies, if it is there."""
    found: str | None = connection.exec_driver_sql(
        "SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace "
        "WHERE extname = 'pg_trgm'"
    ).scalar_one_or_none()
    return found


def _add_trigrams(connection: Connection) -> str:
    """Add the extension; gives where it lies. Raises ``Unavailable``."""
    try:
        connection.exec_driver_sql("CREATE EXTENSION pg_trgm")
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", None)
        if state in _NOT_THERE:
            way = "install the server's contrib package (Debian has it in `postgresql`)"
        elif state == _NOT_ALLOWED:
            way = "somebody who may has to say `CREATE EXTENSION pg_trgm` in this database once"
        else:
            raise
        raise Unavailable(_NO_EXTENSION.format(way)) from error
    schema = _schema_of_trigrams(connection)
    if schema is None:
        raise Unavailable(_NO_EXTENSION.format("it was added and is not there"))
    return schema
