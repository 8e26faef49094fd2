"""Inserting many rows: SQLAlchemy's statement and types, without its work for every single row."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
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


def insert_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that all have the same columns."""
    if not rows:
        return
    columns = tuple(rows[0])
    pick = itemgetter(*columns) if len(columns) > 1 else lambda row: (row[columns[0]],)
    insert_tuples(conn, table, columns, [pick(row) for row in rows])


def insert_tuples(
    conn: Connection, table: Table, columns: tuple[str, ...], rows: Sequence[tuple[object, ...]]
) -> None:
    """Insert rows that are given as the values of these columns, in their order.

    On SQLite many of them go into one statement: while it runs, Python's other threads can.
    """
    if not rows:
        return
    if conn.dialect.name != "sqlite":
        conn.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
        return
    converters = _converters(table, columns, conn.dialect)
    if converters:
        rows = _converted(rows, converters)
    begin = f"INSERT INTO {table.name} ({', '.join(map(_quoted, columns))}) VALUES "  # noqa: S608  our own names
    places = f"({', '.join('?' * len(columns))})"
    start = 0
    for count in _AT_ONCE:
        if count * len(columns) > _MOST_PLACES:
            continue
        statement = begin + ", ".join([places] * count) if len(rows) - start >= count else ""
        while len(rows) - start >= count:
            conn.exec_driver_sql(statement, tuple(chain.from_iterable(rows[start : start + count])))
            start += count


@lru_cache(64)
def _converters(table: Table, columns: tuple[str, ...], dialect: Dialect) -> Converters:
    """What has to be converted before the driver takes it."""
    found = []
    for at, name in enumerate(columns):
        convert = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            found.append((at, convert))
    return tuple(found)


def _converted(rows: Sequence[tuple[object, ...]], converters: Converters) -> list[tuple[object, ...]]:
    """The rows as the driver takes them."""
    values = list(zip(*rows, strict=True))
    for at, convert in converters:
        # What is None is NULL, whatever the type.
        values[at] = tuple([None if value is None else convert(value) for value in values[at]])
    return list(zip(*values, strict=True))


def _quoted(name: str) -> str:
    """A column's name, whatever word it is."""
    return f'"{name}"'
