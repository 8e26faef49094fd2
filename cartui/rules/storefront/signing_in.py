"""What somebody filled as a guest goes into the cart that they have as a customer."""

from collections.abc import Iterator
from typing import Final

from cartui.model.actions import AddCustomLine, ApplyCoupon, SetContact, SetShippingAddress
from cartui.model.record import CartContent
from cartui.rules.editing.applying import EditContext
from cartui.rules.pricing.unit_price_refresh import quantities
from cartui.rules.storefront.taken_word import Named, TakenWord

_CONTACT: Final = ("name", "email", "phone")


def merge_guest(content: CartContent, guest: CartContent, context: EditContext) -> TakenWord:
    """The customer's cart with what a guest's has.

    Of a variant in both the larger quantity stands. Contact, address and coupon of the guest are taken where
    the customer's cart has none.
    """
    word = TakenWord(content, context)
    for part in _CONTACT:
        if getattr(guest.contact, part) and not getattr(content.contact, part):
            action = SetContact.model_validate({part: getattr(guest.contact, part)})
            word.take(f"contact.{part}", action)
    if guest.shipping_address is not None and content.shipping_address is None:
        word.take("shipping_address", SetShippingAddress(address=guest.shipping_address))
    if guest.coupon_code is not None and content.coupon_code is None:
        word.take("coupon", ApplyCoupon(code=guest.coupon_code))
    word.take_all([*_lines(word, guest)])
    return word


def _lines(word: TakenWord, guest: CartContent) -> Iterator[Named]:
    """The actions by which the customer's cart has the guest's lines."""
    held = quantities(word.content)
    for sku, units in quantities(guest).items():
        if units > held[sku]:
            yield from word.wants(sku, units, "lines")
    custom = [line for line in guest.lines if line.sku is None]
    if custom and guest.currency != word.content.currency:
        word.leave_out("lines", f"What an agent priced by hand in {guest.currency} was left out.")
        return
    for line in custom:
        yield (
            "lines",
            AddCustomLine(
                title=line.title,
                unit_price=line.unit_price,
                quantity=line.quantity,
                tax_class=line.tax_class,
            ),
        )
