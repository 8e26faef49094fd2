"""Documents that are issued once and for good: invoices and credit notes.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said. Quotes, order confirmations
and delivery notes need no call: they are made of a cart or an order by ``rules/documents``.
"""

from typing import TYPE_CHECKING, Protocol

from cartui.model.query import Page

if TYPE_CHECKING:  # what a starting desk does not need yet
    from cartui.model.document import DocumentKind, IssuedDocument


class Documents(Protocol):
    """Invoices and credit notes, numbered without a gap for each market and year.

    A ``number`` is found in upper or lower case. What was issued never changes and is never removed: it
    stays when its cart is purged, for as long as the law wants it.
    """

    async def issue_invoice(self, ref: str, *, key: str | None = None) -> "IssuedDocument":
        """The invoice of an approved order, by any ``ref`` that :class:`Orders` takes.

        An order has one invoice: where it is there already, that is given. Raises ``NotFound``, ``NotReady``
        with everything that the seller's or buyer's details miss of what an invoice has to say, and
        ``Refused`` for an order that is not approved.
        """
        ...

    async def credit(self, number: str, reason: str, *, key: str | None = None) -> "IssuedDocument":
        """Take a whole invoice back: a credit note is issued, and its order is cancelled in the same step.

        What placing it took is in stock again, its coupon is free again, and all that was paid is to be paid
        back. For leads. Where the credit note is there already, that is given. Raises ``NotFound`` and
        ``Invalid`` without a reason or for a credit note.
        """
        ...

    async def get(self, number: str) -> "IssuedDocument":
        """One of them by its number. Raises ``NotFound``."""
        ...

    async def of_order(self, ref: str) -> "tuple[IssuedDocument, ...]":
        """What was issued for an order, the oldest first. Raises ``NotFound``."""
        ...

    async def list(
        self,
        *,
        kind: "DocumentKind | None" = None,
        market: str | None = None,
        year: int | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> "Page[IssuedDocument]":
        """What was issued, the latest first. Raises ``Invalid`` for a cursor of another list."""
        ...
