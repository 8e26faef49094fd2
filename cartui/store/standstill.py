"""Telling that nothing was written since one last looked, so that what was read then is still so."""

from sqlalchemy import Connection

Standstill = tuple[object, ...]
"""Two that are equal: no table has changed between them."""


def standstill(conn: Connection) -> Standstill | None:
    """Where the database stands in the transaction at hand; ``None`` where it does not tell (a server).

    It counts what this connection wrote, committed or not, and notices what any other one committed. So what
    is compared later has to be from a transaction that was committed.
    """
    if conn.dialect.name != "sqlite":
        return None
    driver = conn.connection.driver_connection
    others = conn.exec_driver_sql("PRAGMA data_version").scalar_one()
    return driver, others, getattr(driver, "total_changes", None)
