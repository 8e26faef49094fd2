"""How each kind of bulk change is planned: one line here for each kind of action."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cartui.client.local.backend import LocalBackend
from cartui.client.local.bulk.cart_plans import CartPlanner
from cartui.client.local.bulk.cloning import ClonePlanner
from cartui.client.local.bulk.customers import CustomerPlanner, level_given_back
from cartui.client.local.bulk.following_carts import FollowingPlanner
from cartui.client.local.bulk.notifying import NotifyPlanner
from cartui.client.local.bulk.plans import Planner
from cartui.client.local.bulk.surroundings import ManySurroundings
from cartui.client.local.bulk.two_kinds import TwoKindsPlanner
from cartui.client.local.bulk.undoing import UndoPlanner
from cartui.model.actions import Assign, SetPriceLevel
from cartui.model.bulk import (
    BulkAction,
    ChangeTags,
    CloneCarts,
    DeleteCarts,
    NotifyCustomers,
    RestoreCarts,
    SetCustomerLevel,
    UndoJob,
)
from cartui.model.frozen import Frozen
from cartui.model.record import CartRecord
from cartui.rules.bulk import cart_changes
from cartui.rules.bulk.cart_changes import CartChange

MakePlanner = Callable[[LocalBackend, Sequence[BulkAction], int | None], Planner]
"""Makes what plans these actions for that actor; the number is that of the job, where there is one by now."""

MakeCartPlanner = Callable[[LocalBackend, Sequence[BulkAction], int | None], CartPlanner]
"""The same for what changes carts one by one."""


def planner_of(backend: LocalBackend, actions: Sequence[BulkAction], job: int | None) -> Planner:
    """What plans actions that go together.

    Raises ``Unsupported`` for messages without a mail server, ``Invalid`` for such as are not for customers.
    """
    return _PLANNERS[type(actions[0])](backend, actions, job)


def cart_planner_of(
    backend: LocalBackend, actions: Sequence[BulkAction], job: int | None
) -> CartPlanner | None:
    """What plans actions that change carts one by one, each whatever became of all others; else ``None``."""
    kind = type(actions[0])
    make = _undo_of_carts if kind is UndoJob else _CART_PLANNERS.get(kind)
    return None if make is None else make(backend, actions, job)


def _edits(backend: LocalBackend, actions: Sequence[BulkAction], job: int | None) -> CartPlanner:
    """Edits of carts."""

    def change(record: CartRecord, around: ManySurroundings) -> CartChange | None:
        return cart_changes.edited(record, actions, around.editing, around.for_pricing)

    return CartPlanner(backend, change, job)


def _deletion(backend: LocalBackend, _actions: Sequence[BulkAction], job: int | None) -> CartPlanner:
    """Putting carts into the trash."""
    return CartPlanner(backend, lambda record, around: cart_changes.deleted(record, around.now), job)


def _restoring(backend: LocalBackend, _actions: Sequence[BulkAction], job: int | None) -> CartPlanner:
    """Taking carts out of the trash."""

    def change(record: CartRecord, around: ManySurroundings) -> CartChange:
        return cart_changes.restored(record, around.shop.settings.trash_keep_days, around.now)

    return CartPlanner(backend, change, job)


def _cloning(backend: LocalBackend, _actions: Sequence[BulkAction], job: int | None) -> Planner:
    """Starting new carts."""
    return ClonePlanner(backend, job)


def _messages(backend: LocalBackend, actions: Sequence[BulkAction], job: int | None) -> Planner:
    """Messages to customers."""
    (action,) = (action for action in actions if isinstance(action, NotifyCustomers))
    return NotifyPlanner(backend, action.kind, job)


def _undo(backend: LocalBackend, actions: Sequence[BulkAction], job: int | None) -> Planner:
    """Taking back what another job changed."""
    customers = CustomerPlanner(backend, level_given_back)
    return TwoKindsPlanner(customers, _undo_of_carts(backend, actions, job))


def _undo_of_carts(backend: LocalBackend, actions: Sequence[BulkAction], job: int | None) -> CartPlanner:
    """Taking back what another job changed of carts."""
    (action,) = (action for action in actions if isinstance(action, UndoJob))
    return UndoPlanner(backend, action.job, job)


def _levels(backend: LocalBackend, actions: Sequence[BulkAction], job: int | None) -> Planner:
    """Other price levels of customers, and of carts of theirs."""
    (action,) = (action for action in actions if isinstance(action, SetCustomerLevel))
    customers = CustomerPlanner(backend, lambda _placed, _customer: action.level)
    return TwoKindsPlanner(customers, FollowingPlanner(backend, action.level, job))


_CART_PLANNERS: Final[Mapping[type[Frozen], MakeCartPlanner]] = {
    SetPriceLevel: _edits,
    Assign: _edits,
    ChangeTags: _edits,
    DeleteCarts: _deletion,
    RestoreCarts: _restoring,
}
"""By the type of a change's first action: only edits have others beside it."""

_PLANNERS: Final[Mapping[type[Frozen], MakePlanner]] = {
    **_CART_PLANNERS,
    CloneCarts: _cloning,
    NotifyCustomers: _messages,
    SetCustomerLevel: _levels,
    UndoJob: _undo,
}
"""The others beside them."""
