"""What requests carry and answers hold beside the models themselves: the arguments of one call together."""

from datetime import timedelta
from typing import Annotated, Final

from pydantic import Field, PlainSerializer, SecretStr, WithJsonSchema

from cartui.model.actions import Action
from cartui.model.agent import Actor, Agent, NewAgent, Role
from cartui.model.capabilities import Capabilities
from cartui.model.customer import CustomerChanges
from cartui.model.frozen import Frozen, GivenMoment
from cartui.model.presence import DeskName
from cartui.model.recovery import CallOutcome
from cartui.model.statement import Verdict
from cartui.model.text import Shown, ShownBlock

LARGEST: Final = 2**63 - 1
"""The largest number that any backend has, of versions, totals and entries."""

Version = Annotated[int, Field(strict=True, ge=0, le=LARGEST)]
"""The version of a cart, an order or a customer as it was shown."""


class Me(Frozen):
    """Who a token belongs to, and what the backend can do for them."""

    actor: Actor
    capabilities: Capabilities
    version: Shown = ""
    """Of the program that serves; only who has a token is told."""


class CartEdits(Frozen):
    """Arguments of ``carts.edit``."""

    version: Version
    actions: tuple[Action, ...]
    rebase: bool = False
    """Whether a stale version is fine where nothing overlaps with what was changed since."""


class Wanted(Frozen):
    """Arguments of ``carts.get_many``."""

    ids: tuple[Shown, ...]


class CartTrial(Frozen):
    """Arguments of ``carts.preview``."""

    version: Version
    actions: tuple[Action, ...]


class Placing(Frozen):
    """Arguments of ``carts.place``."""

    phone: Shown
    """The contact phone as confirmed with the caller."""
    version: Version | None = None
    total: Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)] | None = None
    """Minor units of the cart's currency, as they were shown."""


class Undoing(Frozen):
    """Arguments of ``carts.undo``; both may be left out."""

    entry: Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)] | None = None
    """The entry of the history; left out: the latest that can be undone."""
    version: Version | None = None


class Cancelling(Frozen):
    """Arguments of ``carts.cancel``."""

    since: Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)]
    """The version that the cart had when the caller opened it; 0: they started it."""
    version: Version | None = None


class AtVersion(Frozen):
    """The version that a change is for; left out: whatever it is at."""

    version: Version | None = None


class WithReason(Frozen):
    """Arguments of ``orders.hold`` and ``orders.cancel``."""

    reason: ShownBlock = ""
    version: Version | None = None


class Crediting(Frozen):
    """Arguments of ``documents.credit``."""

    reason: ShownBlock = ""


class Taking(Frozen):
    """Arguments of ``orders.take``."""

    consumer: Shown
    since: GivenMoment | None = None
    state: Shown | None = None


class Resolving(Frozen):
    """Arguments of ``locks.unlock``, ``locks.confirm`` and ``locks.delete``."""

    reason: ShownBlock = ""
    against_evidence: bool = False
    """Whether it is meant although the statements speak against it."""
    seen: Verdict | None = None
    """What the statements said when it was decided, where that counts."""
    since: GivenMoment | None = None
    """Since when the lock is there that it was decided about, where that counts."""


class Locking(Frozen):
    """Arguments of ``locks.lock``."""

    reason: ShownBlock = ""


class Sharing(Frozen):
    """Arguments of ``sharing.share``."""

    lifetime: timedelta | None = None
    """Left out: as the shop's settings say."""


class Settling(Frozen):
    """Arguments of ``payments.settle``."""

    reason: ShownBlock = ""


class Commenting(Frozen):
    """Arguments of ``history.comment``."""

    text: ShownBlock


class ExportEnd(Frozen):
    """Arguments of ``history.end_export``."""

    rows: Annotated[int, Field(strict=True, ge=-LARGEST, le=LARGEST)]


class Calling(Frozen):
    """Arguments of ``recovery.note_call``."""

    outcome: CallOutcome
    text: ShownBlock = ""


class DigestToSend(Frozen):
    """Arguments of ``digest.send``."""

    again: bool = False
    to: tuple[Shown, ...] = ()
    """Empty: whom the shop's settings name."""


class AtDesk(Frozen):
    """Arguments of ``presence.enter`` and ``presence.leave``."""

    desk: DeskName
    """What the caller calls this desk, to tell it from others of the same agent."""


class CustomerUpdate(Frozen):
    """Arguments of ``customers.update``: of ``changes``, only the fields that are there are changed."""

    version: Version
    changes: CustomerChanges


class Purging(Frozen):
    """Arguments of ``upkeep.purge``."""

    dry_run: bool = False


class AccountToAdd(Frozen):
    """Arguments of ``agents.add``."""

    name: Shown
    role: Role


WrittenOut = Annotated[
    SecretStr,
    PlainSerializer(SecretStr.get_secret_value, return_type=str),
    WithJsonSchema({"type": "string"}),
]
"""A secret that is sent as it is."""


class AccountMade(Frozen):
    """An account with its token: the only answer in which a token or a secret is written out."""

    agent: Agent
    token: WrittenOut
    webhook_secret: WrittenOut | None = None
    """Of a shop: what its payment provider signs webhooks with."""

    @classmethod
    def of(cls, made: NewAgent) -> "AccountMade":
        """What is sent of it."""
        return cls(agent=made.agent, token=made.token, webhook_secret=made.webhook_secret)

    def told(self) -> NewAgent:
        """What was received."""
        return NewAgent(agent=self.agent, token=self.token, webhook_secret=self.webhook_secret)
