"""Which documents there are of a cart and of an order, and the one among them that is looked at."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from cartui.documents.document_words import title_of
from cartui.model.document import Document, DocumentKind
from cartui.model.order import Order, OrderState
from cartui.model.text import clean_line
from cartui.rules.documents.content import confirmation_of, quote_of
from cartui.rules.documents.delivery_notes import delivery_note_of
from cartui.screens.desk.desk import Desk
from cartui.screens.desk.type_ahead import Hold
from cartui.screens.dialogs.pick import Option, Pick
from cartui.screens.documents.document_preview import DocumentPreview

if TYPE_CHECKING:
    from cartui.model.cart import Cart
    from cartui.screens.desk.desk_screen import DeskScreen

STANDS_FOR: Final = {
    DocumentKind.QUOTE: "what it would cost if it were ordered now",
    DocumentKind.ORDER_CONFIRMATION: "what was ordered, what is paid and what is due",
    DocumentKind.DELIVERY_NOTE: "what to pick and send, without prices",
    DocumentKind.INVOICE: "as it was issued",
    DocumentKind.CREDIT_NOTE: "takes the invoice back",
}
"""What each kind is for, beside its name."""


def quote_at(desk: Desk, cart: "Cart") -> Document:
    """The quote of a cart, made now by whoever sits here."""
    return quote_of(cart, desk.shop, at=desk.now(), by=desk.client.actor.name)


async def documents_of_order(desk: Desk, order: Order) -> tuple[Document, ...]:
    """What there is of an order: its confirmation, what the warehouse gets, and what was issued.

    Raises ``Refused`` for a cancelled order of which nothing was issued.
    """
    issued = tuple(each.content for each in await desk.client.documents.of_order(order.id))
    if order.state is OrderState.CANCELLED and issued:
        return issued
    confirmation = confirmation_of(order, desk.shop, at=desk.now(), by=desk.client.actor.name)
    if order.state is OrderState.APPROVED and order.goods_issue is not None:
        return (confirmation, delivery_note_of(order, desk.shop), *issued)
    return (confirmation, *issued)


async def look_at_one(screen: "DeskScreen[Any]", documents: Sequence[Document], hold: Hold) -> None:
    """Show the document, or let one of them be chosen first."""
    chosen: Document | None = documents[0]
    if len(documents) > 1:
        options = [Option(each, (clean_line(title_of(each)), STANDS_FOR[each.kind])) for each in documents]
        answer = screen.app.push_screen(
            Pick(f"documents of {documents[0].number}", options), wait_for_dismiss=True
        )
        hold.release()
        chosen = await answer
    if chosen is not None:
        screen.app.push_screen(DocumentPreview(chosen))
