"""Carts of those who may not buy: into the trash as they arrive."""

from dataclasses import replace

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.blocked import blocks_of
from cartui.client.local.cart_reading import Surroundings
from cartui.client.local.cart_writing import save_changed
from cartui.client.local.storefront.answers import BLOCKED
from cartui.model.blocklist import Traits
from cartui.model.cart import CartState, Visitor
from cartui.model.history import EntryKind
from cartui.model.record import CartRecord
from cartui.model.storefront import ShopAnswer, ShopOutcome
from cartui.rules.blocked_carts import traits_of


def why_blocked(
    connection: Connection, record: CartRecord, around: Surroundings, visitor: Visitor | None = None
) -> str:
    """Which entry keeps the cart's customer or visitor from buying; empty: none does, or a lead waived it.

    ``visitor`` is who is there now, where that may be another than is known of the cart.
    """
    content = record.content
    if content.block_waived:
        return ""
    customer = around.customer_of(content)
    if customer is not None and customer.blocked:
        return f"customer {customer.number}"
    people = [*traits_of(content, record.visitor, customer).values()]
    if visitor is not None:
        people += [Traits(ip=visitor.ip), Traits(country=visitor.country)]
    found = blocks_of(connection, people[0], around.now, *people[1:])
    return f"{found[0].kind} {found[0].value}" if found else ""


def throw_out(
    backend: LocalBackend,
    connection: Connection,
    record: CartRecord,
    around: Surroundings,
    why: str,
) -> ShopAnswer:
    """Put a cart into the trash because of that entry; the shopper is not told which it is."""
    thrown = replace(record, state=CartState.DELETED, deleted_at=around.now)
    summary = f"deleted on arrival: {why} is blocked"
    save_changed(backend, connection, record, thrown, around, EntryKind.DELETED, summary, actions=["block"])
    return turned_away()


def turned_away() -> ShopAnswer:
    """The answer to who may not buy."""
    return ShopAnswer(outcome=ShopOutcome.BLOCKED, message=BLOCKED)
