"""What a shop is answered."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from cartui.model.cart import CartState
from cartui.model.problem import Problem
from cartui.model.record import CartRecord
from cartui.model.storefront import ShopAnswer, ShopCartNow, ShopOutcome
from cartui.rules.storefront.shown_cart import shown_to_shop
from cartui.store.customers import load_customers
from cartui.store.storefront_carts import NamedCart

LOCKED: Final = "A payment for this cart is still being processed, so it cannot be changed right now."
"""What the shopper reads of a locked cart; an agent's own reason is none of theirs."""

BLOCKED: Final = "This order cannot be taken. Please contact the shop."
"""What the shopper reads who may not buy: nothing in it tells why."""

OVER: Final = {CartState.ORDERED: ShopOutcome.ORDERED, CartState.DELETED: ShopOutcome.DELETED}
"""What becomes of a word about a cart that is none any more."""


def unknown(name: str) -> ShopAnswer:
    """The answer about a cart that the shop has not told of."""
    return refused(f"There is no cart {name}: tell of it first.")


def refused(message: str, problems: Sequence[Problem] = ()) -> ShopAnswer:
    """The answer to what cannot be."""
    return ShopAnswer(outcome=ShopOutcome.REFUSED, message=message, problems=tuple(problems))


def answered(
    connection: Connection,
    outcome: ShopOutcome,
    record: CartRecord,
    named: NamedCart,
    *,
    message: str = "",
    problems: Sequence[Problem] = (),
) -> ShopAnswer:
    """The answer with the cart as it is now."""
    now = shown(connection, record, named)
    return ShopAnswer(outcome=outcome, message=message, problems=tuple(problems), cart=now)


def over(connection: Connection, record: CartRecord, named: NamedCart) -> ShopAnswer | None:
    """The answer about a cart that is none any more; ``None``: it is one."""
    if named.merged_into is not None:
        message = f"Its lines went into {named.merged_into}."
        return answered(connection, ShopOutcome.DELETED, record, named, message=message)
    outcome = OVER.get(record.state)
    if outcome is None:
        return None
    message = f"It became {record.order_number}." if record.order_number else "It was deleted."
    return answered(connection, outcome, record, named, message=message)


def shown(connection: Connection, record: CartRecord, named: NamedCart) -> ShopCartNow:
    """The cart as the shop shows it."""
    linked = record.content.customer_id
    customers = load_customers(connection, {linked}) if linked else {}
    return shown_to_shop(
        record,
        customers.get(linked or ""),
        revision=named.revision,
        merged_into=named.merged_into,
    )
