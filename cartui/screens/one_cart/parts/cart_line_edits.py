"""What is done to the lines of a cart: quantity, removal, custom items, discounts, prices by hand."""

from collections.abc import Mapping

from cartui.commands.cart_lines import (
    AddCustomItem,
    AddProduct,
    DiscountLine,
    FewerOfLine,
    MoreOfLine,
    RemoveLine,
    SetPrice,
    TypeQuantity,
)
from cartui.commands.command import CommandClass
from cartui.formatting.amounts import parse_amount
from cartui.model.actions import AddCustomLine, SetLineDiscount, SetLinePrice, SetQuantity
from cartui.model.actions import RemoveLine as TakeLineOut
from cartui.model.cart import CartLine, PriceSource
from cartui.model.percent import percent_units
from cartui.rules.typed_quantity import LARGEST_QUANTITY, QUANTITY_NEEDED, read_quantity
from cartui.screens.desk.cart_edits import Area
from cartui.screens.dialogs.ask_line import AskLine, AskLines
from cartui.screens.dialogs.form import Field
from cartui.screens.one_cart.dialogs.product_search import ProductSearch
from cartui.screens.one_cart.parts.cart_part import CartPart

_OF_A_LINE = frozenset({MoreOfLine, FewerOfLine, TypeQuantity, RemoveLine, DiscountLine, SetPrice})
"""Commands that need a line at the cursor."""


class CartLineEdits(CartPart):
    """Adds lines, and changes the one at the cursor."""

    OFFERS = (
        AddProduct,
        MoreOfLine,
        FewerOfLine,
        TypeQuantity,
        RemoveLine,
        AddCustomItem,
        DiscountLine,
        SetPrice,
    )

    @property
    def line(self) -> CartLine | None:
        """The line at the cursor."""
        return self.screen.line

    def why_not(self, command: CommandClass) -> str | None:
        """What is done to a line needs one."""
        is_without = command in _OF_A_LINE and self.line is None
        return "There is no line yet: a adds a product" if is_without else None

    def action_add_product(self) -> None:
        """Search for products and add them."""
        search = ProductSearch(self.edits, self.desk.client.catalog, self.screen.amounts)
        self.screen.app.push_screen(search)

    # --- quantity ---------------------------------------------------------------------------------

    def action_more_of_line(self) -> None:
        """One more."""
        self._change_quantity(1)

    def action_fewer_of_line(self) -> None:
        """One fewer; the last one stays."""
        self._change_quantity(-1)

    def _change_quantity(self, by: int) -> None:
        """Count from what was asked for last, whether it is saved yet or not."""
        line = self.line
        if line is None:
            return
        quantity = (self.edits.quantity(line.id) or line.quantity) + by
        if quantity < 1:
            self.screen.notify("One is the least: del takes the line out.")
        elif quantity <= LARGEST_QUANTITY:
            self.edits.ask(Area.LINES, SetQuantity(line=line.id, quantity=quantity))

    def action_type_quantity(self) -> None:
        """Type how many."""
        line = self.line
        if line is None:
            return
        line_id, now = line.id, self.edits.quantity(line.id) or line.quantity
        form = AskLine(
            f"quantity of {line.title} {line.options}".strip(), "Quantity", str(now), check=_quantity
        )

        def typed(text: str | None) -> None:
            if text is not None:
                self.edits.ask(Area.LINES, SetQuantity(line=line_id, quantity=int(text)))

        self.screen.app.push_screen(form, typed)

    def action_remove_line(self) -> None:
        """Take it out; undo brings it back."""
        if self.line is not None:
            self.edits.ask(Area.LINES, TakeLineOut(line=self.line.id))

    # --- custom items, discounts, prices ------------------------------------------------------------

    def action_add_custom_item(self) -> None:
        """Add what the catalogue does not have."""
        fields = (
            Field("title", "Title", required=True),
            Field("price", f"Unit price {self.cart.currency}", required=True),
            Field("quantity", "Quantity", "1", required=True),
        )
        form = AskLines("custom item", fields, check=self._custom_item_problems, drafts=self.edits.drafts)
        self.screen.app.push_screen(form, self._add_custom_item)

    def _custom_item_problems(self, values: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with what was typed."""
        problems = {"price": self._price_problem(values["price"]), "quantity": _quantity(values["quantity"])}
        return {name: message for name, message in problems.items() if message is not None}

    def _price_problem(self, text: str) -> str | None:
        """What is wrong with an amount of this cart's currency."""
        try:
            amount = self._amount(text)
        except ValueError as error:
            return str(error)
        return "A price cannot be below 0." if amount < 0 else None

    def _amount(self, text: str) -> int:
        """A typed amount in minor units; raises ``ValueError`` with a sentence."""
        return parse_amount(text, self.cart.currency, self.desk.display.locale)

    def _add_custom_item(self, values: Mapping[str, str] | None) -> None:
        """Save it."""
        if values is not None:
            action = AddCustomLine(
                title=values["title"],
                unit_price=self._amount(values["price"]),
                quantity=int(values["quantity"]),
            )
            self.edits.ask(Area.LINES, action, draft="custom item")

    def action_discount_line(self) -> None:
        """Give a discount, change it, or take it away."""
        line = self.line
        if line is None:
            return
        now = f"{line.discount_percent}%" if line.discount_percent else ""
        if line.discount_amount is not None:
            now = self.screen.amounts.number(line.discount_amount)
        fields = (
            Field("discount", "10% or an amount", now, hint="empty takes it away"),
            Field("reason", "Reason", line.discount_reason),
        )
        line_id = line.id

        def typed(values: Mapping[str, str] | None) -> None:
            if values is not None:
                self.edits.ask(Area.LINES, self._discount(line_id, values))

        self.screen.app.push_screen(AskLines("line discount", fields, check=self._discount_problems), typed)

    def _discount_problems(self, values: Mapping[str, str]) -> dict[str, str]:
        """What is wrong with what was typed."""
        try:
            self._discount("line", values)
        except ValueError as error:
            first = str(error).splitlines()[0] if not hasattr(error, "errors") else "At most 100 %."
            return {"discount": first}
        return {}

    def _discount(self, line_id: str, values: Mapping[str, str]) -> SetLineDiscount:
        """The action that was typed; raises ``ValueError`` with a sentence."""
        text, reason = values["discount"].strip(), values["reason"]
        if not text:
            return SetLineDiscount(line=line_id)
        if text.endswith("%"):
            percent = text.removesuffix("%").strip().replace(",", ".")
            percent_units(percent)
            return SetLineDiscount(line=line_id, percent=percent, reason=reason)
        return SetLineDiscount(line=line_id, amount=self._amount(text), reason=reason)

    def action_set_price(self) -> None:
        """Set the unit price by hand, or give it back to the price lists."""
        line = self.line
        if line is None:
            return
        by_hand = line.price_source is PriceSource.OVERRIDE
        now = self.screen.amounts.number(line.unit_price) if by_hand else ""
        form = AskLine(
            f"unit price of {line.title} {line.options}".strip(),
            f"Price {self.cart.currency}",
            now,
            check=lambda text: self._price_problem(text) if text else None,
            hint=f"empty: from the price lists ({self.screen.amounts.number(line.unit_price)} now)",
        )
        line_id = line.id

        def typed(text: str | None) -> None:
            if text is not None:
                price = self._amount(text) if text else None
                self.edits.ask(Area.LINES, SetLinePrice(line=line_id, unit_price=price))

        self.screen.app.push_screen(form, typed)


def _quantity(text: str) -> str | None:
    """What is wrong with a quantity."""
    return QUANTITY_NEEDED if read_quantity(text) is None else None
