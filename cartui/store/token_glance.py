"""Reads, in one snapshot, which agents some tokens belong to and a mark of what everybody sees.

It differs after any commit, and after a cart has locked by itself, since nobody came back from paying it.

Such a glance is taken at nearly every request of a server, so it costs as little as a look at one row.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from cartui.model.agent import Role
from cartui.store.agents import agent_of_token
from cartui.store.carts.overdue import latest_overdue
from cartui.store.change_marks import commits_of_others, server_mark
from cartui.store.micros import to_micros

AgentsByToken = dict[str, tuple[str, Role]]
"""Name and role by the hash of a token; the hash of one that opens nothing is not there."""

Glance = tuple[str, AgentsByToken]
"""The mark, and whose tokens these are."""


def glance_at_server(conn: Connection, token_hashes: Collection[str], now: datetime) -> Glance:
    """A glance at PostgreSQL, over any connection."""
    return f"{server_mark(conn)} {_locked(conn, now)}", _agents(conn, token_hashes)


def glance_at_file(conn: Connection, token_hashes: Collection[str], now: datetime, *, number: int) -> Glance:
    """A glance at a file, over the connection of that number.

    SQLite counts for each connection what others commit: so it is always the same one, and never writes.
    """
    agents = _agents(conn, token_hashes)
    return f"{number} {commits_of_others(conn)} {_locked(conn, now)}", agents


def _locked(conn: Connection, now: datetime) -> int:
    """Another number once one more cart has locked by itself."""
    return latest_overdue(conn, to_micros(now)) or 0


def _agents(conn: Connection, token_hashes: Collection[str]) -> AgentsByToken:
    """Whose tokens these are."""
    found = {token_hash: agent_of_token(conn, token_hash) for token_hash in token_hashes}
    return {token_hash: agent for token_hash, agent in found.items() if agent is not None}
