"""Which actions are one bulk change, of what, and who may do it."""

import pytest

from cartui.model.actions import Assign, SetPriceLevel
from cartui.model.bulk import (
    BulkAction,
    BulkTarget,
    ChangeTags,
    CloneCarts,
    DeleteCarts,
    ItemKind,
    NotifyCustomers,
    RestoreCarts,
    SetCustomerLevel,
    UndoJob,
)
from cartui.model.errors import Invalid
from cartui.model.message import MessageKind
from cartui.model.query import CartQuery
from cartui.rules.bulk.joining import ensure_joined, ensure_meant, kind_changed, operation_of
from cartui.rules.permissions import Operation

VIP = SetPriceLevel(level="vip")


@pytest.mark.parametrize(
    "actions",
    [
        (VIP,),
        (VIP, Assign(agent="bob"), ChangeTags(add=("spring",))),
        (DeleteCarts(),),
        (NotifyCustomers(kind=MessageKind.REOPEN_BROWSER),),
        (SetCustomerLevel(level=None),),
    ],
    ids=["one edit", "several edits", "deleting", "a message", "customers"],
)
def test_edits_go_together_and_anything_else_alone(actions: tuple[BulkAction, ...]) -> None:
    ensure_joined(actions)


@pytest.mark.parametrize(
    ("actions", "field"),
    [
        ((), "actions"),
        ((VIP, DeleteCarts()), "actions.1"),
        ((RestoreCarts(), VIP), "actions.0"),
        ((VIP, Assign(agent="bob"), VIP), "actions.2"),
        ((UndoJob(job=1),), "actions.0"),
    ],
    ids=["nothing", "an edit and deleting", "restoring and an edit", "one twice", "an undo"],
)
def test_what_does_not_go_together_is_named(actions: tuple[BulkAction, ...], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        ensure_joined(actions)
    assert [problem.field for problem in refused.value.problems] == [field]


@pytest.mark.parametrize(
    ("target", "action", "field"),
    [
        (BulkTarget(customers=("1042",)), VIP, "target.customers"),
        (BulkTarget(carts=("C-000001",)), SetCustomerLevel(level="vip"), "target.carts"),
        (BulkTarget(query=CartQuery()), SetCustomerLevel(level="vip"), "target.carts"),
    ],
    ids=["customers for carts", "carts for customers", "a query for customers"],
)
def test_carts_and_customers_are_not_taken_for_each_other(
    target: BulkTarget, action: BulkAction, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        ensure_meant(target, [action])
    assert [problem.field for problem in refused.value.problems] == [field]


@pytest.mark.parametrize(
    ("action", "operation"),
    [
        (VIP, Operation.EDIT_CART),
        (Assign(agent=None), Operation.EDIT_CART),
        (DeleteCarts(), Operation.DELETE_CART),
        (RestoreCarts(), Operation.DELETE_CART),
        (CloneCarts(), Operation.CREATE_CART),
        (NotifyCustomers(kind=MessageKind.REOPEN_BROWSER), Operation.SEND_MESSAGE),
        (SetCustomerLevel(level="vip"), Operation.EDIT_CUSTOMER),
    ],
    ids=lambda value: value.value if isinstance(value, Operation) else value.type,
)
def test_who_may_do_it_to_one_may_do_it_to_many(action: BulkAction, operation: Operation) -> None:
    assert operation_of([action]) is operation


def test_a_level_of_customers_is_the_one_change_that_is_not_of_carts() -> None:
    assert kind_changed([SetCustomerLevel(level="vip")]) is ItemKind.CUSTOMER
    assert kind_changed([VIP, Assign(agent=None)]) is ItemKind.CART
