"""``client.customers`` at a server."""

from cartui.client.rest.backend import RestBackend
from cartui.client.rest.calls import path_of, within_bounds
from cartui.model.cart import CartSummary
from cartui.model.customer import Customer, CustomerChanges, NewCustomer
from cartui.model.query import Count
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
