"""What followed when a cart with goods in it became a customer's: said once it is saved."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cartui.commands.whole_cart import UndoCart
from cartui.model.cart import Cart
from cartui.model.shop import Shop
from cartui.screens.one_cart.parts.cart_part import CartPart
from cartui.widgets.amounts import Amounts
from cartui.widgets.cart_facts import one_line

if TYPE_CHECKING:
    from cartui.screens.one_cart.one_cart import OneCart


class CartCustomer(CartPart):
    """Looks whether the cart is somebody else's than it was, and tells what that did to it."""

    def __init__(self, screen: "OneCart") -> None:
        """Begin with the cart as it is."""
        super().__init__(screen)
        self._before = self.cart

    def shown(self) -> None:
        """Say what the customer brought along; while more is being saved, that is not known yet."""
        if self.edits.busy:
            return
        before, after = self._before, self.cart
        self._before = after
        is_theirs = after.customer is not None and after.customer != before.customer
        if is_theirs and not self.edits.told and not self.edits.refusals:
            said = followed(before, after, self.desk.shop, self.desk.display.locale)
            key = self.screen.keymap.shown(UndoCart)
            self.edits.told = f"{said}{f' {key} takes it back.' if key else ''}" if said else ""


def followed(before: Cart, after: Cart, shop: Shop, locale: str) -> str:
    """What linking the customer changed, in a sentence; nothing of an empty cart, where it is in sight."""
    if not after.lines or after.customer is None:
        return ""
    parts = list(_parts(before, after, shop, locale))
    return f"Now the cart of {after.customer.name}: {'; '.join(parts)}." if parts else ""


def _parts(before: Cart, after: Cart, shop: Shop, locale: str) -> Iterator[str]:
    """Level, exemption, address and total, as far as they are others now."""
    if before.price_level != after.price_level:
        yield f"prices at level {shop.level_name(after.price_level)}"
    if before.tax_exempt != after.tax_exempt:
        yield "tax exempt" if after.tax_exempt else "no longer tax exempt"
    if after.shipping_address is not None and before.shipping_address != after.shipping_address:
        yield f"ships to {one_line(after.shipping_address)}"
    if before.totals.total != after.totals.total:
        amounts = Amounts(after.currency, locale)
        yield f"total {amounts.money(before.totals.total)} → {amounts.money(after.totals.total)}"
