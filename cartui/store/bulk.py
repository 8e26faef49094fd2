"""Inserting many rows: SQLAlchemy's statement and types, without its work for every single row."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, insert


def insert_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows that all have the same columns, in one statement run for each of them."""
    if not rows:
        return
    names = list(rows[0])
    compiled = insert(table).compile(dialect=conn.dialect, column_keys=names)
    order = compiled.positiontup
    if order is None or len(order) != len(names) or len(names) == 1:  # a driver that takes names
        conn.execute(insert(table), list(rows))
        return
    pick = itemgetter(*order)
    converted = [(at, convert) for at, name in enumerate(order) if (convert := _converter(conn, table, name))]
    values = []
    for row in rows:
        value = list(pick(row))
        for at, convert in converted:
            value[at] = convert(value[at])
        values.append(tuple(value))
    conn.exec_driver_sql(str(compiled), values)


def _converter(conn: Connection, table: Table, name: str) -> Callable[[Any], Any] | None:
    """What turns a column's values into the driver's, where they are not the same."""
    return table.c[name].type.dialect_impl(conn.dialect).bind_processor(conn.dialect)
