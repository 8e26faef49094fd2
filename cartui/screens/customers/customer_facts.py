"""A customer in a few lines: who, how they are reached, how they buy, and what looks odd."""

from collections.abc import Iterator

from cartui.model.customer import Customer
from cartui.model.shop import Shop
from cartui.rules.emails import email_warning
from cartui.rules.phones import phone_warning, show_phone
from cartui.widgets.cart_facts import one_line
from cartui.widgets.pane import PaneLine, Tone, warning_line

_LABEL = 10
"""Cells of the words before the facts."""

BLOCKED = "BLOCKED"
"""Stands before the name of somebody who may not order."""


def customer_facts(customer: Customer, shop: Shop) -> list[PaneLine]:
    """All that is known of a customer but for addresses, carts and orders."""
    return [*_block(customer), *_reached(customer), *_buys(customer, shop), *_odd(customer)]


def with_addresses(customer: Customer, shop: Shop) -> list[PaneLine]:
    """The same with the addresses, the default one first: what a preview shows."""
    lines = customer_facts(customer, shop)
    for saved in sorted(customer.addresses, key=lambda saved: not saved.default):
        label = "ships to" if saved.default else "or to"
        lines.append(PaneLine(one_line(saved.address), label=f"{label:<{_LABEL}}", wraps=True))
    return lines


def blocked_name(customer: Customer) -> str:
    """The name; of who is blocked, with that before it."""
    return f"▲ {BLOCKED} {customer.name}" if customer.blocked else customer.name


def _block(customer: Customer) -> Iterator[PaneLine]:
    """That they may not order, and why."""
    if customer.blocked:
        yield warning_line(f"{BLOCKED}: {customer.blocked_reason or 'no reason was given'}")


def _reached(customer: Customer) -> Iterator[PaneLine]:
    """Phone, email, company, country."""
    yield _fact("phone", show_phone(customer.phone))
    yield _fact("email", customer.email)
    if customer.company:
        yield _fact("company", customer.company)
    if customer.country:
        yield _fact("country", customer.country)


def _buys(customer: Customer, shop: Shop) -> Iterator[PaneLine]:
    """Price level, rep and tax."""
    level = customer.price_level
    yield _fact("level", "that of the market" if level is None else shop.level_name(level))
    if customer.rep:
        yield _fact("rep", customer.rep)
    tax = [f"VAT id {customer.vat_id}" if customer.vat_id else "", "exempt" if customer.tax_exempt else ""]
    if any(tax):
        yield _fact("tax", " · ".join(filter(None, tax)))


def _odd(customer: Customer) -> Iterator[PaneLine]:
    """What looks odd of phone and email; it is never a wall."""
    for warning in (phone_warning(customer.phone, customer.country), email_warning(customer.email)):
        if warning is not None:
            yield warning_line(warning)


def _fact(label: str, text: str) -> PaneLine:
    """One fact behind its word."""
    return PaneLine(text or "—", label=f"{label:<{_LABEL}}", tone=Tone.PLAIN)
