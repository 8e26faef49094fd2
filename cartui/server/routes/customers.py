"""``/v1/customers``: looking people up and keeping their details."""

from starlette.responses import Response

from cartui.model.cart_summary import CartSummary
from cartui.model.customer import Customer, NewCustomer
from cartui.model.query import Count
from cartui.model.text import clean_line
from cartui.server.asking import Asked
from cartui.server.openapi import takes
from cartui.server.routes.known import AtMost, Limit, Ref, Text, named, new_router
from cartui.wire.bodies import CustomerUpdate

router = new_router("customers")


@router.get("/customers", response_model=tuple[Customer, ...])
async def search_customers(asked: Asked, text: Text = "", limit: Limit = 20) -> Response:
    """Customers by name, email, phone in any writing, company or number; the best match first."""
    found = await asked.client.customers.search(clean_line(text), limit=limit)
    return asked.answer(tuple[Customer, ...], found)


@router.get("/counts/customers", response_model=Count)
async def count_customers(asked: Asked, at_most: AtMost = 1_000) -> Response:
    """How many customers there are, counting no further than asked."""
    return asked.answer(Count, await asked.client.customers.count(at_most=at_most))


@router.post(
    "/customers", response_model=Customer, status_code=201, openapi_extra=takes(NewCustomer, keyed=True)
)
async def create_customer(asked: Asked) -> Response:
    """Create a customer; odd phones and emails are warnings on the result."""
    new = await asked.reads(NewCustomer)
    return asked.answer(Customer, await asked.client.customers.create(new, key=asked.key), 201)


@router.get("/customers/{ref}", response_model=Customer)
async def get_customer(asked: Asked, ref: Ref) -> Response:
    """The one customer that an id, number, email or phone means."""
    return asked.answer(Customer, await asked.client.customers.get(named(ref)))


@router.patch("/customers/{ref}", response_model=Customer, openapi_extra=takes(CustomerUpdate, keyed=True))
async def update_customer(asked: Asked, ref: Ref) -> Response:
    """Change the fields that are given."""
    update = await asked.reads(CustomerUpdate)
    customer = await asked.client.customers.update(named(ref), update.version, update.changes, key=asked.key)
    return asked.answer(Customer, customer)


@router.get("/customers/{ref}/open-carts", response_model=tuple[CartSummary, ...])
async def open_carts(asked: Asked, ref: Ref, limit: Limit = 10) -> Response:
    """The customer's open and locked carts, latest first."""
    carts = await asked.client.customers.open_carts(named(ref), limit=limit)
    return asked.answer(tuple[CartSummary, ...], carts)
