"""Who sells, buys and receives, as documents name them."""

from cartui.model.address import Address
from cartui.model.cart import Cart
from cartui.model.customer import Customer
from cartui.model.document import Party
from cartui.model.market import FulfilmentCategory
from cartui.model.shop import Shop
from cartui.rules.addresses import format_address, is_same_place


def seller_of(shop: Shop) -> Party:
    """The shop, by the details that an admin gave; its name where the company has none."""
    settings = shop.settings
    return party_of(settings.seller, company=settings.seller.company or settings.name, vat_id=settings.vat_id)


def buyer_of(cart: Cart, customer: Customer | None = None) -> Party:
    """Who pays: the billing address, with name and ways to reach them from the cart's contact.

    ``customer`` is the cart's, where its VAT id and company are known.
    """
    address = cart.billing_address or cart.shipping_address or Address()
    contact = cart.contact
    known = cart.customer
    return party_of(
        address,
        name=address.name or contact.name or (known.name if known is not None else ""),
        company=address.company or (customer.company if customer is not None else ""),
        vat_id=customer.vat_id if customer is not None else "",
        phone=contact.phone or address.phone or (known.phone if known is not None else ""),
        email=contact.email or (known.email if known is not None else ""),
    )


def receiver_of(cart: Cart) -> Party | None:
    """Who gets the goods, where that is another place than the buyer's; ``None``: there, or collected."""
    if cart.fulfilment is not None and cart.fulfilment.category is FulfilmentCategory.PICKUP:
        return None
    there, buyer = cart.shipping_address, cart.billing_address or cart.shipping_address
    if there is None or there.is_empty:
        return None
    same_name = buyer is not None and (there.name, there.company) == (buyer.name, buyer.company)
    if same_name and is_same_place(there, buyer):
        return None
    return party_of(there, name=there.name or cart.contact.name, phone=there.phone or cart.contact.phone)


def party_of(
    address: Address,
    *,
    name: str | None = None,
    company: str | None = None,
    vat_id: str = "",
    phone: str | None = None,
    email: str = "",
) -> Party:
    """Somebody at an address, which is written as its country does; what is ``None`` is the address's own."""
    place = address.model_copy(update={"name": "", "company": "", "phone": ""})
    return Party(
        name=address.name if name is None else name,
        company=address.company if company is None else company,
        address=format_address(place),
        country=address.country,
        vat_id=vat_id,
        phone=address.phone if phone is None else phone,
        email=email,
    )
