"""Keys for rows about to be inserted, so that what belongs to them can be written without asking back."""

from sqlalchemy import Connection, func, select, text

from cartui.store.tables import METADATA


def next_keys(conn: Connection, table: str, count: int) -> list[int]:
    """So many keys ``pk`` that no row of the table has, in a write transaction."""
    if conn.dialect.name == "sqlite":  # the write lock is ours: nobody else can take them
        key = METADATA.tables[table].c.pk
        last = conn.execute(select(func.coalesce(func.max(key), 0))).scalar_one()
        return list(range(last + 1, last + 1 + count))
    numbers = text("SELECT nextval(pg_get_serial_sequence(:of, 'pk')) FROM generate_series(1, :count)")
    return list(conn.execute(numbers, {"of": table, "count": count}).scalars())
