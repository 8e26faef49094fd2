"""What the panes beside the lines say of a cart."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cartui.model.address import Address
from cartui.model.cart import Cart
from cartui.model.market import FulfilmentCategory, Market
from cartui.rules.addresses import format_address
from cartui.rules.phones import show_phone
from cartui.widgets.amounts import Amounts
from cartui.widgets.pane import ROOM_FOR_SENTENCES, PaneLine, Tone
from cartui.widgets.visitor_words import session_of, touched_ago, who_visits


def one_line(address: Address) -> str:
    """An address in one line as its country writes it, without the person."""
    return ", ".join(format_address(address.model_copy(update={"name": ""}))) or "(empty)"


def size_of(cart: Cart) -> str:
    """How much is in it: ``2 lines, 5 units``."""
    lines, units = len(cart.lines), cart.units
    return f"{lines} line{'' if lines == 1 else 's'}, {units} unit{'' if units == 1 else 's'}"


def customer_lines(cart: Cart) -> list[PaneLine]:
    """Who it is for and how they are reached.

    The name comes last in its line: terminals disagree about the width of some, and would write over its end.
    """
    contact, customer = cart.contact, cart.customer
    name = contact.name or (customer.name if customer else "")
    if not name and not contact.phone and not contact.email:
        return [PaneLine("no customer yet", tone=Tone.QUIET)]
    number = f"#{customer.number}" if customer else "guest"
    reached = "  ".join(part for part in (show_phone(contact.phone), contact.email) if part)
    lines = [PaneLine("  ".join(filter(None, (number, name))), tone=Tone.STRONG)]
    return [*lines, PaneLine(reached)] if reached else lines


def visitor_lines(cart: Cart, now: datetime) -> list[PaneLine]:
    """Who fills a storefront cart, and when they looked at it last."""
    touched = " · ".join(filter(None, (touched_ago(cart, now), session_of(cart))))
    lines = ((who_visits(cart), "visitor  "), (touched, "touched  " if cart.touched_at else "         "))
    return [PaneLine(text, label=label) for text, label in lines if text]


def shipping_lines(cart: Cart) -> list[PaneLine]:
    """Where it goes."""
    return _address_lines("ship  ", cart.shipping_address, cart)


def billing_lines(cart: Cart) -> list[PaneLine]:
    """Who is billed."""
    if cart.billing_same_as_shipping:
        return [PaneLine("same as shipping", label="bill  ")]
    return _address_lines("bill  ", cart.billing_address, cart)


def _address_lines(label: str, address: Address | None, cart: Cart) -> list[PaneLine]:
    """An address, below its person where that is somebody else; or a dash."""
    if address is None or address.is_empty:
        return [PaneLine("—", label=label)]
    where = PaneLine(one_line(address), label=label, wraps=True, wraps_from=ROOM_FOR_SENTENCES)
    if address.name in {"", cart.contact.name}:
        return [where]
    return [PaneLine(address.name, label=label), replace(where, label=" " * len(label))]


def destination(cart: Cart, market: Market | None) -> str:
    """Where the goods are handed over: the outlet for pickup, else the shipping address; or nothing."""
    chosen = cart.fulfilment
    if chosen is not None and chosen.category is FulfilmentCategory.PICKUP:
        service = market.service(chosen.service) if market else None
        outlet = service.outlet if service else None
        if outlet is None:
            return f"Pick up at {chosen.service}"
        name = outlet.name if outlet.name not in {"", chosen.service} else ""
        return f"Pick up at {', '.join(filter(None, (chosen.service, name, one_line(outlet))))}"
    return one_line(cart.shipping_address) if cart.shipping_address is not None else ""


def delivery_line(cart: Cart, amounts: Amounts) -> PaneLine:
    """How it goes and what that costs."""
    if cart.fulfilment is None:
        return PaneLine("—", label="delivery  ")
    chosen = cart.fulfilment
    return PaneLine(f"{chosen.category.capitalize()} · {chosen.service}", figure=amounts.money(chosen.price))


def payment_line(cart: Cart) -> PaneLine:
    """How it is paid."""
    return PaneLine(cart.payment_method or "—", label="payment  ")


def summary_lines(cart: Cart, amounts: Amounts, *, waits: bool = False) -> list[PaneLine]:
    """The sums as they lead to the total; ``waits``: they are of before changes that are not saved yet."""
    lines = _sums(cart, amounts)
    return [replace(line, figure=f"… {line.figure}") if waits and line.figure else line for line in lines]


def _sums(cart: Cart, amounts: Amounts) -> list[PaneLine]:
    """Each sum as it was worked out last."""
    totals, number = cart.totals, amounts.number
    lines = [PaneLine("Subtotal", figure=number(totals.subtotal))]
    if totals.discounts:
        lines.append(PaneLine("  after discounts of", figure=number(totals.discounts), tone=Tone.QUIET))
    lines += _coupon_lines(cart, amounts)
    lines.append(PaneLine("Shipping", figure=number(totals.shipping)))
    lines += _tax_lines(cart, amounts)
    estimated = " (estimated)" if totals.tax_estimated else ""
    lines.append(PaneLine(f"TOTAL{estimated}", figure=amounts.money(totals.total), tone=Tone.STRONG))
    return lines


def _coupon_lines(cart: Cart, amounts: Amounts) -> list[PaneLine]:
    """What the coupon takes off, or why it takes nothing."""
    if cart.coupon is None:
        return []
    if cart.coupon.applied:
        return [PaneLine(f"Coupon {cart.coupon.code}", figure=amounts.off(cart.totals.coupon))]
    reason = cart.coupon.reason or "it does not match this cart"
    return [PaneLine(f"▲ Coupon {cart.coupon.code} takes nothing: {reason}", tone=Tone.WARNING, wraps=True)]


def _tax_lines(cart: Cart, amounts: Amounts) -> list[PaneLine]:
    """Each tax with its rate; beside inclusive prices it says that it is in them already."""
    totals = cart.totals
    where = "included " if totals.tax_included else ""
    if cart.tax_exempt:
        return [PaneLine("Tax (exempt)", figure=amounts.number(totals.tax))]
    if not totals.tax_lines:
        return [PaneLine(f"{where}tax".capitalize(), figure=amounts.number(totals.tax))]
    return [
        PaneLine(
            f"{where}{tax.name} {tax.rate} %".strip(),
            figure=amounts.number(tax.amount),
            tone=_tone(totals.tax_included),
        )
        for tax in totals.tax_lines
    ]


def _tone(included: bool) -> Tone:
    """What is in the prices already is not added up: drawn quietly."""
    return Tone.QUIET if included else Tone.PLAIN


def note_lines(note: str, tags: Sequence[str], *, at_most: int = 3) -> list[PaneLine]:
    """The internal note's first lines and the tags."""
    written = [line for line in note.splitlines() if line.strip()]
    more = f"  (+{len(written) - at_most} lines)" if len(written) > at_most else ""
    lines = [PaneLine(line.replace("\t", " ")) for line in written[: at_most - 1]]
    if len(written) >= at_most:
        lines.append(PaneLine(written[at_most - 1].replace("\t", " ") + more))
    if tags:
        lines.append(PaneLine(", ".join(tags), label="tags  "))
    return lines
