"""Checks that a token still stands, in the very unit of work that it opens or by a glance for many."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from cartui.model.agent import Actor, Role
from cartui.model.errors import Unauthenticated
from cartui.store.agents import agent_of_token, webhook_secret_of

UNKNOWN = "This token is not known here, or it was revoked."

UNSIGNED = "This is not signed as the shop signs its webhooks, or not lately enough. Nothing was done."
"""Said of every signature that is none, and where there is no such shop."""


@dataclass(frozen=True, slots=True)
class TokensAndMark:
    """Who some tokens belong to, and a mark: what was read at an equal one is still so."""

    mark: str
    """Another one as soon as anybody has committed anything, in whatever process, or a cart has locked by
    itself."""
    agents: Mapping[str, tuple[str, Role]]
    """Name and role by the hash of a token; the hash of one that opens nothing is not there."""


class TokenCheck:
    """What an actor's client asks of the database at every unit of work."""

    def __init__(self, token_hash: str, actor: Actor, *, looked: bool = False) -> None:
        """For the actor whose token that was; ``looked``: just now."""
        self.token_hash = token_hash
        self.looked = looked
        """Whether the database was asked since this was made."""
        self._expected = (actor.name, actor.role)

    def __call__(self, connection: Connection) -> None:
        """Raise ``Unauthenticated`` where the token was taken back meanwhile, in whatever process."""
        self._compare(agent_of_token(connection, self.token_hash))

    def by_glance(self, seen: TokensAndMark) -> None:
        """The same, by what was seen of this token among others."""
        self._compare(seen.agents.get(self.token_hash))

    def _compare(self, found: tuple[str, Role] | None) -> None:
        """Hold who the token belongs to now against who it was."""
        if found != self._expected:
            raise Unauthenticated(UNKNOWN)
        self.looked = True


class SecretCheck:
    """What the client of a shop asks of the database that came in by a signature."""

    def __init__(self, shop: str, secret: str) -> None:
        """For the shop with whose secret it was signed."""
        self._shop = shop
        self._secret = secret

    def __call__(self, connection: Connection) -> None:
        """Raise ``Unauthenticated`` where the secret was taken back meanwhile, in whatever process."""
        if webhook_secret_of(connection, self._shop) != self._secret:
            raise Unauthenticated(UNSIGNED)
