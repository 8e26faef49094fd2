"""``cartui customers``: finding people, and creating them."""

from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.amounts import Amounts
from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.option_words import customer_sorts
from cartui.cli.options import After, AsJson, Key, Limit, new_group
from cartui.cli.output import narrate, pairs, put, put_json, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cartui.model.customer import Customer, CustomerChanges

app = new_group("List, find, show, create and change customers.")

_REF_HELP = "Number, id, email or phone that means one only."

CustomerRef = Annotated[str, typer.Argument(metavar="REF", help=_REF_HELP)]
"""Which customer."""

_HEADINGS = ("Number", "Name", "Phone", "Email", "Company", "Price level", "Rep")


@app.command("list")
def list_customers(
    context: typer.Context,
    sort: Annotated[
        str,
        typer.Option(
            metavar="SORT",
            autocompletion=customer_sorts,
            help="name, number or created; with - before it the last first.",
        ),
    ] = "name",
    limit: Limit = 50,
    after: After = None,
    as_json: AsJson = False,
) -> None:
    """List all customers."""
    from cartui.documents.json_shapes import customer_page_json
    from cartui.model.customer import CustomerSort
    from cartui.model.errors import Invalid

    if sort not in set(CustomerSort):
        raise Invalid(f"cannot sort by {sort!r}: choose from {', '.join(CustomerSort)}")
    order = CustomerSort(sort)
    page = invocation_of(context).run(
        lambda client: client.customers.list(sort=order, limit=limit, after=after)
    )
    if as_json:
        put_json(customer_page_json(page))
        return
    put(table(_HEADINGS, _rows(page)))
    _tell_end(page.next, "There is no customer yet." if not page.items and after is None else "")


@app.command()
def search(
    context: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="Name, email, phone in any writing, company or number.")
    ],
    limit: Limit = 20,
    as_json: AsJson = False,
) -> None:
    """Search customers, the best match first."""
    from cartui.documents.json_shapes import customers_json

    found = invocation_of(context).run(lambda client: client.customers.search(text, limit=limit))
    if as_json:
        put_json(customers_json(found))
        return
    put(table(_HEADINGS, _rows(found)))


@app.command()
def show(context: typer.Context, ref: CustomerRef, as_json: AsJson = False) -> None:
    """Show one customer."""
    invocation = invocation_of(context)
    _put_customer(invocation, invocation.run(lambda client: client.customers.get(ref)), as_json=as_json)


@app.command()
def new(
    context: typer.Context,
    name: Annotated[str, typer.Option(metavar="TEXT", help="The name.")],
    email: Annotated[str, typer.Option(metavar="E", help="Their email.")] = "",
    phone: Annotated[
        str, typer.Option(metavar="P", help="In any writing; with --country also a local one.")
    ] = "",
    company: Annotated[str, typer.Option(metavar="C", help="The company they buy for.")] = "",
    price_level: Annotated[str | None, typer.Option(metavar="L", help="Code of a price level.")] = None,
    rep: Annotated[str, typer.Option(metavar="R", help="Number of the sales representative.")] = "",
    country: Annotated[str | None, typer.Option(metavar="CC", help="Two letters, such as BD.")] = None,
    as_json: AsJson = False,
) -> None:
    """Create a customer. An odd phone or email is a warning, no refusal."""
    from pydantic import ValidationError

    from cartui.imports.words import invalid_file, problems_of
    from cartui.model.customer import NewCustomer

    try:
        given = NewCustomer(
            name=name,
            email=email,
            phone=phone,
            company=company,
            price_level=price_level,
            rep=rep,
            country=country,
        )
    except ValidationError as error:
        raise invalid_file("the customer", problems_of(error, NewCustomer)) from None
    invocation = invocation_of(context)
    customer = invocation.run(lambda client: client.customers.create(given))
    for warning in customer.warnings:
        narrate(f"warning: {warning}")
    _put_customer(invocation, customer, as_json=as_json)


@app.command()
def edit(
    context: typer.Context,
    ref: CustomerRef,
    version: Annotated[int, typer.Option(metavar="V", min=1, help="The version that you saw.")],
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="The name.")] = None,
    email: Annotated[str | None, typer.Option(metavar="E", help="Empty takes it away.")] = None,
    phone: Annotated[
        str | None,
        typer.Option(
            metavar="P", help="In any writing; with --country also a local one. Empty takes it away."
        ),
    ] = None,
    company: Annotated[
        str | None, typer.Option(metavar="C", help="The company they buy for; empty: none.")
    ] = None,
    price_level: Annotated[
        str | None, typer.Option(metavar="L", help="Code of a price level; empty: the market's.")
    ] = None,
    rep: Annotated[
        str | None, typer.Option(metavar="R", help="Number of the sales representative; empty: none.")
    ] = None,
    vat_id: Annotated[
        str | None, typer.Option(metavar="ID", help="Their VAT number; empty takes it away.")
    ] = None,
    country: Annotated[str | None, typer.Option(metavar="CC", help="Two letters, such as BD.")] = None,
    tax_exempt: Annotated[
        bool | None, typer.Option("--tax-exempt/--not-tax-exempt", help="Whether tax is left out for them.")
    ] = None,
    block: Annotated[
        str | None, typer.Option(metavar="REASON", help="No order of theirs is placed any more.")
    ] = None,
    unblock: Annotated[bool, typer.Option("--unblock", help="They may order again.")] = False,
    key: Key = None,
    as_json: AsJson = False,
) -> None:
    """Change what is known of a customer; what is not given stays as it is."""
    from cartui.model.errors import Invalid

    if block is not None and (unblock or not block.strip()):
        raise Invalid("give --block with a reason, or --unblock, not both")
    given: dict[str, object] = {
        "name": name,
        "email": email,
        "phone": phone,
        "company": company,
        "price_level": price_level,
        "rep": rep,
        "vat_id": vat_id,
        "country": country,
        "tax_exempt": tax_exempt,
        "blocked": True if block is not None else False if unblock else None,
        "blocked_reason": "" if unblock else block,
    }
    changes = _changes(given)
    invocation = invocation_of(context)
    customer = invocation.run(lambda client: client.customers.update(ref, version, changes, key=key))
    for warning in customer.warnings:
        narrate(f"warning: {warning}")
    _put_customer(invocation, customer, as_json=as_json)


@app.command()
def carts(
    context: typer.Context, ref: CustomerRef, limit: Limit = 50, after: After = None, as_json: AsJson = False
) -> None:
    """List a customer's carts in every state, the latest change first."""
    from cartui.documents.json_shapes import customers_carts_json

    invocation = invocation_of(context)
    page = invocation.run(lambda client: client.customers.carts(ref, limit=limit, after=after))
    if as_json:
        put_json(customers_carts_json(page))
        return
    rows = [
        (
            cart.number,
            cart.state,
            cart.market,
            str(cart.items),
            Amounts(cart.currency)(cart.total),
            invocation.times(cart.updated_at),
            ", ".join(cart.products),
        )
        for cart in page
    ]
    headings = ("Number", "State", "Market", "Items", "Total", "Updated", "Products")
    put(table(headings, rows, right=("Items", "Total")))
    _tell_end(page.next, "" if rows else "They have no cart.")


@app.command()
def orders(
    context: typer.Context, ref: CustomerRef, limit: Limit = 50, after: After = None, as_json: AsJson = False
) -> None:
    """List what a customer ordered, latest first."""
    from cartui.documents.json_shapes import customers_orders_json

    invocation = invocation_of(context)
    page = invocation.run(lambda client: client.customers.orders(ref, limit=limit, after=after))
    if as_json:
        put_json(customers_orders_json(page))
        return
    rows = [
        (
            order.number,
            order.state,
            order.cart,
            str(order.items),
            Amounts(order.currency)(order.total),
            Amounts(order.currency)(order.due),
            invocation.times(order.placed_at),
        )
        for order in page
    ]
    headings = ("Number", "State", "Cart", "Items", "Total", "Due", "Placed")
    put(table(headings, rows, right=("Items", "Total", "Due")))
    _tell_end(page.next, "" if rows else "They have ordered nothing yet.")


def _changes(given: "Mapping[str, object]") -> "CustomerChanges":
    """The changes that were given. Raises ``Invalid`` for what is none, and where there are none."""
    from pydantic import ValidationError

    from cartui.imports.words import invalid_file, problems_of
    from cartui.model.customer import CustomerChanges
    from cartui.model.errors import Invalid

    said = {name: value for name, value in given.items() if value is not None}
    if not said:
        raise Invalid("say what to change: --name, --email, --phone, --company, --price-level, --rep …")
    emptied = {name: None for name in ("price_level", "country") if said.get(name) == ""}
    try:
        return CustomerChanges.model_validate(said | emptied)
    except ValidationError as error:
        raise invalid_file("the customer", problems_of(error, CustomerChanges)) from None


def _rows(customers: "Iterable[Customer]") -> list[tuple[str, ...]]:
    """Customers as a table shows them."""
    return [
        (each.number, each.name, each.phone, each.email, each.company, each.price_level or "", each.rep)
        for each in customers
    ]


def _tell_end(after: str | None, nothing: str) -> None:
    """Say where a list goes on, or that there is nothing."""
    if after is not None:
        narrate(f"go on with --after {after}")
    elif nothing:
        narrate(nothing)


def _put_customer(invocation: Invocation, customer: "Customer", *, as_json: bool) -> None:
    """Print one customer."""
    if as_json:
        from cartui.documents.json_shapes import customer_json

        put_json(customer_json(customer))
        return
    from cartui.cli.cart_text import address_text

    facts = [
        ("customer", f"{customer.name} #{customer.number}, version {customer.version}"),
        ("company", customer.company),
        ("phone", customer.phone),
        ("email", customer.email),
        ("price level", customer.price_level or ""),
        ("rep", customer.rep),
        ("VAT id", customer.vat_id),
        ("tax", "exempt" if customer.tax_exempt else ""),
        ("blocked", (customer.blocked_reason or "yes") if customer.blocked else ""),
        *(
            ("address" + (" (default)" if saved.default else ""), address_text(saved.address))
            for saved in customer.addresses
        ),
        ("since", invocation.times(customer.created_at)),
    ]
    put(pairs(facts))
