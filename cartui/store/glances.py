"""Reads, in one snapshot, which agents some tokens belong to and a mark that differs after any commit.

Such a glance is taken at nearly every request of a server, so it costs as little as a look at one row.
"""

import threading
from collections.abc import Collection
from contextlib import suppress
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from cartui.model.agent import Role
from cartui.store.agents import agent_of_token
from cartui.store.change_marks import commits_of_others, server_mark
from cartui.store.database import Database
from cartui.store.trouble import explaining

AgentsByToken = dict[str, tuple[str, Role]]
"""Name and role by the hash of a token; the hash of one that opens nothing is not there."""


class Glances:
    """Takes glances at one open database; safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        """Prepare it; nothing is asked yet."""
        self._database: Final = database
        self._guard: Final = threading.Lock()
        self._connection: Connection | None = None
        """SQLite counts for each connection what others commit: so it is always the same one."""
        self._connections = 0

    def take(self, token_hashes: Collection[str]) -> tuple[str, AgentsByToken]:
        """The mark, and whose tokens these are. Raises ``Unavailable``."""
        if self._database.path is None:
            with self._database.read() as connection:
                return server_mark(connection), _agents(connection, token_hashes)
        with self._guard, explaining(self._database.path):
            try:
                return self._of_file(token_hashes)
            except BaseException:
                self._let_go()
                raise

    def _of_file(self, token_hashes: Collection[str]) -> tuple[str, AgentsByToken]:
        """Look at a file, in one snapshot."""
        if self._connection is None:
            self._connection = self._database.connect()
            self._connections += 1
        with self._connection.begin():
            agents = _agents(self._connection, token_hashes)
            commits = commits_of_others(self._connection)
        return f"{self._connections} {commits}", agents

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


def _agents(connection: Connection, token_hashes: Collection[str]) -> AgentsByToken:
    """Whose tokens these are."""
    found = {token_hash: agent_of_token(connection, token_hash) for token_hash in token_hashes}
    return {token_hash: agent for token_hash, agent in found.items() if agent is not None}
