"""A glance at the database: who some tokens belong to, and whether anything was written since the last one.

It is taken at nearly every request of a server, so it costs as little as a look at one row.
"""

import threading
from collections.abc import Collection
from contextlib import suppress
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from cartui.model.agent import Role
from cartui.model.glance import Glance
from cartui.store.agents import agent_of_token
from cartui.store.database import Database
from cartui.store.prepared import run
from cartui.store.trouble import explaining

_SERVER_MARK: Final = "SELECT pg_postmaster_start_time()::text || ' ' || pg_current_snapshot()::text"
"""Equal ones see the work of the same transactions; which server that is, is told by since when it runs."""


class Glances:
    """Takes glances at one open database; safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        """Prepare it; nothing is asked yet."""
        self._database: Final = database
        self._guard: Final = threading.Lock()
        self._connection: Connection | None = None
        """SQLite counts for each connection what others commit: so it is always the same one."""
        self._connections = 0

    def take(self, token_hashes: Collection[str]) -> Glance:
        """Look once. Raises ``Unavailable``."""
        if self._database.path is None:
            with self._database.read() as connection:
                return Glance(str(run(connection, _SERVER_MARK, ())[0][0]), _agents(connection, token_hashes))
        with self._guard, explaining(self._database.path):
            try:
                return self._of_file(token_hashes)
            except BaseException:
                self._let_go()
                raise

    def _of_file(self, token_hashes: Collection[str]) -> Glance:
        """Look at a file, in one snapshot."""
        if self._connection is None:
            self._connection = self._database.connect()
            self._connections += 1
        with self._connection.begin():
            agents = _agents(self._connection, token_hashes)
            commits = run(self._connection, "PRAGMA data_version", ())[0][0]
        return Glance(f"{self._connections} {commits}", agents)

    def close(self) -> None:
        """Let go of the database."""
        with self._guard:
            self._let_go()

    def _let_go(self) -> None:
        """Give the connection back."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.close()


def _agents(connection: Connection, token_hashes: Collection[str]) -> dict[str, tuple[str, Role]]:
    """Whose tokens these are."""
    found = {token_hash: agent_of_token(connection, token_hash) for token_hash in token_hashes}
    return {token_hash: agent for token_hash, agent in found.items() if agent is not None}
