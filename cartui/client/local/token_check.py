"""Whether a token still stands, looked at in the very unit of work that it opens."""

from sqlalchemy import Connection

from cartui.model.agent import Actor, Role
from cartui.model.errors import Unauthenticated
from cartui.model.glance import Glance
from cartui.store.agents import agent_of_token

UNKNOWN = "This token is not known here, or it was revoked."


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

    def by_glance(self, glance: Glance) -> None:
        """The same, by a glance at the database that was taken for this token among others."""
        self._compare(glance.agents.get(self.token_hash))

    def _compare(self, found: tuple[str, Role] | None) -> None:
        """Hold who the token belongs to now against who it was."""
        if found != self._expected:
            raise Unauthenticated(UNKNOWN)
        self.looked = True
