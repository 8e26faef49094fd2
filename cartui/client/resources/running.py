"""Running a shop: its settings, its accounts, imports, and the work that nobody waits for.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said.
"""

from typing import TYPE_CHECKING, Protocol, runtime_checkable

from cartui.model.agent import Agent, AgentChange, NewAgent, Role
from cartui.model.shop import Shop

if TYPE_CHECKING:  # what a starting desk does not need yet
    from cartui.model.imports import ImportBatch, ImportReport
    from cartui.model.upkeep import UpkeepReport


class ShopConfig(Protocol):
    """What the business decides."""

    async def get(self) -> Shop:
        """Markets, levels, tax, coupons and settings."""
        ...

    async def apply(self, shop: Shop) -> Shop:
        """Replace it all by ``shop`` (admins only). Raises ``Refused`` when carts use what would go away."""
        ...


class Imports(Protocol):
    """Taking over what other systems exported."""

    async def apply(self, batch: "ImportBatch") -> "ImportReport":
        """Write a batch in one transaction; what is already there counts as unchanged (decision 34)."""
        ...


class Upkeep(Protocol):
    """The work that nobody waits for (decision 21). Each kind is leased: two processes never do the same."""

    async def run(self) -> "UpkeepReport":
        """Do what is due; what another process is doing at the moment is left to it and named as busy."""
        ...

    async def purge(self, *, dry_run: bool = False) -> "UpkeepReport":
        """Remove for good what has been in the trash for longer than the shop keeps it (admins only).

        Customer data goes from history, undo, stored replies and search as well (decision 29). With
        ``dry_run`` nothing is removed, and the report says how many carts would be.
        """
        ...


class Agents(Protocol):
    """Who may come in, and as what (admins only)."""

    async def list(self) -> tuple[Agent, ...]:
        """All accounts by name, the revoked ones too."""
        ...

    async def add(self, name: str, role: Role) -> NewAgent:
        """Make an account and its token, or give a revoked one a new token and this role.

        A name in other letters (``Alice``, ``alice``) is the same one; it stays as it was written first.
        It takes no key, since an answer that is kept could be read again, and the token is shown once.
        Raises ``Refused`` where an account of that name is in force, ``Invalid`` for a name that is none.
        """
        ...

    async def revoke(self, name: str) -> Agent:
        """Take the token back at once; a revoked account is given as it is. Raises ``NotFound``.

        Over a server the last admin is ``Refused``: nobody could make accounts there any more. Whoever opens
        the database itself always gets in (``docs/decisions/0005``), and may.
        """
        ...

    async def history(self, *, limit: int = 200) -> tuple[AgentChange, ...]:
        """What was done with accounts and by whom, the latest first."""
        ...


@runtime_checkable
class Rests(Protocol):
    """A client that writes in this process, where it may hold locks for which others wait."""

    def rest(self, seconds: float) -> bool:
        """Wait on the event loop until nothing is being written; ``False`` where that takes longer.

        The process can be stopped right after it: nobody else has to wait for that.
        """
        ...
