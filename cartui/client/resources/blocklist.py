"""Who may not buy.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said.
"""

from typing import TYPE_CHECKING, Protocol

from cartui.model.query import Page

if TYPE_CHECKING:  # what a starting desk does not need yet
    from cartui.model.blocklist import Block, NewBlock, Traits


class Blocklist(Protocol):
    """Entries against which carts are looked at: a storefront's when it arrives, all when they are placed.

    Which open carts an entry would catch is a list of carts like any other: the query that finds them is
    ``cartui.rules.blocklist.query_for``. A lead lets one cart through with ``WaiveBlock``.
    """

    async def list(
        self, text: str = "", *, ended: bool = False, limit: int = 50, after: str | None = None
    ) -> "Page[Block]":
        """Entries, the latest first; ``ended``: those that expired or were taken off, in place of the others.

        With ``text`` only those whose value begins with it, in upper or lower case and in the order of the
        values. Raises ``Invalid`` for a cursor of another list.
        """
        ...

    async def add(self, new: "NewBlock", *, key: str | None = None) -> "Block":
        """Block somebody from now on.

        Raises ``Invalid`` for a value of no kind, and ``Refused``, saying by whom and why, where that very
        value is blocked already.
        """
        ...

    async def remove(self, block: int, *, key: str | None = None) -> "Block":
        """Take an entry off; that it was there, is kept. Raises ``NotFound``, ``Refused`` where it ended."""
        ...

    async def test(self, traits: "Traits") -> "tuple[Block, ...]":
        """The entries that hold for somebody now, the narrowest first; none: they may buy."""
        ...
