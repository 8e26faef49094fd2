"""Adding columns to tables that others refer to, as each engine can."""

from collections.abc import Mapping
from typing import Any

from alembic import op
from sqlalchemy import Column


def add_columns(table: str, *places: tuple[str, "Column[Any]"], made_with: Mapping[str, Any] = {}) -> None:
    """Add columns, each behind the one that is named.

    SQLite has to make the table anew for that, ``made_with`` its options; a server cannot, since other tables
    refer to it, and has them behind all others.
    """
    if op.get_bind().dialect.name != "sqlite":
        for _, column in places:
            op.add_column(table, column)
        return
    with op.batch_alter_table(table, recreate="always", table_kwargs=dict(made_with)) as batch:
        for behind, column in places:
            batch.add_column(column, insert_after=behind)
