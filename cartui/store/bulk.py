"""Inserting many rows: SQLAlchemy's statement and types, without its work for every single row.

Rows are made ready first, which takes no connection: what was made ready before may be written meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Table, insert
from sqlalchemy.engine import Dialect

Converters = tuple[tuple[int, Callable[[Any], Any]], ...]
"""For some columns, by their place: what turns a value into the driver's."""

_MOST_PLACES: Final = 32_766
"""How many values one statement of SQLite can take."""

_AT_ONCE: Final = tuple(2**power for power in range(10, -1, -1))
"""Rows of one statement, on SQLite: few different ones, since each is kept prepared."""


@dataclass(frozen=True, slots=True)
class ReadyRows:
    """Rows of one table as they are handed to the driver."""

    table: Table
    statements: tuple[tuple[str, tuple[object, ...]], ...] = ()
    """For SQLite, each for many rows: while it runs, Python's other threads can."""
    rows: tuple[dict[str, object], ...] = ()
    """For all other engines."""


def insert_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that all have the same columns."""
    insert_ready(conn, ready_rows(conn.dialect, table, rows))


def ready_rows(dialect: Dialect, table: Table, rows: Sequence[Mapping[str, object]]) -> ReadyRows:
    """Make rows ready that all have the same columns."""
    if not rows:
        return ReadyRows(table)
    columns = tuple(rows[0])
    if dialect.name != "sqlite":
        return ReadyRows(table, rows=tuple(map(dict, rows)))
    pick = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
    by_column = list(zip(*map(pick, rows), strict=True))
    for at, convert in _converters(table, columns, dialect):
        # What is None is NULL, whatever the type.
        by_column[at] = tuple([None if value is None else convert(value) for value in by_column[at]])
    values = chain.from_iterable(zip(*by_column, strict=True))
    return ReadyRows(table, tuple(_statements(table, columns, values, len(rows))))


def ready_tuples(
    dialect: Dialect, table: Table, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]], count: int
) -> ReadyRows:
    """Make so many rows ready that are given as values of these columns, such as every driver takes them."""
    if dialect.name != "sqlite":
        return ReadyRows(table, rows=tuple(dict(zip(columns, row, strict=True)) for row in rows))
    return ReadyRows(table, tuple(_statements(table, columns, chain.from_iterable(rows), count)))


def insert_ready(conn: Connection, ready: ReadyRows) -> None:
    """Insert what was made ready for the connection's engine."""
    for statement, values in ready.statements:
        conn.exec_driver_sql(statement, values)
    if ready.rows:
        conn.execute(insert(ready.table), ready.rows)


def _statements(
    table: Table, columns: tuple[str, ...], values: Iterator[object], left: int
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """The statements that insert so many rows, whose values come one after the other."""
    for count in _AT_ONCE:
        if count * len(columns) > _MOST_PLACES:
            continue
        while left >= count:
            yield _statement(table, columns, count), tuple(islice(values, count * len(columns)))
            left -= count


@lru_cache(256)
def _statement(table: Table, columns: tuple[str, ...], count: int) -> str:
    """The statement that inserts so many rows."""
    named = ", ".join(f'"{column}"' for column in columns)  # whatever word it is
    places = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table.name} ({named}) VALUES {', '.join([places] * count)}"  # noqa: S608  our own names


@lru_cache(64)
def _converters(table: Table, columns: tuple[str, ...], dialect: Dialect) -> Converters:
    """What has to be converted before the driver takes it."""
    found = []
    for at, name in enumerate(columns):
        convert = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            found.append((at, convert))
    return tuple(found)
