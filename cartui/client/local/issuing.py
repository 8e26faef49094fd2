"""Issuing invoices and taking them back, each as one unit of work.

A number is taken in the transaction that stores what it is for: whatever fails, no number is missing. That
the years and places of a series follow each other rests on writers waiting for each other, as everywhere.
"""

from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.numbers import issued_numbers_meant, next_issued_number
from cartui.client.local.order_changes import end_order
from cartui.client.local.order_reading import require_cart_of, require_order, show_order
from cartui.model.changes import DOCUMENT
from cartui.model.document import Document, DocumentKind, IssuedDocument
from cartui.model.errors import Invalid, NotFound, NotReady
from cartui.model.history import EntryKind
from cartui.model.order import Order, OrderState
from cartui.model.problem import Problem
from cartui.model.shop import Shop
from cartui.rules.documents.invoicing import credit_note_of, invoice_of, missing_of_invoice
from cartui.rules.order_life import ensure_invoiceable, require_reason
from cartui.store.changes import append_change
from cartui.store.customers import load_customers
from cartui.store.history import NewEntry, insert_entry
from cartui.store.issued_documents import Series, find_issued, insert_issued, issued_for_order
from cartui.store.orders import NewOrder
from cartui.store.shop_config import load_shop


def require_issued(connection: Connection, number: str) -> IssuedDocument:
    """The invoice or credit note of that number. Raises ``NotFound``."""
    found = find_issued(connection, issued_numbers_meant(connection, number))
    if found is None:
        raise NotFound(f"there is no invoice or credit note {number}")
    return found


def issue_invoice(backend: LocalBackend, connection: Connection, ref: str) -> IssuedDocument:
    """Issue the invoice of an approved order, or give the one that there is."""
    stored = require_order(connection, ref)
    known = _issued(connection, stored, DocumentKind.INVOICE)
    if known is not None:
        return known
    ensure_invoiceable(stored.number, stored.state)
    shop = load_shop(connection)
    order = show_order(connection, stored.id, backend.clock())
    content = _ready_invoice(backend, connection, order, shop)
    content = _numbered(connection, shop, content)
    _tell(backend, connection, stored, EntryKind.INVOICED, f"{stored.number} invoiced as {content.number}")
    return require_issued(connection, content.number)


def credit_invoice(backend: LocalBackend, connection: Connection, number: str, reason: str) -> IssuedDocument:
    """Take a whole invoice back and cancel its order, or give the credit note that there is."""
    why = require_reason(reason, "taking it back")
    invoice = require_issued(connection, number)
    if invoice.kind is not DocumentKind.INVOICE:
        message = f"{invoice.number} is a credit note: name the invoice, {invoice.credits}"
        raise Invalid(message, [Problem(field="number", message=message)])
    stored = require_order(connection, invoice.order)
    known = _issued(connection, stored, DocumentKind.CREDIT_NOTE)
    if known is not None:
        return known
    content = credit_note_of(invoice.content, reason=why, at=backend.clock(), by=backend.actor.name)
    content = _numbered(connection, load_shop(connection), content)
    told = f"{invoice.number} taken back by {content.number}: {why}"
    _tell(backend, connection, stored, EntryKind.CREDITED, told)
    if stored.state is not OrderState.CANCELLED:
        end_order(backend, connection, stored, why)
    return require_issued(connection, content.number)


def _issued(connection: Connection, order: NewOrder, kind: DocumentKind) -> IssuedDocument | None:
    """What was issued of that kind for the order, if anything was."""
    return next((each for each in issued_for_order(connection, order.number) if each.kind is kind), None)


def _ready_invoice(backend: LocalBackend, connection: Connection, order: Order, shop: Shop) -> Document:
    """What the invoice says, but for its number. Raises ``NotReady`` with everything that it misses."""
    if shop.market(order.cart.market) is None:
        message = f"The shop no longer has market {order.cart.market}, by whose days invoices are numbered."
        raise NotReady(message, [Problem(field="market", message=message)])
    linked = order.cart.customer
    customer = None if linked is None else load_customers(connection, [linked.id]).get(linked.id)
    content = invoice_of(order, shop, customer, at=backend.clock(), by=backend.actor.name)
    missing = missing_of_invoice(content, untaxed=order.cart.tax_exempt)
    if missing:
        raise NotReady(f"The invoice of {order.number} cannot be issued yet: something is missing.", missing)
    return content


def _numbered(connection: Connection, shop: Shop, content: Document) -> Document:
    """Store the document under the next number of its series, and give it with that."""
    day = content.issued_at.astimezone(ZoneInfo(content.time_zone)).date()
    series = Series(content.kind, content.market, day.year)
    number, place = next_issued_number(connection, shop, series)
    numbered = content.model_copy(update={"number": number})
    insert_issued(connection, series, place, numbered)
    return numbered


def _tell(
    backend: LocalBackend, connection: Connection, order: NewOrder, kind: EntryKind, summary: str
) -> None:
    """Write it into the timeline of the order's cart and into the feed."""
    cart = require_cart_of(connection, order)
    now, actor = backend.clock(), backend.actor
    entry = NewEntry(
        cart_id=cart.id,
        kind=kind,
        at=now,
        agent=actor.name,
        origin=actor.origin.value,
        version=cart.version,
        summary=summary,
        actions=("invoice" if kind is EntryKind.INVOICED else "credit",),
    )
    insert_entry(connection, entry)
    append_change(connection, kind=DOCUMENT, id=order.id, version=order.version, agent=actor.name, at=now)
