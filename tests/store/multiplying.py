"""Many rows of a SQLite database, and how much it looks at of them."""

import sqlite3

from sqlalchemy import Connection

from cartui.store.tables import METADATA


def multiply(conn: Connection, table: str, changed: dict[str, str], many: int) -> None:
    """Make many rows of a table's only one; ``changed`` says what is different, with ``n`` for the number."""
    names = [column.name for column in METADATA.tables[table].columns]
    columns, values = ", ".join(names), ", ".join(changed.get(name, name) for name in names)
    conn.exec_driver_sql(
        f"WITH RECURSIVE numbers(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < {many}) "  # noqa: S608  our own names
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, numbers"
    )


class Steps:
    """Counts the instructions that SQLite takes, by the hundred."""

    def __init__(self, conn: Connection) -> None:
        """Count what this connection does."""
        driver = conn.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        self.hundreds = 0
        driver.set_progress_handler(self._count, 100)

    def _count(self) -> None:
        self.hundreds += 1

    def taken(self) -> int:
        """Those since it was asked last."""
        taken, self.hundreds = self.hundreds * 100, 0
        return taken
