"""All that is known of one line of a cart: where its price came from, breaks, discount, tax, stock."""

from collections.abc import Iterable, Iterator
from typing import Final

from textual.content import Content
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from cartui.commands.cart_lines import CopyPictureAddress, DiscountLine, RemoveLine, SetPrice, TypeQuantity
from cartui.commands.command import CommandClass
from cartui.commands.picking import LeaveDialog
from cartui.model.cart import Cart, CartLine, PriceSource
from cartui.screens.dialogs.dialog import Dialog
from cartui.screens.one_cart.one_cart import OneCart

_LABEL: Final = 12
"""Cells of what a fact is called."""

_SOURCES: Final = {
    PriceSource.LIST: "from the price list",
    PriceSource.OVERRIDE: "set by hand",
    PriceSource.IMPORTED: "as it was imported",
    PriceSource.STOREFRONT: "as the storefront had it",
}


class OneLine(Dialog[CommandClass]):
    """Shows the line at the cursor; a key that changes it leaves this with its command."""

    OFFERS = (LeaveDialog, TypeQuantity, DiscountLine, SetPrice, RemoveLine, CopyPictureAddress)

    def __init__(self, line: CartLine, cart: OneCart) -> None:
        """Show that line of the cart on that screen."""
        super().__init__()
        self._line = line
        self._cart = cart

    def heading(self) -> str:
        """What it is called."""
        return f"{self._line.title} {self._line.options}".strip()

    def inside(self) -> Iterable[Widget]:
        """Each fact in a row of its own."""
        facts = self._facts(self._line, self._cart.cart)
        rows = [Content.assemble((label.ljust(_LABEL), "dim"), said) for label, said in facts]
        if self._line.image_url:
            rows.append(Content.assemble(("picture".ljust(_LABEL), "dim"), _linked(self._line.image_url)))
        yield Static(Content("\n").join(rows))

    def _facts(self, line: CartLine, cart: Cart) -> Iterator[tuple[str, str | Content]]:
        """What is known, in the order in which it is asked for; all of it is data."""
        number = self._cart.amounts.number
        yield "SKU", line.sku or "none: a custom item, which is not in the catalogue"
        yield "quantity", self._with_key(f"{line.quantity:,}", TypeQuantity)
        price = f"{number(line.unit_price)}, {self._source(line, cart)}"
        yield "unit price", self._with_key(price, SetPrice)
        if line.current_price is not None:
            yield "", f"▲ the price lists say {number(line.current_price)} now"
        if line.breaks:
            breaks = (f"{number(each.unit_price)} from {each.min_quantity:,}" for each in line.breaks)
            yield "wholesale", " · ".join(breaks)
        if line.next_break is not None:
            yield "", f"{line.next_break.more:,} more for {number(line.next_break.unit_price)} each"
        yield "discount", self._with_key(self._discount(line), DiscountLine)
        if line.coupon:
            yield "coupon", self._cart.amounts.off(line.coupon)
        yield "tax", self._tax(line)
        yield "total", number(line.total)
        yield "stock", _stock(line)

    def _with_key(self, said: str, command: CommandClass) -> Content:
        """A fact with the key that changes it, where that can be done."""
        key = self._cart.keymap.shown(command)
        way = f"   {key} changes it" if key and self._cart.why_not(command) is None else ""
        return Content.assemble(said, (way, "dim"))

    def _discount(self, line: CartLine) -> str:
        """What is taken off it by hand, and why."""
        if not line.discount:
            return "none"
        percent = f"{line.discount_percent} %, " if line.discount_percent else ""
        return (
            f"{percent}{self._cart.amounts.off(line.discount)}, {line.discount_reason or 'no reason given'}"
        )

    def _source(self, line: CartLine, cart: Cart) -> str:
        """Where the unit price came from."""
        level = self.desk.shop.level_name(cart.price_level)
        if line.price_source is PriceSource.WHOLESALE:
            return f"wholesale from {line.wholesale_from or 1:,} at level {level}"
        if line.price_source is PriceSource.LEVEL:
            return f"from level {level}"
        return _SOURCES[line.price_source]

    def _tax(self, line: CartLine) -> str:
        """What of it is tax, and by which class."""
        if line.tax_class is None:
            return "untaxed"
        if line.tax is None:
            return f"class {line.tax_class}, rounded for the cart as a whole"
        return f"{self._cart.amounts.number(line.tax)}, class {line.tax_class}"

    def why_not(self, command: CommandClass) -> str | None:
        """What cannot be done on the cart cannot be done here."""
        if command is CopyPictureAddress:
            return None if self._line.image_url else "It has no picture."
        return super().why_not(command) if command is LeaveDialog else self._cart.why_not(command)

    # --- keys -------------------------------------------------------------------------------------

    def action_type_quantity(self) -> None:
        """Type how many."""
        self.dismiss(TypeQuantity)

    def action_discount_line(self) -> None:
        """Give it a discount."""
        self.dismiss(DiscountLine)

    def action_set_price(self) -> None:
        """Set its price."""
        self.dismiss(SetPrice)

    def action_remove_line(self) -> None:
        """Take it out."""
        self.dismiss(RemoveLine)

    def action_copy_picture_address(self) -> None:
        """Copy where its picture is."""
        self.app.copy_to_clipboard(self._line.image_url or "")
        self.told.say("The picture's address is copied.")


def _linked(address: str) -> Content:
    """An address that a terminal which knows links opens; only those of the web are made one."""
    is_web = address.startswith(("https://", "http://")) and address.isascii() and " " not in address
    return Content.assemble((address, Style(link=address))) if is_web else Content(address)


def _stock(line: CartLine) -> str:
    """What is at hand, and whether that is enough."""
    if line.stock is None:
        return "not counted"
    if line.short:
        return f"{line.stock:,} ▲ {line.quantity:,} wanted"
    if line.stock < line.quantity:
        return f"on backorder: {max(0, line.stock):,} at hand, {line.quantity:,} wanted"
    return f"{line.stock:,} at hand"
