"""The documents of one order: looked at, its invoice issued and taken back; and the menu of all of it."""

from typing import TYPE_CHECKING

from cartui.commands.command import CommandClass
from cartui.commands.documents import OF_AN_ORDER, CreateInvoice, CreditInvoice, ShowActions, ShowDocuments
from cartui.commands.history import OrderHistory
from cartui.commands.one_cart import CloneCart
from cartui.commands.order_list import DECISIONS, CopyOrderNumber
from cartui.commands.sharing import WriteToCustomer
from cartui.model.message import MessageKind
from cartui.screens.desk.part import Part
from cartui.screens.desk.type_ahead import Hold

if TYPE_CHECKING:
    from cartui.model.document import IssuedDocument
    from cartui.screens.orders.one_order import OneOrder  # noqa: F401 - names the screen of the part

MENU: tuple[CommandClass, ...] = (
    ShowDocuments,
    CreateInvoice,
    CreditInvoice,
    WriteToCustomer,
    *DECISIONS,
    CloneCart,
    CopyOrderNumber,
    OrderHistory,
)
"""What can be done with an order as a whole."""


class OrderDocuments(Part["OneOrder"]):
    """What leaves the shop about the order that is shown."""

    OFFERS = (*OF_AN_ORDER, WriteToCustomer, ShowActions)

    def why_not(self, command: CommandClass) -> str | None:
        """An invoice is that of an approved order, and is taken back once."""
        from cartui.screens.documents.invoicing import why_no_credit, why_no_invoice

        if command is CreateInvoice:
            return why_no_invoice(self.screen.order)
        return why_no_credit(self.screen.order) if command is CreditInvoice else None

    def action_show_actions(self) -> None:
        """Show the menu."""
        from cartui.screens.dialogs.menu import open_menu

        open_menu(self.screen, self.screen.order.number, MENU)

    def action_show_documents(self) -> None:
        """Show one of them."""
        self.screen.flow(self._show)

    async def _show(self, hold: Hold) -> None:
        """Read what was issued, and show the one that is chosen."""
        from cartui.screens.documents.documents_of import documents_of_order, look_at_one

        await look_at_one(self.screen, await documents_of_order(self.desk, self.screen.order), hold)

    def action_create_invoice(self) -> None:
        """Issue its invoice, or show it."""
        self.screen.flow(self._invoice)

    async def _invoice(self, hold: Hold) -> None:
        """Ask, and do it."""
        from cartui.screens.documents.invoicing import issue_invoice

        await issue_invoice(self.screen, self.screen.order, hold)

    def action_credit_invoice(self) -> None:
        """Ask why it is taken back."""
        from cartui.screens.documents.invoicing import CreditQuestion

        self.screen.app.push_screen(CreditQuestion(self.screen.order), self._credited)

    def _credited(self, issued: "IssuedDocument | None") -> None:
        """Show the credit note over the order, which is cancelled by now."""
        if issued is not None:
            from cartui.screens.documents.document_preview import DocumentPreview

            self.screen.when_missed()
            self.screen.app.push_screen(DocumentPreview(issued.content))

    def action_write_to_customer(self) -> None:
        """Tell the customer of their order."""
        from cartui.screens.locks.message import MessageDialog

        self.screen.app.push_screen(MessageDialog(self.screen.order.cart.number, MessageKind.ORDER_PLACED))
