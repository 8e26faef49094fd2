"""Messages about carts: what they say, to whom they may go, and what a person decides about one."""

from typing import Final

from sqlalchemy import Connection

from cartui.client.local.attachments import Attached, attached_to
from cartui.client.local.backend import LocalBackend
from cartui.client.local.cart_reading import require_cart
from cartui.client.local.deliveries import named, tell_of_message
from cartui.client.local.identifiers import new_id
from cartui.client.local.shared_pages import add_link, new_token, page_address
from cartui.documents.pdf.fonts import can_draw
from cartui.formatting.amounts import show_amount
from cartui.mail.letter import new_message_id
from cartui.model.address import Contact
from cartui.model.customer import Customer
from cartui.model.errors import NotFound, Refused
from cartui.model.message import (
    MessageDraft,
    MessageKind,
    MessageState,
    NewMessage,
    OutboxMessage,
)
from cartui.model.record import CartContent, CartRecord
from cartui.model.sharing import link_of
from cartui.model.shop import Shop
from cartui.model.template import LINK, filled
from cartui.rules.customer_linking import reached_by
from cartui.rules.messages import (
    ensure_about,
    ensure_for_customers,
    templates_of,
    usual_attachment,
    wants_link,
)
from cartui.rules.outbox import recipient_of
from cartui.rules.permissions import Operation, ensure_may_do
from cartui.store.customers import load_customers
from cartui.store.outbox import NewOutboxMessage, load_message, queue_message, set_state
from cartui.store.shop_config import load_shop

_AGAIN: Final = frozenset(
    {MessageState.QUEUED, MessageState.FAILED, MessageState.UNKNOWN, MessageState.DROPPED}
)
_DROPPABLE: Final = frozenset({MessageState.QUEUED, MessageState.FAILED, MessageState.UNKNOWN})


def draft_for(backend: LocalBackend, connection: Connection, ref: str, kind: MessageKind) -> MessageDraft:
    """The message as the shop would write it.

    Raises ``NotFound``, ``Invalid`` for what is not for customers, ``Refused`` for what is not about such a
    cart.
    """
    ensure_for_customers(kind)
    cart = require_cart(connection, ref)
    ensure_about(kind, cart.number, cart.state)
    contact, addresses = _people_of(connection, cart)
    subject, text = written(backend, load_shop(connection), kind, contact.name, cart)
    return MessageDraft(
        kind=kind,
        cart_id=cart.id,
        cart=cart.number,
        to=next(iter(addresses), ""),
        subject=subject,
        text=text,
        attach=usual_attachment(kind, pdf=can_draw()),
        contact=contact,
    )


def written(
    backend: LocalBackend, shop: Shop, kind: MessageKind, name: str, cart: CartRecord
) -> tuple[str, str]:
    """Subject and text of a message to whoever is called so, about that cart.

    Where a link has to be made for it, ``LINK`` stands in the text.
    """
    market = shop.market(cart.content.market)
    total = cart.figures.totals.total
    values = {
        "name": name,
        "cart": cart.number,
        "shop": shop.settings.name,
        "total": show_amount(total, cart.content.currency, market.locale if market else "en"),
        "order": cart.order_number or "",
        "link": _link_in_draft(backend, cart),
    }
    subject, text = templates_of(shop.settings.messages, kind)
    return filled(subject, values), filled(text, values)


def _link_in_draft(backend: LocalBackend, cart: CartRecord) -> str:
    """What stands for the link until the message is queued: nothing is made for what nobody sends."""
    links = backend.shared.links
    if links is None:
        return ""
    return LINK if links.pages else link_of(links.template, cart.number, cart.id)


def with_link(backend: LocalBackend, connection: Connection, kind: MessageKind, cart: str, text: str) -> str:
    """The text with a link to the cart of that id where it wants one, which is made for that.

    Raises ``Unsupported`` where no pages are served.
    """
    if not wants_link(kind, text):
        return text
    token = new_token()
    address = page_address(backend, token)
    add_link(backend, connection, cart, token)
    return text.replace(LINK, address)


def queued_summary(to: str, subject: str) -> str:
    """What the history of a cart says of a message that was queued."""
    return f"message to {to}: {subject}"


def attached_for(
    backend: LocalBackend, connection: Connection, ref: str, message: NewMessage
) -> Attached | None:
    """The document that goes with a message. Raises as ``outbox.send``."""
    ensure_for_customers(message.kind)
    cart = require_cart(connection, ref)
    ensure_about(message.kind, cart.number, cart.state)
    return attached_to(backend, connection, cart, message.kind, message.attach)


def queue_for_customer(
    backend: LocalBackend,
    connection: Connection,
    ref: str,
    message: NewMessage,
    sender: str,
    attached: Attached | None,
) -> OutboxMessage:
    """Queue a message to the customer of a cart. Raises as ``outbox.send``.

    ``attached`` was made beforehand; where the cart is another by now, it is made anew.
    """
    ensure_for_customers(message.kind)
    cart, now = require_cart(connection, ref), backend.clock()
    ensure_about(message.kind, cart.number, cart.state)
    _, addresses = _people_of(connection, cart)
    to = recipient_of(message.to, addresses, backend.actor.role)
    if attached is not None and attached.version != cart.version:
        attached = attached_to(backend, connection, cart, message.kind, message.attach)
    new = NewOutboxMessage(
        kind=message.kind,
        agent=backend.actor.name,
        message_id=new_message_id(new_id(), sender),
        recipient=to,
        subject=message.subject,
        text=with_link(backend, connection, message.kind, cart.id, message.text),
        cart_id=cart.id,
        cart_number=cart.number,
        attached=None if attached is None else attached.file,
    )
    queued = queue_message(connection, new, now)
    tell_of_message(connection, queued, queued_summary(to, message.subject), now, backend.actor.origin)
    return queued


def queue_again(backend: LocalBackend, connection: Connection, message: int) -> OutboxMessage:
    """Queue a message once more, as a person decided.

    Raises ``NotFound``, ``Refused``, and ``Forbidden`` where this person may not write it.
    """
    before = require_message(connection, message)
    role = backend.actor.role
    ensure_may_do(role, _operation(before))
    if before.state not in _AGAIN:
        raise Refused(f"Message {message} {_IS[before.state]}. Nothing was changed.")
    if not before.to:
        raise Refused(f"The text of message {message} is not kept any more. Write a new one.")
    if before.cart_id is not None:
        _, addresses = _people_of(connection, require_cart(connection, before.cart_id))
        recipient_of(before.to, addresses, role)
    now = backend.clock()
    queued = set_state(connection, message, MessageState.QUEUED, at=now)
    told = f"to be sent again: {named(queued)}"
    tell_of_message(connection, queued, told, now, backend.actor.origin, agent=backend.actor.name)
    return queued


def drop_message(backend: LocalBackend, connection: Connection, message: int) -> OutboxMessage:
    """Send a message no more; a dropped one is given as it is.

    Raises ``NotFound``, ``Refused``, and ``Forbidden`` for a digest below lead.
    """
    before = require_message(connection, message)
    ensure_may_do(backend.actor.role, _operation(before))
    if before.state is MessageState.DROPPED:
        return before
    if before.state not in _DROPPABLE:
        raise Refused(f"Message {message} {_IS[before.state]}. Nothing was changed.")
    now = backend.clock()
    dropped = set_state(connection, message, MessageState.DROPPED, at=now)
    told = f"dropped: {named(dropped)}" if before.to else "dropped: a message"
    tell_of_message(connection, dropped, told, now, backend.actor.origin, agent=backend.actor.name)
    return dropped


def require_message(connection: Connection, message: int) -> OutboxMessage:
    """The message of that id. Raises ``NotFound``."""
    found = load_message(connection, message)
    if found is None:
        raise NotFound(f"there is no message {message}")
    return found


_IS: Final = {
    MessageState.SENT: "was sent already",
    MessageState.SENDING: "is being sent at this moment",
}


def _operation(message: OutboxMessage) -> Operation:
    """What sending a message is, and deciding about it afterwards."""
    return Operation.SEND_DIGEST if message.kind is MessageKind.DIGEST else Operation.SEND_MESSAGE


def _people_of(connection: Connection, cart: CartRecord) -> tuple[Contact, tuple[str, ...]]:
    """Whom a cart is for, and their addresses."""
    customer_id = cart.content.customer_id
    customer = load_customers(connection, {customer_id}).get(customer_id) if customer_id else None
    return people_of(cart.content, customer)


def people_of(content: CartContent, customer: Customer | None) -> tuple[Contact, tuple[str, ...]]:
    """Whom a cart is for, and their addresses, the cart's own first; ``customer`` is the linked one."""
    own = content.contact
    addresses = (own.email, customer.email if customer else "")
    return reached_by(own, customer), tuple(dict.fromkeys(filter(None, addresses)))
