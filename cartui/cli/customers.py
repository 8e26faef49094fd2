"""``cartui customers``: finding people, and creating them."""

from typing import TYPE_CHECKING, Annotated

import typer

from cartui.cli.invocation import Invocation, invocation_of
from cartui.cli.options import AsJson, Limit, new_group
from cartui.cli.output import narrate, pairs, put, put_json, table

if TYPE_CHECKING:
    from cartui.model.customer import Customer

app = new_group("Find, show and create customers.")


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
    rows = [
        (each.number, each.name, each.phone, each.email, each.company, each.price_level or "", each.rep)
        for each in found
    ]
    put(table(("Number", "Name", "Phone", "Email", "Company", "Price level", "Rep"), rows))


@app.command()
def show(
    context: typer.Context,
    ref: Annotated[
        str, typer.Argument(metavar="REF", help="Number, id, email or phone that means one only.")
    ],
    as_json: AsJson = False,
) -> None:
    """Show one customer."""
    invocation = invocation_of(context)
    _put_customer(invocation, invocation.run(lambda client: client.customers.get(ref)), as_json=as_json)


@app.command()
def new(
    context: typer.Context,
    name: Annotated[str, typer.Option(metavar="TEXT", help="The name.")],
    email: Annotated[str, typer.Option(metavar="E")] = "",
    phone: Annotated[
        str, typer.Option(metavar="P", help="In any writing; with --country also a local one.")
    ] = "",
    company: Annotated[str, typer.Option(metavar="C")] = "",
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


def _put_customer(invocation: Invocation, customer: "Customer", *, as_json: bool) -> None:
    """Print one customer."""
    if as_json:
        from cartui.documents.json_shapes import customer_json

        put_json(customer_json(customer))
        return
    from cartui.cli.cart_text import address_text

    facts = [
        ("customer", f"{customer.name} #{customer.number}"),
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
