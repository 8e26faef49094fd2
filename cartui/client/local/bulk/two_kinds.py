"""Changing customers, and carts of theirs with them: each kind by its own planner."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from cartui.client.local.bulk.plans import Plan, Planner
from cartui.model.bulk import ItemKind
from cartui.store.bulk_jobs import PlacedItem


class TwoKindsPlanner:
    """Plans changes of customers and carts."""

    def __init__(self, customers: Planner, carts: Planner) -> None:
        """Let each plan what is of its kind."""
        self._customers = customers
        self._carts = carts

    def plan(self, connection: Connection, items: Sequence[PlacedItem]) -> "TwoKindsPlan":
        """Work out what becomes of these."""
        people = [placed for placed in items if placed.item.kind is ItemKind.CUSTOMER]
        carts = [placed for placed in items if placed.item.kind is ItemKind.CART]
        plans: list[Plan] = []
        if people:
            plans.append(self._customers.plan(connection, people))
        if carts:
            plans.append(self._carts.plan(connection, carts))
        return TwoKindsPlan(plans)


class TwoKindsPlan:
    """What becomes of some customers, and then of some carts."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        """Nothing is written yet."""
        self._plans = plans

    @property
    def outcomes(self) -> Sequence[PlacedItem]:
        """What would become of each, in the order of the job."""
        return _in_order(placed for plan in self._plans for placed in plan.outcomes)

    def write(self, connection: Connection) -> Sequence[PlacedItem]:
        """Save the customers first: carts go by what these are."""
        return _in_order(placed for plan in self._plans for placed in plan.write(connection))


def _in_order(items: Iterable[PlacedItem]) -> list[PlacedItem]:
    """The items by their places in the job."""
    return sorted(items, key=lambda placed: placed.position)
