"""Whom of the people at hand the blocklist names, read where it is asked for."""

from datetime import datetime

from sqlalchemy import Connection

from cartui.model.blocklist import Block, Traits
from cartui.model.cart import CartState
from cartui.model.customer import Customer
from cartui.model.record import CartRecord
from cartui.rules.blocked_carts import traits_of
from cartui.rules.blocklist import keys_of
from cartui.store.blocklist import entries_with, has_entries


def blocks_of(connection: Connection, traits: Traits, now: datetime, *others: Traits) -> tuple[Block, ...]:
    """The entries that hold now for somebody with these traits, or with any of the others.

    The narrowest first. On a list with nobody on it, that is one short look.
    """
    if not has_entries(connection):
        return ()
    keys = dict.fromkeys(key for each in (traits, *others) for key in keys_of(each))
    return entries_with(connection, list(keys), now)


def blocks_of_cart(
    connection: Connection, now: datetime, record: CartRecord, customer: Customer | None
) -> tuple[Block, ...]:
    """The entries that hold now for somebody of a cart, ``customer`` being its own.

    None where they do not matter any more, or are waived: nothing is looked up then.
    """
    if record.content.block_waived or record.state not in (CartState.OPEN, CartState.LOCKED):
        return ()
    first, *others = traits_of(record.content, record.visitor, customer).values()
    return blocks_of(connection, first, now, *others)
