"""Orders: what carts became, and what is decided about them.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said.
"""

from typing import TYPE_CHECKING, Protocol

from cartui.model.query import Count, OrderQuery, OrderSort, Page

if TYPE_CHECKING:  # what a starting desk does not need yet
    from datetime import datetime

    from cartui.model.handover import Handover
    from cartui.model.order import Order, OrderSummary


class Orders(Protocol):
    """What carts became.

    A ``ref`` is an order's id or number (also its bare digits), its cart's, or the number of its goods issue,
    invoice or credit note, in upper or lower case.
    """

    async def list(
        self,
        query: OrderQuery | str = "",
        *,
        state: str | None = None,
        sort: OrderSort = OrderSort.LATEST,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
    ) -> "Page[OrderSummary]":
        """A page of orders, by when they were placed; ``state`` is one more that all of them are in.

        A string is not read as a query line: it is words alone, as they are found in the numbers of order,
        cart and goods issue, and in the customer's name, email and phone. ``after`` and ``before`` are
        cursors of an earlier page of the same list; at most one of them is given. Where much has to be
        looked through, a page may be short or empty and say so (``Page.searched``).
        Raises ``Invalid`` for a term or a state that this backend does not know, or a cursor that is none
        of this list's.
        """
        ...

    async def count(
        self, query: OrderQuery | str = "", *, state: str | None = None, at_most: int = 1_000
    ) -> Count:
        """How many orders match, counting no further than ``at_most``.

        Where much has to be looked through, the count may end earlier and say so (``Count.exact``).
        """
        ...

    async def get(self, ref: str) -> "Order":
        """One order with the cart it came from. Raises ``NotFound``."""
        ...

    async def approve(self, ref: str, *, version: int | None = None, key: str | None = None) -> "Order":
        """Release it for delivery: makes the goods issue record. An approved one is given as it is.

        Takes an order that is pending, and with its ``version`` one that is on hold: without it nobody can
        have seen the reason, and it is ``Refused`` with that. ``version``, for this and the two below, is the
        order's as it was shown; another one is a ``Conflict`` that says who did what. As with placing, an
        order that is already as it is wanted is given at any version, and what its state forbids is
        ``Refused`` first. Raises ``Refused`` for a cancelled order and ``NotFound``.
        """
        ...

    async def hold(
        self, ref: str, reason: str, *, version: int | None = None, key: str | None = None
    ) -> "Order":
        """Keep a pending order from being approved unseen; on one that is on hold, another reason.

        Raises ``Invalid`` without a reason, ``Refused`` for an approved or cancelled order, ``NotFound``.
        """
        ...

    async def cancel(
        self, ref: str, reason: str = "", *, version: int | None = None, key: str | None = None
    ) -> "Order":
        """End a pending or held order; what placing it took is in stock again, its coupon is free again.

        A cancelled one is given as it is. Raises ``Refused`` for an approved order, which only the credit
        note of its invoice can end (:class:`Documents`), and ``NotFound``.
        """
        ...

    async def take(
        self,
        consumer: str,
        *,
        since: "datetime | None" = None,
        state: str | None = None,
        key: str | None = None,
    ) -> "Handover":
        """Take the orders that a consumer (in any case) has not had yet, the earliest first, 10,000 at most.

        Placed ``since`` then, and in that ``state`` now. Nobody else takes them for this consumer until they
        are given back, or 15 minutes have passed without :meth:`confirm`. Raises ``Invalid`` for a name that
        is empty or too long, and for a state that there is not.
        """
        ...

    async def handed(
        self,
        consumer: str,
        *,
        claim: str | None = None,
        since: "datetime | None" = None,
        limit: int = 100,
        after: str | None = None,
    ) -> "Page[Order]":
        """Whole orders, at most 100 at once: those of a claim, else all that have arrived.

        ``since``: only those that were taken since then. Raises ``Invalid`` for a cursor of another list.
        """
        ...

    async def confirm(self, handover: "Handover") -> "Handover":
        """Note that what was taken has arrived; once more changes nothing.

        Raises ``Conflict`` where that took too long, and somebody else has taken some of it.
        """
        ...

    async def give_back(self, handover: "Handover") -> "Handover":
        """Let others take what has not arrived; once more changes nothing."""
        ...
