"""What every kind of bulk change is to whoever runs it: plans for some items, made first, written later."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Connection

from cartui.store.bulk_jobs import PlacedItem


class Plan(Protocol):
    """What becomes of some items, worked out from what a snapshot held."""

    @property
    def outcomes(self) -> Sequence[PlacedItem]:
        """What would become of each."""
        ...

    def write(self, connection: Connection) -> Sequence[PlacedItem]:
        """Do it in a write transaction, where what is another by now is planned anew.

        Gives what became of each.
        """
        ...


class Planner(Protocol):
    """Plans one bulk change, part by part; it may remember what it read, for the parts that follow."""

    def plan(self, connection: Connection, items: Sequence[PlacedItem]) -> Plan:
        """Work out what becomes of these items, in a snapshot; nothing is written."""
        ...
