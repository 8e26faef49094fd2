"""``client.customers`` on the local database."""

from datetime import datetime

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.customer_changes import changed_customer, new_customer, read_contact
from cartui.client.local.idempotent_replies import write_once
from cartui.client.local.numbers import next_customer_number
from cartui.client.local.order_lists import order_list
from cartui.model.cart import CartSummary
from cartui.model.cart_summary import CartState
from cartui.model.customer import Alike, Customer, CustomerChanges, CustomerSort, NewCustomer
from cartui.model.errors import Conflict, Invalid, NotFound
from cartui.model.order import OrderSummary
from cartui.model.problem import Problem
from cartui.model.query import CartQuery, CartSort, Count, OrderQuery, Page, Term
from cartui.rules.customer_likeness import likely_the_same
from cartui.rules.permissions import Operation
from cartui.rules.query.cart_filters import filters_of
from cartui.store.carts import pages as cart_list
from cartui.store.changes import append_change
from cartui.store.customer_likeness import customers_like
from cartui.store.customer_list import customer_page
from cartui.store.customer_search import search_customers
from cartui.store.customers import count_customers, find_customers, insert_customer, update_customer
from cartui.store.shop_config import load_shop


class LocalCustomers:
    """Looking people up and keeping their details."""

    def __init__(self, backend: LocalBackend) -> None:
        """Work on that backend."""
        self._backend = backend

    async def search(self, text: str, *, limit: int = 20) -> tuple[Customer, ...]:
        """Customers that match, the best first."""
        return await self._backend.read(lambda connection: search_customers(connection, text, limit=limit))

    async def list(
        self,
        text: str = "",
        *,
        sort: CustomerSort = CustomerSort.NAME,
        limit: int = 50,
        after: str | None = None,
        before: str | None = None,
    ) -> Page[Customer]:
        """A page of all of them, or those that match."""

        def work(connection: Connection) -> Page[Customer]:
            if not text.strip():
                return customer_page(connection, sort, limit=limit, after=after, before=before)
            if after is not None or before is not None:
                raise Invalid("What matches some words is one page: no other lies after it or before it.")
            return Page(search_customers(connection, text, limit=limit))

        return await self._backend.read(work)

    async def alike(self, new: NewCustomer) -> tuple[Alike, ...]:
        """Who is probably the same."""

        def work(connection: Connection) -> tuple[Alike, ...]:
            meant = read_contact(new)
            found = customers_like(
                connection, email=meant.email, phone=meant.phone, vat_id=meant.vat_id, name=meant.name
            )
            return likely_the_same(meant, found)

        return await self._backend.read(work)

    async def count(self, *, at_most: int = 1_000) -> Count:
        """How many customers there are."""
        return await self._backend.read(lambda connection: count_customers(connection, at_most=at_most))

    async def get(self, ref: str) -> Customer:
        """The one customer that is meant."""
        return await self._backend.read(lambda connection: require_customer(connection, ref), "customer")

    async def create(self, new: NewCustomer, *, key: str | None = None) -> Customer:
        """Create a customer."""
        backend = self._backend
        return await write_once(
            backend,
            Operation.EDIT_CUSTOMER,
            key,
            ("customers.create", new),
            Customer,
            lambda connection: _create(backend, connection, new, backend.clock()),
        )

    async def update(
        self, ref: str, version: int, changes: CustomerChanges, *, key: str | None = None
    ) -> Customer:
        """Change the fields that are set."""
        backend = self._backend
        return await write_once(
            backend,
            Operation.EDIT_CUSTOMER,
            key,
            ("customers.update", ref, version, changes),
            Customer,
            lambda connection: _update(backend, connection, ref, version, changes),
        )

    async def open_carts(self, ref: str, *, limit: int = 10) -> tuple[CartSummary, ...]:
        """The customer's carts that are still carts."""
        clock = self._backend.clock

        def work(connection: Connection) -> tuple[CartSummary, ...]:
            customer = require_customer(connection, ref)
            return cart_list.of_customer(connection, customer.id, now=clock(), limit=limit)

        return await self._backend.read(work)

    async def carts(
        self, ref: str, *, limit: int = 50, after: str | None = None, before: str | None = None
    ) -> Page[CartSummary]:
        """The customer's carts in every state."""
        backend = self._backend

        def work(connection: Connection) -> Page[CartSummary]:
            query = _carts_of(require_customer(connection, ref))
            now = backend.clock()
            filters = filters_of(query, now, backend.actor.name)
            carts = cart_list.CartPages(connection, query, filters, CartSort(), now=now)
            return carts.page(limit=limit, after=after, before=before)

        return await backend.read(work)

    async def orders(self, ref: str, *, limit: int = 50, after: str | None = None) -> Page[OrderSummary]:
        """What the customer ordered."""
        clock = self._backend.clock

        def work(connection: Connection) -> Page[OrderSummary]:
            customer = require_customer(connection, ref)
            theirs = OrderQuery(terms=(Term(key="customer", values=(customer.id,)),))
            return order_list(connection, theirs, clock()).page(limit=limit, after=after)

        return await self._backend.read(work)


def _carts_of(customer: Customer) -> CartQuery:
    """What finds the customer's carts in every state."""
    states = Term(key="state", values=tuple(CartState))
    return CartQuery(terms=(Term(key="customer", values=(customer.id,)), states))


def require_customer(connection: Connection, ref: str) -> Customer:
    """The one customer of that id, number, email or phone.

    Raises ``NotFound``, or ``Invalid`` with the candidates when it could mean several.
    """
    found = find_customers(connection, ref)
    if not found:
        raise NotFound(
            f"there is no customer {ref}. Customers are named by number, id, whole email or phone; "
            "`cartui customers search` finds them by any words"
        )
    if len(found) > 1:
        problems = [
            Problem(field="customer", message=f"{customer.number} {customer.name} {customer.phone}".strip())
            for customer in found
        ]
        raise Invalid(f"{ref} could mean {len(found)} customers: give the number", problems)
    return found[0]


def _create(backend: LocalBackend, connection: Connection, new: NewCustomer, now: datetime) -> Customer:
    """Insert a customer under the next free number."""
    shop = load_shop(connection)
    customer = new_customer(new, number=next_customer_number(connection, shop), shop=shop, now=now)
    insert_customer(connection, customer)
    _tell(backend, connection, customer, now)
    return customer


def _update(
    backend: LocalBackend, connection: Connection, ref: str, version: int, changes: CustomerChanges
) -> Customer:
    """Save the changed customer as its next version; an update that changes nothing keeps the version."""
    before = require_customer(connection, ref)
    if before.version != version:
        raise Conflict(f"customer {before.number} has been changed since: it is at version {before.version}")
    after = changed_customer(before, changes, shop=load_shop(connection), now=backend.clock())
    if after == before:
        return before
    update_customer(connection, after)
    _tell(backend, connection, after, backend.clock())
    return after


def _tell(backend: LocalBackend, connection: Connection, customer: Customer, now: datetime) -> None:
    """Tell the change feed."""
    append_change(
        connection,
        kind="customer",
        id=customer.id,
        version=customer.version,
        agent=backend.actor.name,
        at=now,
    )
