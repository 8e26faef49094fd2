"""The full-text indexes of SQLite, which lie over the search tables and follow them by triggers.

They are no tables of SQLModel's: migrations and tests make them by :func:`create_indexes`.
"""

from typing import Final

from sqlalchemy import Connection

SEARCHED: Final = ("cart_search", "customer_search", "variant_search")
"""The tables of folded text, each with ``pk`` and ``text``."""

WORDS: Final = "_words"
"""Ending of the index of words, which finds their beginnings from one letter on."""

TRIGRAMS: Final = "_trigrams"
"""Ending of the index of trigrams, which finds any three letters or more."""

_TOKENIZERS: Final = {
    # Marks belong to their letters: without them Bengali falls apart. The text is folded before it gets here.
    WORDS: "tokenize = \"unicode61 remove_diacritics 0 categories 'L* M* N* Co'\", prefix = '1 2 3'",
    TRIGRAMS: 'tokenize = "trigram case_sensitive 1"',
}


def create_indexes(connection: Connection) -> None:
    """Make the indexes and their triggers; does nothing on other engines than SQLite."""
    if connection.dialect.name != "sqlite":
        return
    for table in SEARCHED:
        for ending in (WORDS, TRIGRAMS):
            for statement in _statements(table, ending):
                connection.exec_driver_sql(statement)


def is_index(table: str) -> bool:
    """Whether a table of the database is one of the indexes or of their own inner tables."""
    return any(
        table.startswith(f"{searched}{ending}") for searched in SEARCHED for ending in (WORDS, TRIGRAMS)
    )


def _statements(table: str, ending: str) -> tuple[str, ...]:
    """What makes one index and keeps it equal to its table."""
    index = f"{table}{ending}"
    add = f"INSERT INTO {index}(rowid, text) VALUES (new.pk, new.text);"  # noqa: S608  our own names
    remove = f"INSERT INTO {index}({index}, rowid, text) VALUES ('delete', old.pk, old.text);"  # noqa: S608  as above
    options = f"text, content = '{table}', content_rowid = 'pk', {_TOKENIZERS[ending]}"
    return (
        f"CREATE VIRTUAL TABLE {index} USING fts5({options})",
        f"CREATE TRIGGER {index}_insert AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {index}_delete AFTER DELETE ON {table} BEGIN {remove} END",
        f"CREATE TRIGGER {index}_update AFTER UPDATE ON {table} BEGIN {remove} {add} END",
    )
