"""``client.agents`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of
from cartui.model.agent import Agent, AgentChange, NewAgent, Role
from cartui.model.text import clean_line
from cartui.wire.bodies import AccountMade, AccountToAdd


class RestAgents:
    """Who may come in."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def list(self) -> tuple[Agent, ...]:
        """All accounts."""
        return await self._backend.read(tuple[Agent, ...], path_of("agents"))

    async def add(self, name: str, role: Role) -> NewAgent:
        """Make an account; it is sent once, since a second answer would hold another token."""
        account = AccountToAdd(name=name, role=role)
        made = await self._backend.write_unkeyed(AccountMade, path_of("agents"), account)
        return made.told()

    async def history(self, *, limit: int = 200) -> tuple[AgentChange, ...]:
        """What was done with accounts."""
        return await self._backend.read(tuple[AgentChange, ...], path_of("history", "agents", limit=limit))

    async def revoke(self, name: str) -> Agent:
        """Take the token back; the name is cleaned as it was when the account was made."""
        name = clean_line(name)
        return await self._backend.write_unkeyed(Agent, path_of("agents", of=name, then=("revoke",)))
