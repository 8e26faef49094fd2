"""Who works at the desk, and as what."""

from enum import StrEnum

from cartui.model.frozen import Frozen
from cartui.model.text import Name


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
