"""Each state of an order allows what the life of an order says, and refuses the rest in words."""

from collections.abc import Callable

import pytest

from cartui.model.errors import Invalid, Refused
from cartui.model.order import OrderState, balance
from cartui.rules.order_life import (
    LONGEST_REASON,
    ensure_approvable,
    ensure_cancellable,
    ensure_holdable,
    read_reason,
    require_reason,
)
from tests.hostile import CONTROLS, HOSTILE

Check = Callable[..., None]

CHECKS = [ensure_approvable, ensure_holdable, ensure_cancellable]


@pytest.mark.parametrize("ensure", CHECKS)
@pytest.mark.parametrize("state", [OrderState.PENDING, OrderState.ON_HOLD])
def test_what_nobody_has_decided_yet_may_be_approved_held_and_cancelled(
    ensure: Check, state: OrderState
) -> None:
    ensure("ORD-1", state)


@pytest.mark.parametrize("ensure", CHECKS)
def test_a_cancelled_order_stays_cancelled_and_says_what_to_do(ensure: Check) -> None:
    with pytest.raises(Refused, match=r"ORD-1 is cancelled: .* Clone its cart to order it again\."):
        ensure("ORD-1", OrderState.CANCELLED)


@pytest.mark.parametrize("ensure", [ensure_holdable, ensure_cancellable])
def test_an_approved_order_names_its_goods_issue(ensure: Check) -> None:
    with pytest.raises(Refused, match="ORD-1 is approved and with the warehouse as GI-000007: "):
        ensure("ORD-1", OrderState.APPROVED, "GI-000007")
    with pytest.raises(Refused, match="ORD-1 is approved and with the warehouse: "):
        ensure("ORD-1", OrderState.APPROVED)


def test_a_reason_keeps_the_last_four_digits_of_a_card_and_no_more() -> None:
    assert read_reason("  card 4111 1111 1111 1111\nrefused ") == "card •••• 1111 refused"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_reason_is_one_clean_line_whatever_was_typed(text: str) -> None:
    assert not set(require_reason(text)) & CONTROLS


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t"])
def test_holding_takes_a_reason(nothing: str) -> None:
    assert read_reason(nothing) == ""
    with pytest.raises(Invalid, match="give a reason") as error:
        require_reason(nothing)
    assert [problem.field for problem in error.value.problems] == ["reason"]


def test_a_novel_is_no_reason() -> None:
    assert len(read_reason("x" * LONGEST_REASON)) == LONGEST_REASON
    with pytest.raises(Invalid, match="20,001 characters"):
        read_reason("x" * (LONGEST_REASON + 1))


@pytest.mark.parametrize("state", [OrderState.PENDING, OrderState.ON_HOLD, OrderState.APPROVED])
def test_what_is_owed_is_the_total_less_what_was_paid(state: OrderState) -> None:
    assert balance(state, total=500, paid=0) == (500, 0)
    assert balance(state, total=500, paid=200) == (300, 0)
    assert balance(state, total=500, paid=700) == (0, 200)


def test_of_a_cancelled_order_nothing_is_owed_and_all_is_paid_back() -> None:
    assert balance(OrderState.CANCELLED, total=500, paid=0) == (0, 0)
    assert balance(OrderState.CANCELLED, total=500, paid=200) == (0, 200)
