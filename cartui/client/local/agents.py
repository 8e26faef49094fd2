"""``client.agents`` on the local database, and who a token belongs to, which only a server asks."""

import hashlib
import secrets
from typing import Final

from pydantic import SecretStr, ValidationError
from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.model.agent import Actor, ActorOrigin, Agent, NewAgent, Role
from cartui.model.errors import Invalid, NotFound, Refused, Unauthenticated
from cartui.model.problem import Problem
from cartui.rules.permissions import Operation, ensure_may_do
from cartui.store.agents import agent_of_token, load_agent, load_agents, save_agent
from cartui.store.changes import append_change

PREFIX: Final = "cartui_"
"""What every token begins with, so that one that leaked is recognised as such."""

_CHANCE: Final = 32
"""Bytes of chance in a token: nobody guesses it, so an unsalted hash of it is as good as a slow one."""


class LocalAgents:
    """Who may come in."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def list(self) -> tuple[Agent, ...]:
        """All accounts by name."""
        ensure_may_do(self._backend.actor.role, Operation.MANAGE_AGENTS)
        return await self._backend.read(load_agents)

    async def add(self, name: str, role: Role) -> NewAgent:
        """Make an account and its token."""
        now = self._backend.clock()
        try:
            agent = Agent(name=name, role=role, created_at=now)
        except ValidationError:
            raise Invalid(
                "This is no name for an agent.", (Problem(field="name", message="is empty or too long"),)
            ) from None
        token = PREFIX + secrets.token_urlsafe(_CHANCE)

        def work(connection: Connection) -> NewAgent:
            known = load_agent(connection, agent.name)
            if known is not None and known.revoked_at is None:
                raise Refused(f"{agent.name} has an account already, as {known.role}: revoke it first.")
            save_agent(connection, agent, token_hash(token))
            self._tell(connection, agent.name)
            return NewAgent(agent=agent, token=SecretStr(token))

        return await self._backend.write(Operation.MANAGE_AGENTS, work)

    async def revoke(self, name: str) -> Agent:
        """Take the token back."""
        now = self._backend.clock()

        def work(connection: Connection) -> Agent:
            known = load_agent(connection, name)
            if known is None:
                raise NotFound(f"There is no agent {name!r}.")
            if known.revoked_at is not None:
                return known
            revoked = known.model_copy(update={"revoked_at": now})
            save_agent(connection, revoked, None)
            self._tell(connection, name)
            return revoked

        return await self._backend.write(Operation.MANAGE_AGENTS, work)

    async def authenticated(self, token: str, origin: ActorOrigin) -> Actor:
        """Whose token that is, for what comes in from ``origin``. Raises ``Unauthenticated``."""
        hashed = token_hash(token)
        found = await self._backend.read(lambda connection: agent_of_token(connection, hashed))
        if found is None:
            raise Unauthenticated("This token is not known here, or it was revoked.")
        name, role = found
        return Actor(name=name, role=role, origin=origin)

    def _tell(self, connection: Connection, name: str) -> None:
        """Let those who follow the changes know, in the same transaction."""
        actor, now = self._backend.actor.name, self._backend.clock()
        append_change(connection, kind="agent", id=name, version=1, agent=actor, at=now)


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
