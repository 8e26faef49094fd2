"""Carts: looking for them, changing them by actions, placing, and taking back.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Protocol

from cartui.model.actions import Action
from cartui.model.cart import Cart, CartSummary, NewCart
from cartui.model.pricing import Explanation
from cartui.model.problem import Problem
from cartui.model.query import CartQuery, CartSort, Count, Page

if TYPE_CHECKING:  # what a starting desk does not need yet
    from cartui.model.order import Order

MOST_AT_ONCE: Final = 100
"""Whole carts, or orders, that can be asked for at once."""


class Carts(Protocol):
    """Everything that is done with carts.

    A ``ref`` is a cart's id or its number, in upper or lower case, or the number's bare digits.
    """

    async def list(
        self,
        query: CartQuery,
        *,
        sort: CartSort,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
        at: str | None = None,
    ) -> Page[CartSummary]:
        """A page of open and locked carts (or of the states that the query names) in the given order.

        ``after`` and ``before`` are cursors of an earlier page of the same query and sort; ``at`` is a ref,
        and the page begins with that cart. At most one of the three is given. Without ``state:`` in the
        query, ordered and deleted carts are left out. Where much has to be looked through, a page may be
        short or empty and say so (``Page.searched``).
        Raises ``Invalid`` for a term this backend does not know, or a cursor that is none of its own;
        ``NotFound`` where the cart of ``at`` is not in this list.
        """
        ...

    async def count(self, query: CartQuery, *, at_most: int = 1_000) -> Count:
        """How many carts match, counting no further than ``at_most``.

        Where much has to be looked through, the count may end earlier and say so (``Count.exact``).
        """
        ...

    async def values(self, key: str, prefix: str = "", *, limit: int = 20) -> tuple[str, ...]:
        """What may stand behind a key of a query: the values that open and locked carts have, in order.

        Only those that begin with ``prefix``, in upper or lower case. Values that differ only in case are
        one. Raises ``Invalid`` for a key that has no such values.
        """
        ...

    async def get(self, ref: str) -> Cart:
        """The cart with its lines, figures and what it misses; a read never writes. Raises ``NotFound``."""
        ...

    async def get_many(self, ids: Sequence[str]) -> tuple[Cart, ...]:
        """The whole carts of these ids, as :meth:`get` gives them, in the order of ``ids``.

        Those that are gone, or that cannot be read, are left out. Raises ``Invalid`` for more than
        :data:`MOST_AT_ONCE`.
        """
        ...

    async def create(self, new: NewCart, *, key: str | None = None) -> Cart:
        """Start a cart with the defaults of its market. Raises ``Invalid`` for a market that is not there."""
        ...

    async def edit(
        self,
        ref: str,
        version: int,
        actions: Sequence[Action],
        *,
        rebase: bool = False,
        key: str | None = None,
    ) -> Cart:
        """Apply the actions to that version, all or none, and give the new cart.

        With ``rebase``, a stale version is not a conflict when what the actions touch is disjoint from
        what was changed since (decision 12). Actions that change nothing raise no version.
        Raises ``Conflict`` (with the current cart), ``Locked``, ``Refused`` (no longer open), ``Invalid``
        (with the field of each problem), ``Forbidden`` (a price override below lead), ``NotFound``.
        """
        ...

    async def preview(self, ref: str, version: int, actions: Sequence[Action]) -> Cart:
        """What :meth:`edit` would give, without saving it."""
        ...

    async def place(
        self,
        ref: str,
        *,
        phone: str,
        version: int | None = None,
        total: int | None = None,
        key: str | None = None,
    ) -> "Order":
        """Make it an order: price again, take stock, give the number. An ordered cart gives its order.

        ``phone`` is the contact phone as confirmed with the caller. ``version`` and ``total`` (minor units)
        are what was shown; left out, it is placed as it is now. Raises ``TotalChanged`` where the total is
        another (repeat with the new one), ``Conflict``, ``Locked``, ``NotReady`` with all problems,
        ``Refused`` for a deleted cart.
        """
        ...

    async def not_placed(self, ref: str) -> tuple[Problem, ...]:
        """Note that somebody wanted to place it and gave up over what it misses; gives what that is.

        A :meth:`place` that is refused notes that by itself. Nothing is noted where nothing is missing, and
        the cart stays as it is. Raises ``Locked``, ``NotFound``, ``Refused`` for a cart that is not open.
        """
        ...

    async def undo(
        self, ref: str, entry: int | None = None, *, version: int | None = None, key: str | None = None
    ) -> Cart:
        """Undo one entry of its history: the latest that can be, unless named.

        Restores ids, positions and what was set by hand; prices that followed are exact where their inputs
        are again what they were, and today's elsewhere. With ``version``, a cart that is at another one is
        a ``Conflict``, so that nobody undoes what they have not seen. Raises ``Refused`` when something it
        would restore has been changed since, or there is nothing to undo; ``Forbidden`` for a price that
        the actor could not have set.
        """
        ...

    async def redo(self, ref: str, *, version: int | None = None, key: str | None = None) -> Cart:
        """Bring back what the latest undo took; several are brought back one by one, the last one first.

        An edit after an undo ends what can be redone; touches, presence and comments are none.
        Raises as :meth:`undo` does: ``Refused`` where there is nothing to redo.
        """
        ...

    async def cancel(
        self, ref: str, *, since: int, version: int | None = None, key: str | None = None
    ) -> Cart:
        """Take back everything that the actor did after version ``since``, in one change (decision 13).

        What others did stays. ``since`` of 0 is for a cart that the actor started then: it goes into the
        trash. One undo takes a cancel back. Raises ``Refused``, with what and who, where others changed since
        what it would restore, or where there is nothing to take back; ``Invalid`` for a ``since`` below 0;
        ``Conflict``, ``Locked`` and ``Forbidden`` as :meth:`undo` does.
        """
        ...

    async def clone(self, ref: str, *, key: str | None = None) -> Cart:
        """A new open cart with the same content, priced anew; also from an order or a deleted cart."""
        ...

    async def delete(self, ref: str, *, version: int | None = None, key: str | None = None) -> Cart:
        """Put it into the trash. Raises ``Locked``, ``Conflict``, ``Refused`` for an order."""
        ...

    async def restore(self, ref: str, *, key: str | None = None) -> Cart:
        """Take it out of the trash. Raises ``Refused`` where it is not in it."""
        ...

    async def explain(self, ref: str) -> tuple[Explanation, ...]:
        """Each figure of the cart with the rule and rate it came from."""
        ...
