"""Accounts: who may come in, as what, and the hashes of their tokens."""

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, insert, select, update

from cartui.model.agent import Actor, Agent, AgentChange, AgentChangeKind, Role
from cartui.store.limits import page_size
from cartui.store.raw_statements import Prepared
from cartui.store.tables import METADATA

_agent = METADATA.tables["agent"]
_history = METADATA.tables["agent_history"]
_OF_TOKEN: Final = Prepared(
    select(_agent.c.name, _agent.c.role).where(_agent.c.token_hash == bindparam("token_hash"))
)
"""Asked at every request of a server."""

_shown = (_agent.c.name, _agent.c.role, _agent.c.created_at, _agent.c.revoked_at)


def load_agents(conn: Connection) -> tuple[Agent, ...]:
    """All accounts by name."""
    rows = conn.execute(select(*_shown).order_by(_agent.c.name))
    return tuple(Agent.model_validate(dict(row._mapping)) for row in rows)


def agent_of_token(conn: Connection, token_hash: str) -> tuple[str, Role] | None:
    """Name and role of the account in force that has this token; ``None``: nobody has."""
    rows = _OF_TOKEN(conn, {"token_hash": token_hash})
    return (rows[0][0], Role(rows[0][1])) if rows else None


def webhook_secret_of(conn: Connection, name: str) -> str | None:
    """What the shop of exactly that name signs webhooks with; ``None``: no shop has it that is in force."""
    secret: str | None = conn.execute(
        select(_agent.c.webhook_secret).where(_agent.c.name == name)
    ).scalar_one_or_none()
    return secret


def save_agent(conn: Connection, agent: Agent, token_hash: str | None, webhook_secret: str | None) -> None:
    """Add an account, or put this in the place of the one of its name.

    Without a hash nobody gets in, and without a secret no webhook is taken.
    """
    values = {
        "role": agent.role.value,
        "token_hash": token_hash,
        "webhook_secret": webhook_secret,
        "created_at": agent.created_at,
        "revoked_at": agent.revoked_at,
    }
    known = update(_agent).where(_agent.c.name == agent.name).values(**values)
    if not conn.execute(known).rowcount:
        conn.execute(insert(_agent).values(name=agent.name, **values))


def note_change(conn: Connection, agent: Agent, kind: AgentChangeKind, *, by: Actor, at: datetime) -> None:
    """Keep what was done with an account, in the transaction that does it."""
    values = {"name": agent.name, "kind": kind.value, "role": agent.role.value, "at": at}
    conn.execute(insert(_history).values(**values, agent=by.name, origin=by.origin.value))


def load_changes(conn: Connection, *, limit: int) -> tuple[AgentChange, ...]:
    """What was done with accounts, the latest first. Raises ``Invalid`` for a limit below 1."""
    rows = conn.execute(select(_history).order_by(_history.c.id.desc()).limit(page_size(limit)))
    return tuple(AgentChange.model_validate(dict(row._mapping)) for row in rows)
