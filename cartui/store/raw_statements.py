"""Statements that are said to the driver as they are: for what is asked with every key press.

SQLAlchemy needs longer to build and adapt such a statement than SQLite to answer it. It is compiled once, and
what comes back are the driver's own values: moments in microseconds, truth as 0 and 1, JSON mostly as text.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ClauseElement, Column, Connection, Dialect, Select, bindparam
from sqlalchemy.sql.compiler import SQLCompiler

from cartui.store.trouble import NOT_UTF8

_SIZES: Final = (1, 20, 500)
"""For so many keys statements are made; for numbers between them the last key is repeated."""


def run(conn: Connection, sql: str, values: tuple[object, ...] | dict[str, object]) -> list[tuple[Any, ...]]:
    """Say a query to the driver, in the connection's transaction, and give all rows."""
    if conn.dialect.name != "sqlite":  # SQLAlchemy is told of a lost connection only by what it says itself
        return [tuple(row) for row in conn.exec_driver_sql(sql, values)]
    if not conn.in_transaction():
        conn.begin()  # SQLAlchemy begins by itself only what it says itself
    cursor = conn.connection.cursor()
    try:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
    except sqlite3.OperationalError as error:
        if not str(error).startswith(NOT_UTF8):
            raise
        return _with_damaged_text(conn, sql, values)
    finally:
        cursor.close()


def run_many(conn: Connection, sql: str, rows: Sequence[Sequence[object]]) -> None:
    """Say to SQLite's driver what changes something, in the connection's transaction, for row after row."""
    if not conn.in_transaction():
        conn.begin()
    cursor = conn.connection.cursor()
    try:
        cursor.executemany(sql, rows)
    finally:
        cursor.close()


def _with_damaged_text(
    conn: Connection, sql: str, values: tuple[object, ...] | dict[str, object]
) -> list[tuple[Any, ...]]:
    """The rows with U+FFFD for bytes that are no text: one damaged name hides nobody else's."""
    driver = conn.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - it was SQLite's error
    usual, driver.text_factory = driver.text_factory, _tolerant
    try:
        return list(driver.execute(sql, values).fetchall())
    finally:
        driver.text_factory = usual


def _tolerant(raw: bytes) -> str:
    """A text with a sign for each byte that is none; too slow to be the usual way."""
    return raw.decode(errors="replace")


class Prepared:
    """One statement, whose values all have names."""

    def __init__(self, statement: ClauseElement) -> None:
        """Remember it; nothing is compiled before it is first needed."""
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}
        """What it is for each engine, by the engine's name."""

    def __call__(self, conn: Connection, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Run it and give all rows."""
        known = self._compiled.get(conn.dialect.name)
        if known is None:
            known = self._compiled[conn.dialect.name] = _compile(self._statement, conn.dialect)
        all_values = {**known.own, **values}
        if known.order is None:
            return run(conn, known.sql, all_values)
        return run(conn, known.sql, tuple([all_values[name] for name in known.order]))


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as an engine takes it."""

    sql: str
    own: Mapping[str, object]
    """Values that stand in the statement itself, by the names that SQLAlchemy gave them."""
    order: Sequence[str] | None
    """The names of the values in their order; ``None`` where the driver takes names."""


def _compile(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    """The statement for an engine."""
    compiled = statement.compile(dialect=dialect)
    if not isinstance(compiled, SQLCompiler):
        raise TypeError("only queries can be prepared")
    named = {name: None for name, value in compiled.binds.items() if value.required}
    expanded = compiled.construct_expanded_state(named)  # lists of alternatives have all their places
    own = {name: value for name, value in expanded.parameters.items() if name not in named}
    return _Compiled(expanded.statement, own, expanded.positiontup)


class RowsByKey:
    """What a query gives for rows whose key is one of many."""

    def __init__(self, key: Column[Any], chosen: Select[Any]) -> None:
        """``chosen`` is the query, but for its keys."""
        self._prepared = {
            size: Prepared(chosen.where(key.in_([bindparam(f"key_{at}") for at in range(size)])))
            for size in _SIZES
        }

    def __call__(self, conn: Connection, keys: Sequence[int] | Sequence[str]) -> list[tuple[Any, ...]]:
        """The rows of at most 500 keys."""
        if not keys:
            return []
        size = next(size for size in _SIZES if size >= len(keys))
        padded = [*keys, *[keys[-1]] * (size - len(keys))]
        return self._prepared[size](conn, {f"key_{at}": key for at, key in enumerate(padded)})
