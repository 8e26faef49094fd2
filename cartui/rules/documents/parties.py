"""Who sells, buys and receives, as it stands on a document."""

from cartui.model.address import Address
from cartui.model.cart import Cart
from cartui.model.document import Party
from cartui.model.market import FulfilmentCategory
from cartui.model.shop import Shop
from cartui.rules.addresses import format_address


def party_of(address: Address) -> Party:
    """Somebody by their address, which is written as its country does."""
    place = address.model_copy(update={"name": "", "company": ""})
    return Party(
        name=address.name,
        company=address.company,
        address=format_address(place),
        country=address.country,
        phone=address.phone,
    )


def seller_of(shop: Shop) -> Party:
    """The shop itself; it goes by its own name where the seller's address has none."""
    seller = party_of(shop.settings.seller)
    named = seller.company or seller.name
    return seller.model_copy(
        update={"name": seller.name if named else shop.settings.name, "vat_id": shop.settings.vat_id}
    )


def buyer_of(cart: Cart) -> Party:
    """Who pays: by the billing address in force, and reached as the cart's contact is."""
    bill = cart.shipping_address if cart.billing_same_as_shipping else cart.billing_address
    buyer = Party() if bill is None else party_of(bill)
    known = "" if cart.customer is None else cart.customer.name
    return buyer.model_copy(
        update={
            "name": buyer.name or cart.contact.name or known,
            "phone": cart.contact.phone or buyer.phone,
            "email": cart.contact.email,
        }
    )


def receiver_of(cart: Cart) -> Party | None:
    """Where the goods go; ``None``: to the buyer's address, or they are picked up."""
    if cart.billing_same_as_shipping or cart.shipping_address is None or is_picked_up(cart):
        return None
    return party_of(cart.shipping_address)


def is_picked_up(cart: Cart) -> bool:
    """Whether the customer fetches it."""
    return cart.fulfilment is not None and cart.fulfilment.category is FulfilmentCategory.PICKUP
