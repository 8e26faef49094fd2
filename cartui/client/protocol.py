"""The swappable client layer: the one protocol through which desk and command line reach a backend.

Every call is async, grouped by resource, and speaks in models of :mod:`cartui.model`. Whatever a
backend is made of, it must behave as ``tests/contract`` says.

**Idempotency.** A call that creates or moves something takes a ``key`` chosen by the caller when the
intention arises (the dialog opens), 1 to 200 characters that UTF-8 has. A repeat with the same key and
the same arguments gives the first answer; the same key with other arguments raises ``Invalid``.
``None`` means that a repeat is a new intention.

**Limits.** A ``limit`` is how many rows are wanted at most. Below 1 it raises ``Invalid``; however large
it is, no more than 1,000 rows come at once, and ``next`` of a page leads to the others. An ``at_most``
is at least 1, too; however large it is, counting ends at 100,000, beyond which it is "at least" so many.

**Errors.** Only subclasses of :class:`ClientError` are raised on purpose; every call may raise
``Unavailable``, ``Unauthenticated`` and, when it writes, ``Forbidden``.
"""

from collections.abc import AsyncIterator
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from cartui.client.resources.blocklist import Blocklist
from cartui.client.resources.bulk import Bulk
from cartui.client.resources.carts import Carts
from cartui.client.resources.customers import Catalog, Customers
from cartui.client.resources.documents import Documents
from cartui.client.resources.happenings import History, Presence
from cartui.client.resources.locks import Locks, Payments
from cartui.client.resources.messages import Digests, Outbox
from cartui.client.resources.orders import Orders
from cartui.client.resources.recovery import Recovery
from cartui.client.resources.reports import Reports
from cartui.client.resources.running import Agents, Imports, Rests, ShopConfig, Upkeep
from cartui.client.resources.sharing import Sharing
from cartui.model.agent import Actor
from cartui.model.capabilities import Capabilities
from cartui.model.changes import Change
from cartui.model.errors import (
    ClientError,
    Conflict,
    Forbidden,
    Invalid,
    Locked,
    NotFound,
    NotReady,
    OutcomeUnknown,
    Refused,
    TotalChanged,
    Unauthenticated,
    Unavailable,
    Unsupported,
)

if TYPE_CHECKING:  # what no desk needs
    from cartui.client.resources.storefront import Storefront

__all__ = [
    "Agents",
    "Blocklist",
    "Bulk",
    "Carts",
    "Catalog",
    "Client",
    "ClientError",
    "Conflict",
    "Customers",
    "Digests",
    "Documents",
    "Forbidden",
    "History",
    "Imports",
    "Invalid",
    "Locked",
    "Locks",
    "NotFound",
    "NotReady",
    "Orders",
    "Outbox",
    "OutcomeUnknown",
    "Payments",
    "Presence",
    "Recovery",
    "Refused",
    "Rests",
    "Sharing",
    "ShopConfig",
    "TotalChanged",
    "Unauthenticated",
    "Unavailable",
    "Unsupported",
    "Upkeep",
]


class Client(Protocol):
    """One backend, opened for one actor."""

    @property
    def actor(self) -> Actor:
        """For whom it is opened: at a remote backend the token's agent, known once it is open."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What this backend can do."""
        ...

    @property
    def carts(self) -> Carts:
        """The carts."""
        ...

    @property
    def customers(self) -> Customers:
        """The customers."""
        ...

    @property
    def catalog(self) -> Catalog:
        """The catalogue."""
        ...

    @property
    def shop(self) -> ShopConfig:
        """What the business decides."""
        ...

    @property
    def orders(self) -> Orders:
        """The orders."""
        ...

    @property
    def documents(self) -> Documents:
        """The invoices and credit notes."""
        ...

    @property
    def locks(self) -> Locks:
        """The locked carts."""
        ...

    @property
    def payments(self) -> Payments:
        """The payments."""
        ...

    @property
    def outbox(self) -> Outbox:
        """The messages to customers."""
        ...

    @property
    def sharing(self) -> Sharing:
        """Links for customers."""
        ...

    @property
    def history(self) -> History:
        """The history."""
        ...

    @property
    def blocklist(self) -> Blocklist:
        """Who may not buy."""
        ...

    @property
    def digest(self) -> Digests:
        """What waits for somebody."""
        ...

    @property
    def reports(self) -> Reports:
        """Figures over many carts."""
        ...

    @property
    def presence(self) -> Presence:
        """Who is at which cart."""
        ...

    @property
    def recovery(self) -> Recovery:
        """Carts worth a call."""
        ...

    @property
    def imports(self) -> Imports:
        """The door for imports."""
        ...

    @property
    def upkeep(self) -> Upkeep:
        """The background's work."""
        ...

    @property
    def bulk(self) -> Bulk:
        """Changes of many at once."""
        ...

    @property
    def storefront(self) -> "Storefront":
        """The carts of the shop for which it is opened."""
        ...

    @property
    def agents(self) -> Agents:
        """The accounts."""
        ...

    def changes(self, after: int | None = None) -> AsyncIterator[Change]:
        """Changes as they happen, from sequence number ``after`` on; ``None``: from now on. Never ends.

        Whoever was away for longer than changes are kept gets one of the kind ``gap`` first.
        Raises ``Unavailable`` when the backend cannot be reached any more: call it again with the last
        number.
        """
        ...

    async def __aenter__(self) -> Self:
        """Open it. Raises ``Unavailable`` or ``Unauthenticated``."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it; what was answered is safe."""
        ...
