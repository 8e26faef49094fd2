"""Which actions are one bulk change, of what, and who may do it."""

from collections.abc import Mapping, Sequence
from typing import Final

from cartui.model.bulk import (
    EDITS,
    BulkAction,
    BulkTarget,
    CloneCarts,
    DeleteCarts,
    ItemKind,
    NotifyCustomers,
    RestoreCarts,
    SetCustomerLevel,
    UndoJob,
)
from cartui.model.errors import Invalid
from cartui.model.frozen import Frozen
from cartui.model.problem import Problem
from cartui.rules.permissions import Operation

_OPERATIONS: Final[Mapping[type[Frozen], Operation]] = {
    DeleteCarts: Operation.DELETE_CART,
    RestoreCarts: Operation.DELETE_CART,
    CloneCarts: Operation.CREATE_CART,
    NotifyCustomers: Operation.SEND_MESSAGE,
    SetCustomerLevel: Operation.EDIT_CUSTOMER,
}
"""What each is that does not edit carts."""


def ensure_joined(actions: Sequence[BulkAction]) -> None:
    """Let only actions be one change that mean one: edits of carts, each kind once, or one of any other kind.

    Raises ``Invalid``.
    """
    if not actions:
        raise _invalid("actions", "Say what is to be done: no action was given.")
    for at, action in enumerate(actions):
        if isinstance(action, UndoJob):
            raise _invalid(f"actions.{at}", "A bulk change is undone by its own number, not by an action.")
        if len(actions) > 1 and not isinstance(action, EDITS):
            raise _invalid(f"actions.{at}", f"{action.type} has to stand alone in a bulk change.")
        if any(type(action) is type(other) for other in actions[:at]):
            raise _invalid(f"actions.{at}", f"{action.type} was given twice.")


def ensure_meant(target: BulkTarget, actions: Sequence[BulkAction]) -> None:
    """Let only customers be meant where these are changed, and only carts elsewhere. Raises ``Invalid``."""
    kind = kind_changed(actions)
    if kind is ItemKind.CUSTOMER and (target.carts or target.query is not None or target.without):
        raise _invalid("target.carts", "The price level of customers is changed by naming customers.")
    if kind is ItemKind.CART and target.customers:
        raise _invalid("target.customers", "This is done to carts: name carts, not customers.")


def kind_changed(actions: Sequence[BulkAction]) -> ItemKind:
    """What actions that go together change."""
    of_customers = any(isinstance(action, SetCustomerLevel) for action in actions)
    return ItemKind.CUSTOMER if of_customers else ItemKind.CART


def operation_of(actions: Sequence[BulkAction]) -> Operation:
    """What doing it to a single one would be, which decides who may."""
    return _OPERATIONS.get(type(actions[0]), Operation.EDIT_CART)


def _invalid(field: str, message: str) -> Invalid:
    """The refusal, with the path of what is wrong."""
    return Invalid(message, [Problem(field=field, message=message)])
