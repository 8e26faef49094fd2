"""Inserting and updating many rows: SQLAlchemy's types, without its work for every single row.

New rows are made ready first, which takes no connection: what was made ready before may be written meanwhile.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, repeat
from operator import is_, itemgetter
from typing import Any, Final

from sqlalchemy import Connection, Table, bindparam, insert, update
from sqlalchemy.engine import Dialect

from cartui.store.raw_statements import run, run_many
from cartui.store.tables.base import METADATA

Column = Sequence[object]
"""The values of one column, row by row."""

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

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process, which has the tables itself."""
        return _rows_of, (self.table.name, self.statements, self.rows)


@dataclass(frozen=True, slots=True)
class ReadyUpdate:
    """New values of rows of one table, as they are handed to the driver."""

    table: Table
    key: tuple[str, ...]
    """The columns by which a row is found."""
    names: tuple[str, ...]
    """The columns that get new values."""
    rows: tuple[tuple[object, ...], ...]
    """Of each first the new values, then the key."""

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process, which has the tables itself."""
        return _update_of, (self.table.name, self.key, self.names, self.rows)


def _rows_of(table: str, *others: Any) -> ReadyRows:
    """Rows that came from another process."""
    return ReadyRows(METADATA.tables[table], *others)


def _update_of(table: str, *others: Any) -> ReadyUpdate:
    """New values that came from another process."""
    return ReadyUpdate(METADATA.tables[table], *others)


def insert_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that all have the same columns."""
    insert_ready(conn, ready_rows(conn.dialect, table, rows))


def ready_rows(dialect: Dialect, table: Table, rows: Sequence[Mapping[str, object]]) -> ReadyRows:
    """Make rows ready that all have the same columns."""
    if not rows:
        return ReadyRows(table)
    names = tuple(rows[0])
    if dialect.name != "sqlite":
        return ReadyRows(table, rows=tuple(map(dict, rows)))
    pick = itemgetter(*names) if len(names) > 1 else lambda row: (row[names[0]],)
    columns: list[Column] = list(zip(*map(pick, rows), strict=True))
    converters = _converters(table, names, dialect)
    for at, convert in converters.items():
        columns[at] = _converted(columns[at], convert)
    return ReadyRows(table, tuple(_statements(table, names, columns)))


def ready_columns(
    dialect: Dialect, table: Table, names: tuple[str, ...], columns: Sequence[Column]
) -> ReadyRows:
    """Make rows ready that are given column by column, as values such as every driver takes them."""
    if not columns:
        return ReadyRows(table)
    if dialect.name != "sqlite":
        return ReadyRows(
            table, rows=tuple(dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))
        )
    return ReadyRows(table, tuple(_statements(table, names, columns)))


def insert_ready(conn: Connection, ready: ReadyRows) -> None:
    """Insert what was made ready for the connection's engine."""
    for statement, values in ready.statements:
        run(conn, statement, values)
    if ready.rows:
        conn.execute(insert(ready.table), ready.rows)


def update_rows(
    conn: Connection,
    table: Table,
    key: tuple[str, ...],
    names: tuple[str, ...],
    rows: Sequence[Sequence[object]],
) -> None:
    """Give rows of a table new values: in each of ``rows`` first these, as ``names`` says, then its key."""
    if rows:
        write_update(conn, ready_update(conn.dialect, table, key, names, rows))


def ready_update(
    dialect: Dialect,
    table: Table,
    key: tuple[str, ...],
    names: tuple[str, ...],
    rows: Sequence[Sequence[object]],
) -> ReadyUpdate:
    """Make new values of some rows ready; each of ``rows`` is as :func:`update_rows` takes it."""
    if dialect.name != "sqlite":
        return ReadyUpdate(table, key, names, tuple(map(tuple, rows)))
    columns: list[Column] = list(zip(*rows, strict=True))
    for at, convert in _converters(table, (*names, *key), dialect).items():
        columns[at] = _converted(columns[at], convert)
    return ReadyUpdate(table, key, names, tuple(zip(*columns, strict=True)))


def write_update(conn: Connection, ready: ReadyUpdate) -> None:
    """Write what was made ready for the connection's engine."""
    table, every = ready.table, (*ready.names, *ready.key)
    if conn.dialect.name == "sqlite":
        run_many(conn, _update(table, ready.key, ready.names), ready.rows)
        return
    places = [f"value_{at}" for at in range(len(every))]
    places_of = dict(zip(every, places, strict=True))
    changed = update(table).values({name: bindparam(places_of[name]) for name in ready.names})
    chosen = changed.where(*[table.c[name] == bindparam(places_of[name]) for name in ready.key])
    conn.execute(chosen, [dict(zip(places, row, strict=True)) for row in ready.rows])


@lru_cache(256)
def _update(table: Table, key: tuple[str, ...], names: tuple[str, ...]) -> str:
    """The statement that gives a row new values."""
    new = ", ".join(f'"{name}" = ?' for name in names)
    mine = " AND ".join(f'"{name}" = ?' for name in key)
    return f"UPDATE {table.name} SET {new} WHERE {mine}"  # noqa: S608  our own names


def _converted(column: Column, convert: Callable[[Any], Any]) -> Column:
    """The column as the driver takes it. What is None is NULL, whatever the type."""
    if _is_one(column):
        return (None if column[0] is None else convert(column[0]),) * len(column)
    return tuple([None if value is None else convert(value) for value in column])


def _is_one(column: Column) -> bool:
    """Whether every row has the very same value."""
    return all(map(is_, column, repeat(column[0])))


def _statements(
    table: Table, names: tuple[str, ...], columns: Sequence[Column]
) -> Iterator[tuple[str, tuple[object, ...]]]:
    """The statements that insert rows of these columns.

    What every row has in common (mostly nothing at all) is handed over once and not with each of them: the
    driver takes as long for a NULL as for all other values of a line.
    """
    left = len(columns[0])
    common = [at for at, column in enumerate(columns) if _is_one(column)] if left > 1 else []
    others = [at for at in range(len(columns)) if at not in common]
    ordered = tuple([names[at] for at in (*common, *others)])
    in_common = tuple([columns[at][0] for at in common])
    values = chain.from_iterable(zip(*[columns[at] for at in others], strict=True))
    for count in _AT_ONCE:
        if len(common) + count * len(others) > _MOST_PLACES:
            continue
        while left >= count:
            statement = _statement(table, ordered, len(common), count)
            yield statement, (*in_common, *islice(values, count * len(others)))
            left -= count


@lru_cache(256)
def _statement(table: Table, names: tuple[str, ...], common: int, count: int) -> str:
    """The statement that inserts so many rows, in which the first so many columns are ``common``."""
    named = ", ".join(f'"{name}"' for name in names)  # whatever word it is
    places = [f"?{at}" for at in range(1, common + 1)] + ["?"] * (len(names) - common)
    row = f"({', '.join(places)})"
    return f"INSERT INTO {table.name} ({named}) VALUES {', '.join([row] * count)}"  # noqa: S608  our own names


@lru_cache(64)
def _converters(table: Table, names: tuple[str, ...], dialect: Dialect) -> Mapping[int, Callable[[Any], Any]]:
    """What has to be converted before the driver takes it: for some columns, by their place, how."""
    found = {}
    for at, name in enumerate(names):
        convert = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        if convert is not None:
            found[at] = convert
    return found
