"""Carts as text for people."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypeVar

from cartui.cli.amounts import Amounts
from cartui.cli.list_text import told_of_page
from cartui.cli.output import clean, pairs, sums_text, table
from cartui.model.address import Address
from cartui.model.cart import Cart, CartLine, CartSummary
from cartui.model.query import CartQuery, Count, Page

T = TypeVar("T")

Show = Callable[[datetime | None], str]
"""Writes a moment."""

DAMAGED: Final = "(damaged, cannot be read)"
"""Stands for the customer of a cart whose row is damaged; the figures beside it mean nothing."""


def cart_table(carts: Sequence[CartSummary], show: Show) -> str:
    """A list of carts."""
    rows = [
        (
            cart.number,
            cart.state,
            cart.market,
            DAMAGED if cart.damaged else cart.customer or "guest",
            str(cart.items),
            str(cart.units),
            Amounts(cart.currency)(cart.total),
            show(cart.updated_at),
        )
        for cart in carts
    ]
    headings = ("Number", "State", "Market", "Customer", "Items", "Units", "Total", "Updated")
    return table(headings, rows, right=("Items", "Units", "Total"))


def told_of(page: Page[T], count: Count, query: CartQuery) -> str:
    """What is said of a page of carts: how many of how many these are, and how to go on."""
    none = "There is no open or locked cart." if query.is_empty else "No cart fits."
    return told_of_page(page, count, "carts", none)


def cart_text(cart: Cart, show: Show) -> str:
    """One cart: who, what, how much, and what it misses."""
    parts = [_facts(cart, show), _lines(cart), _sums(cart)]
    if cart.missing:
        missing = "\n".join(f"  {problem.field}: {clean(problem.message)}" for problem in cart.missing)
        parts.append(f"Not ready to be ordered:\n{missing}")
    return "\n\n".join(part for part in parts if part)


def address_text(address: Address | None) -> str:
    """An address on one line; empty for none."""
    if address is None:
        return ""
    parts = (
        address.name,
        address.company,
        address.line1,
        address.line2,
        " ".join(filter(None, (address.city, address.region, address.postcode))),
        address.country,
        address.phone,
    )
    return ", ".join(filter(None, parts))


def _facts(cart: Cart, show: Show) -> str:
    """Everything but lines and sums."""
    customer = cart.customer
    contact = cart.contact
    delivery = cart.fulfilment
    coupon = cart.coupon
    reason = f" (takes nothing: {coupon.reason})" if coupon and not coupon.applied and coupon.reason else ""
    return pairs(
        [
            ("cart", f"{cart.number}  {cart.state.value}  version {cart.version}"),
            ("order", cart.order or ""),
            ("market", f"{cart.market} ({cart.currency})"),
            ("price level", cart.price_level + (" (of this cart)" if cart.price_level_override else "")),
            ("customer", f"{customer.name} #{customer.number}" if customer else "guest"),
            ("contact", "  ".join(filter(None, (contact.name, contact.phone, contact.email)))),
            ("ship to", address_text(cart.shipping_address)),
            (
                "bill to",
                "same as shipping" if cart.billing_same_as_shipping else address_text(cart.billing_address),
            ),
            ("delivery", f"{delivery.category.value}: {delivery.service}" if delivery else ""),
            ("payment", cart.payment_method or ""),
            ("coupon", f"{coupon.code}{reason}" if coupon else ""),
            ("locked", f"{cart.lock.reason.value} since {show(cart.lock.since)}" if cart.lock else ""),
            ("assigned to", cart.assigned_to or ""),
            ("tags", ", ".join(cart.tags)),
            ("note", cart.note),
            ("prices held until", show(cart.prices_held_until) if cart.prices_held_until else ""),
            ("prices", "have changed since; reprice takes the new ones" if cart.prices_changed else ""),
            ("created", show(cart.created_at)),
            ("updated", show(cart.updated_at)),
        ]
    )


def _lines(cart: Cart) -> str:
    """The lines of a cart."""
    if not cart.lines:
        return "no lines"
    show = Amounts(cart.currency)
    rows = [
        (
            line.sku or "",
            " ".join(filter(None, (line.title, line.options))),
            str(line.quantity),
            show.plain(line.unit_price),
            show.plain(line.value),
            _remarks(line, show),
            line.id,
        )
        for line in cart.lines
    ]
    return table(("SKU", "Product", "Qty", "Unit", "Total", "", "Line"), rows, right=("Qty", "Unit", "Total"))


def _remarks(line: CartLine, show: Amounts) -> str:
    """What is special about a line."""
    remarks = []
    if line.wholesale_from is not None:
        remarks.append(f"wholesale from {line.wholesale_from}")
    if line.next_break is not None:
        remarks.append(f"{line.next_break.more:,} more for {show.plain(line.next_break.unit_price)} each")
    if line.discount:
        remarks.append("discounted")
    if line.price_source == "override":
        remarks.append("price by hand")
    if line.short:
        remarks.append(f"stock {line.stock}, {line.quantity} wanted")
    return ", ".join(remarks)


def _sums(cart: Cart) -> str:
    """The sums of a cart; tax that is inside the prices says so."""
    show = Amounts(cart.currency)
    totals = cart.totals
    inside = " (included)" if totals.tax_included else ""
    guess = " (estimated)" if totals.tax_estimated else ""
    return sums_text(
        [
            ("subtotal", show(totals.subtotal)),
            (
                f"coupon {cart.coupon.code}" if cart.coupon else "coupon",
                show(-totals.coupon) if totals.coupon else "",
            ),
            ("shipping", show(totals.shipping) if cart.fulfilment else ""),
            *((f"{tax.name} {tax.rate} %{inside}{guess}", show(tax.amount)) for tax in totals.tax_lines),
            ("total", show(totals.total)),
        ]
    )
