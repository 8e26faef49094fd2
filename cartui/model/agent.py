"""Who works at the desk, and as what."""

from enum import StrEnum
from typing import Final

from pydantic import SecretStr

from cartui.model.frozen import Frozen, Moment
from cartui.model.text import Code, Name, Shown

TOKEN_PREFIX: Final = "cartui_"  # noqa: S105 (what each begins with, and no token)
"""What every token begins with, so that one that stands where it should not is recognised."""

WEBHOOK_SECRET_PREFIX: Final = "whsec_"  # noqa: S105 (the same of secrets that webhooks are signed with)
"""What every such secret begins with, as the Standard Webhooks scheme has it."""


class Role(StrEnum):
    """What an agent may do; each role may all that the ones before it may, but for the last."""

    VIEWER = "viewer"
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"
    STOREFRONT = "storefront"
    """No person: a shop, which tells of its carts and may nothing else. Nobody else may that."""

    def covers(self, needed: "Role") -> bool:
        """Whether this role may do what ``needed`` may."""
        if Role.STOREFRONT in (self, needed):
            return self is needed
        order = list(Role)
        return order.index(self) >= order.index(needed)


class ActorOrigin(StrEnum):
    """From where a change was made."""

    DESK = "desk"
    CLI = "cli"
    SERVER = "server"
    IMPORT = "import"
    STOREFRONT = "storefront"


def origin_of(role: Role, said: ActorOrigin) -> ActorOrigin:
    """From where somebody of that role works, by what was said: shops from a storefront, and nobody else."""
    if role is Role.STOREFRONT:
        return ActorOrigin.STOREFRONT
    return ActorOrigin.SERVER if said is ActorOrigin.STOREFRONT else said


class AgentChangeKind(StrEnum):
    """What can be done with an account."""

    ADDED = "added"
    """It was made, or given back with a new token and perhaps another role."""
    REVOKED = "revoked"


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


class AgentChange(Frozen):
    """What was done with an account."""

    id: int
    """Rises with each."""
    name: Code
    """Whose account it is."""
    kind: AgentChangeKind
    role: Role
    """As what they may come in, or might until then."""
    at: Moment
    agent: Shown
    """By whom."""
    origin: Shown


class NewAgent(Frozen):
    """An account just made, with its token: only here can it be read, the backend keeps a hash."""

    agent: Agent
    token: SecretStr
    webhook_secret: SecretStr | None = None
    """Of a shop: what its payment provider signs webhooks with (``whsec_`` and base64)."""
