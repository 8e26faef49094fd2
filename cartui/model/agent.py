"""Who works at the desk, and as what."""

from enum import StrEnum
from typing import Final

from pydantic import SecretStr

from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Code, Name

TOKEN_PREFIX: Final = "cartui_"  # noqa: S105 (what each begins with, and no token)
"""What every token begins with, so that one that stands where it should not is recognised."""


class Role(StrEnum):
    """What an agent may do; each role may all that the ones before it may."""

    VIEWER = "viewer"
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"

    def covers(self, needed: "Role") -> bool:
        """Whether this role may do what ``needed`` may."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


class ActorOrigin(StrEnum):
    """From where a change was made."""

    DESK = "desk"
    CLI = "cli"
    SERVER = "server"
    IMPORT = "import"


class Actor(Frozen):
    """For whom a client is opened (decision 14): every change is recorded under this name."""

    name: Name
    role: Role = Role.ADMIN
    origin: ActorOrigin = ActorOrigin.CLI


class Agent(Frozen):
    """Somebody who has an account at a backend that others reach (``cartui serve``)."""

    name: Code
    role: Role
    created_at: Moment
    revoked_at: Moment | None = None
    """Since when the token is not taken any more."""


class NewAgent(Frozen):
    """An account just made, with its token: only here can it be read, the backend keeps a hash."""

    agent: Agent
    token: SecretStr
