"""The document that goes with a message: rendered from the cart as it is when the message is queued."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import show_cart
from cartui.client.local.order_reading import show_order
from cartui.documents.document_files import content_of, file_name
from cartui.model.document import Document
from cartui.model.message import Attachment, MessageKind
from cartui.model.paper import DocumentFormat, Stationery
from cartui.model.record import CartRecord
from cartui.rules.documents.content import confirmation_of, quote_of
from cartui.rules.messages import ensure_attachable
from cartui.store.outbox import AttachedFile
from cartui.store.shop_config import load_shop

_FORMS: Final = {
    Attachment.TEXT: (DocumentFormat.TEXT, "text/plain"),
    Attachment.PDF: (DocumentFormat.PDF, "application/pdf"),
}
"""What is written, and its media type."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A document, and of which version of its cart it is."""

    version: int
    file: AttachedFile


def attached_to(
    backend: LocalBackend,
    connection: Connection,
    cart: CartRecord,
    kind: MessageKind,
    attach: Attachment,
) -> Attached | None:
    """The document that goes with such a message about a cart; ``None``: none does.

    Raises ``Invalid`` where none may or the shop's logo cannot be read, and ``Unsupported`` for a PDF where
    none can be made.
    """
    ensure_attachable(kind, attach)
    if attach is Attachment.NONE:
        return None
    document = _document_of(backend, connection, cart, kind)
    form, media_type = _FORMS[attach]
    content = content_of(document, form, stationery=backend.shared.stationery or Stationery())
    return Attached(cart.version, AttachedFile(file_name(document, form), media_type, content))


def _document_of(
    backend: LocalBackend, connection: Connection, cart: CartRecord, kind: MessageKind
) -> Document:
    """What such a message is about, as a document."""
    shop, now, agent = load_shop(connection), backend.clock(), backend.actor.name
    if kind is MessageKind.ORDER_PLACED:
        order = show_order(connection, cart.order_number or "", now)
        return confirmation_of(order, shop, at=now, by=agent)
    return quote_of(show_cart(connection, cart, now), shop, at=now, by=agent)
