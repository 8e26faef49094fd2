"""``client.customers`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of, within_bounds
from cartui.model.cart import CartSummary
from cartui.model.customer import Alike, Customer, CustomerChanges, CustomerSort, NewCustomer
from cartui.model.order import OrderSummary
from cartui.model.query import Count, Page
from cartui.wire.bodies import CustomerUpdate


class RestCustomers:
    """Customers."""

    def __init__(self, backend: RestBackend) -> None:
        """Ask that backend."""
        self._backend = backend

    async def search(self, text: str, *, limit: int = 20) -> tuple[Customer, ...]:
        """Customers that match."""
        asked = path_of("customers", text=text, limit=limit)
        return await self._backend.read(tuple[Customer, ...], asked)

    async def list(
        self,
        text: str = "",
        *,
        sort: CustomerSort = CustomerSort.NAME,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
    ) -> Page[Customer]:
        """A page of them."""
        asked = path_of(
            "lists", "customers", text=text, sort=str(sort), limit=limit, after=after, before=before
        )
        return await self._backend.read(Page[Customer], asked)

    async def alike(self, new: NewCustomer) -> tuple[Alike, ...]:
        """Who is probably the same."""
        return await self._backend.trial(tuple[Alike, ...], path_of("alike", "customers"), new)

    async def count(self, *, at_most: int = 1_000) -> Count:
        """How many there are."""
        return await self._backend.read(Count, path_of("counts", "customers", at_most=at_most))

    async def get(self, ref: str) -> Customer:
        """One customer."""
        return await self._backend.read(Customer, path_of("customers", of=ref))

    async def create(self, new: NewCustomer, *, key: str | None = None) -> Customer:
        """Create one."""
        return await self._backend.write(Customer, path_of("customers"), new, key=key, only_set=True)

    async def update(
        self, ref: str, version: int, changes: CustomerChanges, *, key: str | None = None
    ) -> Customer:
        """Change one; what was not set stays as it is, and so is not sent."""
        update = CustomerUpdate(version=within_bounds(version), changes=changes)
        asked = path_of("customers", of=ref)
        return await self._backend.write(Customer, asked, update, key=key, method="PATCH", only_set=True)

    async def open_carts(self, ref: str, *, limit: int = 10) -> tuple[CartSummary, ...]:
        """The customer's carts."""
        asked = path_of("customers", of=ref, then=("open-carts",), limit=limit)
        return await self._backend.read(tuple[CartSummary, ...], asked)

    async def carts(
        self, ref: str, *, limit: int = 50, after: str | None = None, before: str | None = None
    ) -> Page[CartSummary]:
        """The customer's carts in every state."""
        asked = path_of("customers", of=ref, then=("carts",), limit=limit, after=after, before=before)
        return await self._backend.read(Page[CartSummary], asked)

    async def orders(self, ref: str, *, limit: int = 50, after: str | None = None) -> Page[OrderSummary]:
        """What the customer ordered."""
        asked = path_of("customers", of=ref, then=("orders",), limit=limit, after=after)
        return await self._backend.read(Page[OrderSummary], asked)
