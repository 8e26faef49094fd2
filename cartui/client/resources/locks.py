"""Locked carts, and what shops and payment providers tell of payments.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said.
"""

from typing import TYPE_CHECKING, Protocol

from cartui.model.cart import Cart
from cartui.model.query import Page

if TYPE_CHECKING:  # what a starting desk does not need yet
    from datetime import datetime

    from cartui.model.locks import LockedCart, PaymentReport, PaymentTaken, StatementReport
    from cartui.model.order import Order
    from cartui.model.payment_without_order import PaymentWithoutOrder
    from cartui.model.statement import Coverage, Statement, Verdict


class Locks(Protocol):
    """Carts that refuse every edit since nobody knows yet whether they were paid, and what is done with them.

    A ``ref`` is a cart's, as for :class:`Carts`. A cart is locked from the moment on at which a customer who
    went to pay is away for longer than the shop waits, whether or not anybody has written that yet. Every
    reason is kept in the cart's history for ever; without one a call is ``Invalid``.

    Resolving a lock closes its attempts to pay, so that nothing locks the cart again for them. Where two
    resolve one lock, the second gets a ``Conflict`` that says who did what, with the cart as it is now; a
    cart that was never locked is ``Refused``. What the statements speak against is ``Refused``, too, unless
    ``against_evidence`` says that it is meant. Who decided by what they saw names that verdict as ``seen``:
    where the statements say another thing by now, that is a ``Conflict`` whose ``changed`` is ``evidence``.
    They name the lock as well, by the moment ``since`` which it is there: where the cart was unlocked and
    locked again meanwhile, that is a ``Conflict`` whose ``changed`` is ``lock``.
    """

    async def list(self, *, limit: int = 50, after: str | None = None) -> "Page[LockedCart]":
        """The queue, the latest lock first, each with what the statements say of it.

        ``after`` is the cursor of an earlier page. Raises ``Invalid`` for one of another list.
        """
        ...

    async def get(self, ref: str) -> "LockedCart":
        """One locked cart, as the queue has it. Raises ``NotFound``, ``Refused`` where it is not locked."""
        ...

    async def lock(self, ref: str, reason: str, *, key: str | None = None) -> Cart:
        """Lock an open cart by hand. Raises ``Locked``, ``Refused`` for an order or a deleted cart."""
        ...

    async def unlock(
        self,
        ref: str,
        reason: str,
        *,
        against_evidence: bool = False,
        seen: "Verdict | None" = None,
        since: "datetime | None" = None,
        key: str | None = None,
    ) -> Cart:
        """Let it go on as the open cart that it was. Its undo (:meth:`Carts.undo`) locks it again."""
        ...

    async def confirm(
        self,
        ref: str,
        reason: str,
        *,
        against_evidence: bool = False,
        seen: "Verdict | None" = None,
        since: "datetime | None" = None,
        key: str | None = None,
    ) -> "Order":
        """Make it the order that was paid for: nothing is priced again, and missing stock goes negative.

        What else stood in the way of an order is waived and kept with it. What paid it pays no other cart:
        one that was paid with the same meanwhile is a ``Conflict``.
        """
        ...

    async def delete(
        self,
        ref: str,
        reason: str,
        *,
        against_evidence: bool = False,
        seen: "Verdict | None" = None,
        since: "datetime | None" = None,
        key: str | None = None,
    ) -> Cart:
        """Put it into the trash. Restored, it is an open cart; its undo locks it again."""
        ...


class Payments(Protocol):
    """What shops and payment providers tell of payments."""

    async def record(self, ref: str, report: "PaymentReport", *, key: str | None = None) -> "PaymentTaken":
        """Take in that a payment of a cart began, or what its result is, in whatever order that is told.

        What is known already changes nothing: an attempt is the same where the provider's reference is, or
        the merchant's as long as there is none. A pending result locks the cart, or places it where the shop
        accepts promises. A success places it, locked or not, whatever it misses; a failure unlocks it. Money
        for a cart that is deleted, ordered or another one by now is kept as a payment without an order.
        Raises ``Refused`` where a payment begins for an order or a deleted cart, ``NotFound``.
        """
        ...

    async def without_order(
        self, *, settled: bool = False, limit: int = 50, after: str | None = None
    ) -> "Page[PaymentWithoutOrder]":
        """Money that came in and belongs to no order, the latest first, each payment once.

        That is what was reported, and what statements tell of the last year. ``settled``: those that somebody
        has settled, the one that was settled last first. A page may be given up before it is full; then it
        says in ``searched`` how many were looked at. Raises ``Invalid`` for a cursor of another list.
        """
        ...

    async def settle(self, ref: str, reason: str, *, key: str | None = None) -> "PaymentWithoutOrder":
        """Keep for ever that a person has settled it, who, when and why; gives it without its rows.

        ``ref`` is its id, or the provider's id of it where that is one payment's alone. Raises ``NotFound``,
        ``Refused`` for a payment that serves a cart, and ``Conflict``, which says who has settled it already.
        """
        ...

    async def reopen(self, ref: str, *, key: str | None = None) -> "PaymentWithoutOrder":
        """Take back that it is settled; that it was, is kept. Raises ``Refused`` where it is not."""
        ...

    async def take_statement(self, statement: "Statement") -> "StatementReport":
        """Keep what a provider's statement says; rows that are known count as unchanged.

        A row is known by its provider and transaction. One that was pending is replaced by what became of it.
        Of a statement in several calls, the last one has the coverage: until it is there, nothing counts as
        not paid. It takes no key, since a repeat changes nothing.
        """
        ...

    async def coverage(self) -> "tuple[Coverage, ...]":
        """Of which times the statements have everything, by provider and in order."""
        ...
