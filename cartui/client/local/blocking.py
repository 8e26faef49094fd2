"""Putting somebody on the blocklist, and taking them off."""

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.model.blocklist import Block, NewBlock
from cartui.model.changes import BLOCK
from cartui.model.errors import Invalid, NotFound, Refused
from cartui.model.problem import Problem
from cartui.rules.blocklist import read_blocked
from cartui.rules.card_numbers import mask_card_numbers
from cartui.store.blocklist import NewEntry, add_entry, end_entry, entries_with, load_entry
from cartui.store.changes import append_change


def block(backend: LocalBackend, connection: Connection, new: NewBlock) -> Block:
    """Add an entry. Raises ``Invalid``, and ``Refused`` where that very value is blocked already."""
    now = backend.clock()
    wanted = read_blocked(new.value)
    if new.expires_at is not None and new.expires_at <= now:
        message = "An entry ends in the future, or never."
        raise Invalid(message, (Problem(field="expires_at", message=message),))
    for known in entries_with(connection, [wanted.key], now):
        raise Refused(f"{known.value} is blocked already, by {known.agent}: {known.reason}")
    added = add_entry(
        connection,
        NewEntry(
            kind=wanted.kind,
            value=wanted.value,
            key=wanted.key,
            reason=mask_card_numbers(new.reason),
            agent=backend.actor.name,
            at=now,
            expires_at=new.expires_at,
        ),
    )
    _tell(backend, connection, added)
    return added


def unblock(backend: LocalBackend, connection: Connection, number: int) -> Block:
    """Take an entry off. Raises ``NotFound``, and ``Refused`` for one that has ended."""
    now = backend.clock()
    known = load_entry(connection, number)
    if known is None:
        raise NotFound(f"There is no entry {number} on the blocklist.")
    if known.removed_by is not None:
        raise Refused(f"{known.value} was taken off the blocklist by {known.removed_by} already.")
    if not known.holds_at(now):
        raise Refused(f"{known.value} is blocked no more: that expired.")
    ended = end_entry(connection, number, agent=backend.actor.name, at=now)
    _tell(backend, connection, ended)
    return ended


def _tell(backend: LocalBackend, connection: Connection, entry: Block) -> None:
    """Let the desks know that the list is another."""
    agent, now = backend.actor.name, backend.clock()
    append_change(connection, kind=BLOCK, id=str(entry.id), version=0, agent=agent, at=now)
