"""Pricing open carts at the level that their customers are given by the same change."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.cart_plans import CartPlan, CartPlanner
from cartui.client.local.bulk.surroundings import ManySurroundings
from cartui.model.actions import SetPriceLevel
from cartui.model.record import CartRecord
from cartui.rules.bulk.cart_changes import CartChange, edited
from cartui.store.bulk_jobs import PlacedItem, waiting_customers

_BY_CUSTOMER = (SetPriceLevel(level=None),)
"""What prices a cart by its customer's level."""


class FollowingPlanner(CartPlanner):
    """Plans what becomes of carts whose customers are, or are about to be, at another level."""

    def __init__(self, backend: LocalBackend, level: str | None, job: int | None) -> None:
        """The customers of the job get that level."""
        written = CartPlanner(backend, _at_their_level, job)  # once it writes, the customers have theirs
        super().__init__(backend, self._at_level_to_come, job, again=written)
        self._level = level
        self._waiting: frozenset[str] | None = None
        """Customers who do not have it yet; ``None``: nobody has, and all of them get it."""
        self._seen: tuple[ManySurroundings, ManySurroundings] | None = None

    def plans(self, connection: Connection, items: Sequence[PlacedItem], size: int) -> Iterator[CartPlan]:
        """Find out which customers are at the level that they get already."""
        if self.job is not None:
            self._waiting = waiting_customers(connection, self.job)
        return super().plans(connection, items, size)

    def _at_level_to_come(self, record: CartRecord, around: ManySurroundings) -> CartChange | None:
        """The cart at the level that its customer will have."""
        if self._seen is None or self._seen[0] is not around:
            self._seen = (around, self._later(around))
        return _at_their_level(record, self._seen[1])

    def _later(self, around: ManySurroundings) -> ManySurroundings:
        """The same with the level that customers get."""
        customers = {
            id_: customer.model_copy(update={"price_level": self._level})
            if self._waiting is None or id_ in self._waiting
            else customer
            for id_, customer in around.customers.items()
        }
        return replace(around, customers=customers)


def _at_their_level(record: CartRecord, around: ManySurroundings) -> CartChange | None:
    """The cart at its customer's level; one with a level of its own stays as it is."""
    if record.content.price_level_override is not None or around.customer_of(record.content) is None:
        return None
    return edited(record, _BY_CUSTOMER, around.editing, around.for_pricing)
