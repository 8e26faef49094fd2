"""``/v1/customers``: looking people up and keeping their details."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from cartui.model.cart_summary import CartSummary
from cartui.model.customer import Alike, Customer, CustomerSort, NewCustomer
from cartui.model.order import OrderSummary
from cartui.model.query import Count, Page
from cartui.model.text import clean_line
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.routes.authenticated import AtMost, Cursor, Limit, Ref, Text, new_router, ref_in
from cartui.wire.bodies import CustomerUpdate

router = new_router("customers")

Sort = Annotated[CustomerSort, Query(description="`name`, `number` or `created`; with `-` the last first.")]


@router.get("/customers", response_model=tuple[Customer, ...])
async def search_customers(call: CurrentCall, text: Text = "", limit: Limit = 20) -> Response:
    """Customers by name, email, phone in any writing, company or number; the best match first."""
    found = await call.client.customers.search(clean_line(text), limit=limit)
    return call.answer(tuple[Customer, ...], found)


@router.get("/lists/customers", response_model=Page[Customer])
async def list_customers(
    call: CurrentCall,
    text: Text = "",
    sort: Sort = CustomerSort.NAME,
    limit: Limit = 50,
    after: Cursor = None,
    before: Cursor = None,
) -> Response:
    """A page of all customers in the given order; with `text` the best matches, on one page.

    At most one of `after` and `before`, and none of them with `text`.
    """
    page = await call.client.customers.list(
        clean_line(text), sort=sort, limit=limit, after=after, before=before
    )
    return call.answer(Page[Customer], page)


@router.post("/alike/customers", response_model=tuple[Alike, ...], openapi_extra=takes(NewCustomer))
async def alike_customers(call: CurrentCall) -> Response:
    """Who is probably the same as this new customer, the likeliest first; nothing is saved."""
    new = await call.body(NewCustomer)
    return call.answer(tuple[Alike, ...], await call.client.customers.alike(new))


@router.get("/counts/customers", response_model=Count)
async def count_customers(call: CurrentCall, at_most: AtMost = 1_000) -> Response:
    """How many customers there are, counting no further than asked."""
    return call.answer(Count, await call.client.customers.count(at_most=at_most))


@router.post(
    "/customers", response_model=Customer, status_code=201, openapi_extra=takes(NewCustomer, keyed=True)
)
async def create_customer(call: CurrentCall) -> Response:
    """Create a customer; odd phones and emails are warnings on the result."""
    new = await call.body(NewCustomer)
    return call.answer(Customer, await call.client.customers.create(new, key=call.key), 201)


@router.get("/customers/{ref}", response_model=Customer)
async def get_customer(call: CurrentCall, ref: Ref) -> Response:
    """The one customer that an id, number, email or phone means."""
    return call.answer(Customer, await call.client.customers.get(ref_in(ref)))


@router.patch("/customers/{ref}", response_model=Customer, openapi_extra=takes(CustomerUpdate, keyed=True))
async def update_customer(call: CurrentCall, ref: Ref) -> Response:
    """Change the fields that are given."""
    update = await call.body(CustomerUpdate)
    customer = await call.client.customers.update(ref_in(ref), update.version, update.changes, key=call.key)
    return call.answer(Customer, customer)


@router.get("/customers/{ref}/open-carts", response_model=tuple[CartSummary, ...])
async def open_carts(call: CurrentCall, ref: Ref, limit: Limit = 10) -> Response:
    """The customer's open and locked carts, latest first."""
    carts = await call.client.customers.open_carts(ref_in(ref), limit=limit)
    return call.answer(tuple[CartSummary, ...], carts)


@router.get("/customers/{ref}/carts", response_model=Page[CartSummary])
async def customers_carts(
    call: CurrentCall, ref: Ref, limit: Limit = 50, after: Cursor = None, before: Cursor = None
) -> Response:
    """The customer's carts in every state, the latest change first."""
    page = await call.client.customers.carts(ref_in(ref), limit=limit, after=after, before=before)
    return call.answer(Page[CartSummary], page)


@router.get("/customers/{ref}/orders", response_model=Page[OrderSummary])
async def customers_orders(call: CurrentCall, ref: Ref, limit: Limit = 50, after: Cursor = None) -> Response:
    """What the customer ordered, latest first."""
    page = await call.client.customers.orders(ref_in(ref), limit=limit, after=after)
    return call.answer(Page[OrderSummary], page)
