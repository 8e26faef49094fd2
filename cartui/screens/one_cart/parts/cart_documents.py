"""What leaves the shop about a cart: its documents, and the menu of all that can be done with it."""

from typing import Final

from cartui.commands.command import CommandClass
from cartui.commands.documents import OF_A_CART, InvoiceCart, IssueGoods, ShowActions, ShowDocuments
from cartui.commands.one_cart import CloneCart, PlaceOrder
from cartui.commands.order_list import ApproveOrder
from cartui.commands.sharing import ShareCart, WriteToCustomer
from cartui.commands.whole_cart import CancelCart, DeleteCart, ExportCart
from cartui.model.cart import CartState
from cartui.model.order import Order, OrderState
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.one_cart.parts.cart_part import CartPart

MENU: Final[tuple[CommandClass, ...]] = (
    ShowDocuments,
    ExportCart,
    WriteToCustomer,
    ShareCart,
    PlaceOrder,
    IssueGoods,
    InvoiceCart,
    CloneCart,
    CancelCart,
    DeleteCart,
)
"""What can be done with a cart as a whole."""

SAVED: Final = "Nothing has to be saved: every change is, as soon as it is made."


class CartDocuments(CartPart):
    """Shows the quote of a cart, or what there is of the order that it became."""

    OFFERS = (*OF_A_CART, ShowActions)

    def why_not(self, command: CommandClass) -> str | None:
        """Of what lies in the trash, or is not placed while it is locked, nothing is sent."""
        if command not in {IssueGoods, InvoiceCart} or self.cart.state is CartState.ORDERED:
            return None
        return self.screen.why_not(PlaceOrder)

    def action_show_actions(self) -> None:
        """Show the menu."""
        from cartui.screens.dialogs.menu import open_menu

        open_menu(self.screen, self.cart.number, MENU, told=SAVED)

    def action_show_documents(self) -> None:
        """Show one of them."""
        self.screen.flow(self._show)

    async def _show(self, hold: Hold) -> None:
        """Show the quote of the cart as it is saved, or what there is of its order."""
        from cartui.screens.documents.documents_of import documents_of_order, look_at_one, quote_at

        cart = await self.edits.saved()
        if cart.state is CartState.ORDERED:
            documents = await documents_of_order(self.desk, await self.desk.client.orders.get(cart.number))
        else:
            documents = (quote_at(self.desk, cart),)
        await look_at_one(self.screen, documents, hold)

    def action_issue_goods(self) -> None:
        """Show the delivery note, or go to what is missing for one."""
        self.screen.flow(self._issue_goods)

    async def _issue_goods(self, hold: Hold) -> None:
        """Show the delivery note of the approved order."""
        from cartui.rules.documents.delivery_notes import delivery_note_of
        from cartui.screens.documents.documents_of import look_at_one

        order = await self._approved("A goods issue is that of an approved order", hold)
        if order is not None:
            await look_at_one(self.screen, [delivery_note_of(order, self.desk.shop)], hold)

    def action_invoice_cart(self) -> None:
        """Issue the invoice, or go to what is missing for one."""
        self.screen.flow(self._invoice)

    async def _invoice(self, hold: Hold) -> None:
        """Issue the invoice of the approved order."""
        from cartui.screens.documents.invoicing import issue_invoice

        order = await self._approved("An invoice is that of an approved order", hold)
        if order is not None:
            await issue_invoice(self.screen, order, hold)

    async def _approved(self, why: str, hold: Hold) -> Order | None:
        """The approved order of this cart (decision 22); where there is none, go to what comes before it."""
        cart, screen = await self.edits.saved(), self.screen
        if cart.state is not CartState.ORDERED:
            screen.app.notify(f"{why}: place it first.")
            hold.release()
            await screen.do(PlaceOrder)
            return None
        order = await self.desk.client.orders.get(cart.number)
        if order.state is OrderState.APPROVED or order.invoice:
            return order
        from cartui.screens.orders.one_order import OneOrder

        key = screen.keymap.shown(ApproveOrder)
        screen.app.push_screen(OneOrder(order))
        screen.app.notify(f"{why}: {order.number} is {order.state.value}. {key} approves it.")
        return None
