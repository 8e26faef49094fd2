"""What follows from linking a customer to a cart (decision 2)."""

from dataclasses import replace

from cartui.model.address import Address, Contact
from cartui.model.customer import Customer
from cartui.model.market import Market
from cartui.model.record import CartContent


def link_customer(
    content: CartContent, customer: Customer, market: Market, previous: Customer | None
) -> CartContent:
    """Link ``customer``: rep, contact, and the default address where its country is in the market.

    What a guest gave, or an agent typed, stays where the customer's record says nothing; what came from
    the ``previous`` customer goes.
    """
    held = content.contact if previous is None else Contact()
    shipping = content.shipping_address
    if previous is not None and shipping == default_delivery(previous, market):
        shipping = None
    if shipping is None:
        shipping = default_delivery(customer, market)
    return replace(
        content,
        customer_id=customer.id,
        rep=customer.rep,
        contact=contact_of(customer, held),
        shipping_address=shipping,
    )


def unlink_customer(content: CartContent) -> CartContent:
    """Make it a guest's cart again; contact and addresses stay, since somebody is still to be reached."""
    return replace(content, customer_id=None, rep="")


def contact_of(customer: Customer, held: Contact) -> Contact:
    """How to reach a customer; what their record does not say stays as it is ``held`` by the cart."""
    return Contact(
        name=customer.name or held.name,
        email=customer.email or held.email,
        phone=customer.phone or held.phone,
    )


def reached_by(own: Contact, customer: Customer | None) -> Contact:
    """Whom to ring about a cart: its own contact, with what that lacks from its customer."""
    if customer is None:
        return own
    return Contact(
        name=own.name or customer.name,
        email=own.email or customer.email,
        phone=own.phone or customer.phone,
    )


def default_delivery(customer: Customer, market: Market) -> Address | None:
    """The customer's default address, with their name and phone on it, if the market delivers there."""
    address = customer.default_address
    if address is None or address.country not in market.countries:
        return None
    return address.model_copy(
        update={"name": address.name or customer.name, "phone": address.phone or customer.phone}
    )
