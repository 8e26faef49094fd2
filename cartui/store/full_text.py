"""The indexes of trigrams that lie over the search tables and follow them.

They are nothing of SQLModel's: migrations and tests make them by :func:`create_indexes`.

On SQLite each is a table of its own, kept by triggers: an index of trigrams that remembers rows only, not
where in a text a trigram stands, which is less than half as large and as much work to write. On PostgreSQL it
is an index of the extension pg_trgm. Whoever asks has to look at the text as well.
"""

from typing import Final

from sqlalchemy import Connection

from cartui.store.postgresql.schema import create_trigram_indexes

SEARCHED: Final = ("cart_search", "customer_search", "variant_search")
"""The tables of search texts, each with ``pk`` and ``text``."""

GRAMS: Final = "_grams"
"""Ending of a table's index."""

INDEXES: Final = tuple(f"{table}{GRAMS}" for table in SEARCHED)
"""The names of all indexes."""

_FORMER: Final = tuple(f"{table}{ending}" for table in SEARCHED for ending in ("_words", "_trigrams"))
"""Those that databases had before revision 0003."""

_OPTIONS: Final = "tokenize = 'trigram case_sensitive 1', detail = none"
"""The text is folded before it gets here; nothing is ever ranked by the index."""


def create_indexes(connection: Connection) -> None:
    """Make the indexes. Raises ``Unavailable`` where a server lacks what they need."""
    if connection.dialect.name != "sqlite":
        create_trigram_indexes(connection)
        return
    for table in SEARCHED:
        for statement in _statements(table):
            connection.exec_driver_sql(statement)


def is_index(table: str) -> bool:
    """Whether a table of the database is one of the indexes or of their own inner tables."""
    return table.startswith((*INDEXES, *_FORMER))


def _statements(table: str) -> tuple[str, ...]:
    """What makes one index and keeps it equal to its table."""
    index = f"{table}{GRAMS}"
    add = f"INSERT INTO {index}(rowid, text) VALUES (new.pk, new.text);"  # noqa: S608  our own names
    remove = f"INSERT INTO {index}({index}, rowid, text) VALUES ('delete', old.pk, old.text);"  # noqa: S608  as above
    options = f"text, content = '{table}', content_rowid = 'pk', {_OPTIONS}"
    return (
        f"CREATE VIRTUAL TABLE {index} USING fts5({options})",
        f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {remove} END",
        f"CREATE TRIGGER {index}_update AFTER UPDATE ON {table} BEGIN {remove} {add} END",
    )
