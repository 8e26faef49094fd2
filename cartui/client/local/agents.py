"""``client.agents`` on the local database, and who a token belongs to, which only a server asks."""

import base64
import hashlib
import secrets
from functools import partial
from typing import Final

from pydantic import SecretStr, ValidationError
from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.token_check import UNKNOWN
from cartui.model.agent import (
    TOKEN_PREFIX,
    WEBHOOK_SECRET_PREFIX,
    Actor,
    ActorOrigin,
    Agent,
    AgentChange,
    AgentChangeKind,
    NewAgent,
    Role,
    origin_of,
)
from cartui.model.errors import Invalid, NotFound, Refused, Unauthenticated
from cartui.model.problem import Problem
from cartui.rules.accounts import account_named, is_last_admin, is_taken_by_background, name_key
from cartui.rules.permissions import Operation, ensure_may_do
from cartui.store.agents import (
    agent_of_token,
    load_agents,
    load_changes,
    note_change,
    save_agent,
    webhook_secret_of,
)
from cartui.store.changes import append_change

_CHANCE: Final = 32
"""Bytes of chance in a token: nobody guesses it, so an unsalted hash of it is as good as a slow one. A secret
that webhooks are signed with has as many."""


class LocalAgents:
    """Who may come in."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def list(self) -> tuple[Agent, ...]:
        """All accounts by name."""
        ensure_may_do(self._backend.actor.role, Operation.MANAGE_AGENTS)
        accounts = await self._backend.read(load_agents)
        return tuple(sorted(accounts, key=lambda account: (name_key(account.name), account.name)))

    async def add(self, name: str, role: Role) -> NewAgent:
        """Make an account and its token."""
        ensure_may_do(self._backend.actor.role, Operation.MANAGE_AGENTS)
        now = self._backend.clock()
        try:
            wanted = Agent(name=name, role=role, created_at=now)
        except ValidationError:
            raise Invalid(
                "This is no name for an agent.", (Problem(field="name", message="is empty or too long"),)
            ) from None
        if is_taken_by_background(wanted.name):
            raise Invalid(
                f"{wanted.name} stands in the history for what the server does by itself. Take another name.",
                (Problem(field="name", message="is the server's own"),),
            )
        token = TOKEN_PREFIX + secrets.token_urlsafe(_CHANCE)
        secret = _new_webhook_secret() if role is Role.STOREFRONT else None

        def work(connection: Connection) -> NewAgent:
            known = account_named(self._accounts_to_change(connection), wanted.name)
            if known is not None and known.revoked_at is None:
                raise Refused(f"{known.name} has an account already, as {known.role}: revoke it first.")
            # Under the name that the history knows, whatever letters it was written in this time.
            agent = wanted if known is None else wanted.model_copy(update={"name": known.name})
            save_agent(connection, agent, token_hash(token), secret)
            self._tell(connection, agent, AgentChangeKind.ADDED)
            return NewAgent(
                agent=agent,
                token=SecretStr(token),
                webhook_secret=None if secret is None else SecretStr(secret),
            )

        return await self._backend.write(Operation.MANAGE_AGENTS, work)

    async def revoke(self, name: str) -> Agent:
        """Take the token back."""
        now = self._backend.clock()

        def work(connection: Connection) -> Agent:
            accounts = self._accounts_to_change(connection)
            known = account_named(accounts, name)
            if known is None:
                raise NotFound(f"There is no agent {name!r}.")
            if known.revoked_at is not None:
                return known
            if self._backend.by_token and is_last_admin(accounts, known):
                raise Refused(
                    f"{known.name} is the last admin: nobody could add or revoke agents here any more. "
                    "Add another admin first; where the database is, it can be revoked all the same."
                )
            revoked = known.model_copy(update={"revoked_at": now})
            save_agent(connection, revoked, None, None)
            self._tell(connection, revoked, AgentChangeKind.REVOKED)
            return revoked

        return await self._backend.write(Operation.MANAGE_AGENTS, work)

    async def history(self, *, limit: int = 200) -> tuple[AgentChange, ...]:
        """What was done with accounts, the latest first."""
        ensure_may_do(self._backend.actor.role, Operation.MANAGE_AGENTS)
        return await self._backend.read(partial(load_changes, limit=limit))

    async def authenticated(self, token: str, origin: ActorOrigin) -> Actor:
        """Whose token that is, for what comes in from ``origin``. Raises ``Unauthenticated``."""
        hashed = token_hash(token)
        found = await self._backend.read(lambda connection: agent_of_token(connection, hashed), "token")
        if found is None:
            raise Unauthenticated(UNKNOWN)
        name, role = found
        return Actor(name=name, role=role, origin=origin_of(role, origin))

    async def webhook_secret(self, shop: str) -> str | None:
        """What the shop of exactly that name signs webhooks with; ``None``: there is none. A server asks."""
        return await self._backend.read(lambda connection: webhook_secret_of(connection, shop), "secret")

    def _accounts_to_change(self, connection: Connection) -> tuple[Agent, ...]:
        """All accounts, which nobody else changes before this transaction ends. Raises ``Unauthenticated``.

        Whoever came in by a token that was taken back meanwhile gives nobody a new one.
        """
        accounts = load_agents(connection)
        if self._backend.by_token:
            own = account_named(accounts, self._backend.actor.name)
            if own is None or own.revoked_at is not None:
                raise Unauthenticated("Your own account was revoked meanwhile. Nothing was changed.")
        return accounts

    def _tell(self, connection: Connection, agent: Agent, kind: AgentChangeKind) -> None:
        """Keep what was done, and let those who follow the changes know that something was.

        Whose account it was is for admins to ask.
        """
        actor, now = self._backend.actor, self._backend.clock()
        note_change(connection, agent, kind, by=actor, at=now)
        append_change(connection, kind="agent", id="", version=1, agent=actor.name, at=now)


def _new_webhook_secret() -> str:
    """A secret to sign webhooks with, written as the Standard Webhooks scheme has it."""
    return WEBHOOK_SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_CHANCE)).decode()


def token_hash(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
