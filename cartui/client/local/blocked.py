"""Whom of the people at hand the blocklist names, read where it is asked for."""

from datetime import datetime

from sqlalchemy import Connection

from cartui.model.blocklist import Block, Traits
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
