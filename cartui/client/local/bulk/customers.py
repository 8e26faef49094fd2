"""Giving many customers another price level, or the one back that they had."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.outcomes import GONE, with_outcome
from cartui.client.local.customer_changes import changed_customer
from cartui.model.bulk import ItemState
from cartui.model.customer import Customer, CustomerChanges
from cartui.model.errors import Invalid, Refused
from cartui.store.bulk_jobs import PlacedItem
from cartui.store.customers import load_customers, update_customers
from cartui.store.shop_config import load_shop

LevelOf = Callable[[PlacedItem, Customer], str | None]
"""The price level that a customer gets. Raises ``Refused``."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """What becomes of one customer."""

    placed: PlacedItem
    """The item before anything became of it."""
    outcome: PlacedItem
    before: Customer | None
    after: Customer | None = None
    """What is saved, where the customer is changed."""


class CustomerPlanner:
    """Plans other price levels of customers."""

    def __init__(self, backend: LocalBackend, level_of: LevelOf) -> None:
        """Work for that actor."""
        self._backend = backend
        self._level_of = level_of

    def plan(self, connection: Connection, items: Sequence[PlacedItem]) -> "CustomerPlan":
        """Work out what becomes of these customers."""
        shop, now = load_shop(connection), self._backend.clock()
        people = load_customers(connection, [placed.item.id for placed in items])

        def change(placed: PlacedItem, before: Customer) -> Customer:
            changes = CustomerChanges(price_level=self._level_of(placed, before))
            return changed_customer(before, changes, shop=shop, now=now)

        planned = [_planned(placed, people.get(placed.item.id), change) for placed in items]
        return CustomerPlan(self, planned)


class CustomerPlan:
    """What becomes of some customers."""

    def __init__(self, planner: CustomerPlanner, planned: Sequence[_Planned]) -> None:
        """Nothing is written yet."""
        self._planner = planner
        self._planned = planned

    @property
    def outcomes(self) -> Sequence[PlacedItem]:
        """What would become of each."""
        return [each.outcome for each in self._planned]

    def write(self, connection: Connection) -> Sequence[PlacedItem]:
        """Save the customers; those who are others by now are planned anew."""
        people = load_customers(connection, [each.placed.item.id for each in self._planned])
        stale = [each.placed for each in self._planned if people.get(each.placed.item.id) != each.before]
        if stale:
            fresh = self._planner.plan(connection, stale)
            anew = {each.placed.position: each for each in fresh._planned}
            self._planned = [anew.get(each.placed.position, each) for each in self._planned]
        update_customers(
            connection,
            [(each.before, each.after) for each in self._planned if each.before and each.after],
        )
        return self.outcomes


def level_given_back(placed: PlacedItem, customer: Customer) -> str | None:
    """The level that a customer had before the job that is taken back. Raises ``Refused``."""
    if customer.version != placed.version:
        raise Refused(_changed_since(customer.number, customer.updated_at))
    return placed.former_level


def _planned(
    placed: PlacedItem, before: Customer | None, change: Callable[[PlacedItem, Customer], Customer]
) -> _Planned:
    """What becomes of one customer."""
    if before is None:
        return _Planned(placed, with_outcome(placed, ItemState.REFUSED, reason=GONE), None)
    try:
        after = change(placed, before)
    except (Invalid, Refused) as error:
        return _Planned(placed, with_outcome(placed, ItemState.REFUSED, reason=error.message), before)
    if after == before:
        return _Planned(placed, with_outcome(placed, ItemState.UNCHANGED), before)
    outcome = with_outcome(placed, ItemState.CHANGED)
    outcome = replace(outcome, version=after.version, former_level=before.price_level)
    return _Planned(placed, outcome, before, after)


def _changed_since(number: str, at: datetime) -> str:
    """Why a customer keeps the level."""
    return f"Customer {number} was changed since, at {at:%Y-%m-%d %H:%M} UTC, and stays that way."
