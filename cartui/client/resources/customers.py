"""Customers, and what is sold to them.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said.
"""

from typing import TYPE_CHECKING, Protocol

from cartui.model.cart import CartSummary
from cartui.model.catalog import VariantHit
from cartui.model.customer import Alike, Customer, CustomerChanges, CustomerSort, NewCustomer
from cartui.model.query import Count, Page

if TYPE_CHECKING:  # what a starting desk does not need yet
    from cartui.model.order import OrderSummary


class Customers(Protocol):
    """Looking people up and keeping their details. A ``ref`` is an id, number, email or phone."""

    async def search(self, text: str, *, limit: int = 20) -> tuple[Customer, ...]:
        """Customers by name, email, phone in any writing, company or number; the best match first."""
        ...

    async def list(
        self,
        text: str = "",
        *,
        sort: CustomerSort = CustomerSort.NAME,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
    ) -> Page[Customer]:
        """A page of all customers in the given order; with ``text`` what :meth:`search` finds, on one page.

        ``after`` and ``before`` are cursors of an earlier page of the same order; at most one of them is
        given, and none with ``text``. Raises ``Invalid`` for a cursor that is none of this list's.
        """
        ...

    async def alike(self, new: NewCustomer) -> tuple[Alike, ...]:
        """Who is probably the same as somebody who is to be created; at most ten, the likeliest first.

        The same email in any case, phone in any writing, VAT id, or name with the same company or postcode.
        Creates nothing.
        """
        ...

    async def count(self, *, at_most: int = 1_000) -> Count:
        """How many customers there are, counting no further than ``at_most``."""
        ...

    async def get(self, ref: str) -> Customer:
        """The one customer that ``ref`` means; ``Invalid`` lists the candidates when it means several."""
        ...

    async def create(self, new: NewCustomer, *, key: str | None = None) -> Customer:
        """Create a customer; odd phones and emails are warnings on the result, not errors."""
        ...

    async def update(
        self, ref: str, version: int, changes: CustomerChanges, *, key: str | None = None
    ) -> Customer:
        """Change the fields that are set. Raises ``Conflict`` when ``version`` is not the customer's."""
        ...

    async def open_carts(self, ref: str, *, limit: int = 10) -> tuple[CartSummary, ...]:
        """The customer's open and locked carts, latest first (decision 4)."""
        ...

    async def carts(
        self, ref: str, *, limit: int = 50, after: str | None = None, before: str | None = None
    ) -> Page[CartSummary]:
        """The customer's carts in every state, the latest change first; cursors are as for ``list``.

        Raises ``NotFound``, and ``Invalid`` where ``ref`` means several or the cursor is none of this list's.
        """
        ...

    async def orders(self, ref: str, *, limit: int = 50, after: str | None = None) -> "Page[OrderSummary]":
        """What the customer ordered, latest first. Raises as :meth:`carts` does."""
        ...


class Catalog(Protocol):
    """Finding what is sold."""

    async def search(
        self, text: str, *, market: str, level: str | None = None, limit: int = 20
    ) -> tuple[VariantHit, ...]:
        """Variants by words in any order over title, options, SKU and barcode, with what they cost there."""
        ...
