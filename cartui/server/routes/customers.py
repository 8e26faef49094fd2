"""``/v1/customers``: looking people up and keeping their details."""

from starlette.responses import Response

from cartui.model.cart_summary import CartSummary
from cartui.model.customer import Customer, NewCustomer
from cartui.model.query import Count
from cartui.model.text import clean_line
from cartui.server.call import CurrentCall
from cartui.server.openapi import takes
from cartui.server.routes.authenticated import AtMost, Limit, Ref, Text, new_router, ref_in
from cartui.wire.bodies import CustomerUpdate

router = new_router("customers")


@router.get("/customers", response_model=tuple[Customer, ...])
async def search_customers(call: CurrentCall, text: Text = "", limit: Limit = 20) -> Response:
    """Customers by name, email, phone in any writing, company or number; the best match first."""
    found = await call.client.customers.search(clean_line(text), limit=limit)
    return call.answer(tuple[Customer, ...], found)


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
