"""Each state of a cart allows what the life of a cart says, and refuses the rest in words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from cartui.model.cart import CartState
from cartui.model.errors import Locked, Refused
from cartui.model.payment import Lock, LockReason
from cartui.rules.life import (
    ensure_deletable,
    ensure_editable,
    ensure_placeable,
    ensure_restorable,
)

SINCE = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NO_RETURN = Lock(reason=LockReason.NO_RETURN, since=SINCE)
OPEN_ONLY = [ensure_editable, ensure_placeable, ensure_deletable]

Check = Callable[..., None]


@pytest.mark.parametrize("ensure", OPEN_ONLY)
def test_an_open_cart_may_be_edited_placed_and_deleted(ensure: Check) -> None:
    ensure("C-000123", CartState.OPEN)


@pytest.mark.parametrize("ensure", OPEN_ONLY)
def test_a_locked_cart_says_since_when_and_why(ensure: Check) -> None:
    with pytest.raises(Locked) as refused:
        ensure("C-000123", CartState.LOCKED, NO_RETURN)
    why = "the customer went to pay and did not come back"
    assert refused.value.message == f"C-000123 is locked since 2026-11-21 09:00 UTC because {why}."
    assert refused.value.since == SINCE
    assert refused.value.reason == "no_return"


@pytest.mark.parametrize("reason", LockReason)
def test_every_reason_of_a_lock_is_said(reason: LockReason) -> None:
    with pytest.raises(Locked, match=r"because .* \(card stolen\)\."):
        ensure_editable("C-1", CartState.LOCKED, Lock(reason=reason, since=SINCE, note="card stolen"))


def test_a_cart_whose_lock_is_not_known_is_locked_all_the_same() -> None:
    with pytest.raises(Locked, match="C-1 is locked"):
        ensure_editable("C-1", CartState.LOCKED)


@pytest.mark.parametrize("ensure", OPEN_ONLY)
def test_an_ordered_cart_names_its_order(ensure: Check) -> None:
    with pytest.raises(Refused, match="C-000123 has been ordered as ORD-7"):
        ensure("C-000123", CartState.ORDERED, None, "ORD-7")


@pytest.mark.parametrize("ensure", OPEN_ONLY)
def test_a_deleted_cart_is_in_the_trash(ensure: Check) -> None:
    with pytest.raises(Refused, match="C-000123 is in the trash"):
        ensure("C-000123", CartState.DELETED)


def test_only_what_is_in_the_trash_can_be_restored() -> None:
    ensure_restorable("C-1", CartState.DELETED, SINCE, 7, SINCE + timedelta(days=6))
    for state in set(CartState) - {CartState.DELETED}:
        with pytest.raises(Refused, match=f"not in the trash: it is {state}"):
            ensure_restorable("C-1", state, None, 7, SINCE)


@pytest.mark.parametrize(("keep_days", "later"), [(7, 7), (7, 400), (0, 0)])
def test_the_trash_keeps_a_cart_only_for_its_days(keep_days: int, later: int) -> None:
    with pytest.raises(Refused, match="C-1 was deleted"):
        ensure_restorable("C-1", CartState.DELETED, SINCE, keep_days, SINCE + timedelta(days=later))
