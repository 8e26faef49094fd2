"""What news of a payment does to a cart: a pure rule, whatever comes in whatever order."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.model.cart import CartState
from cartui.model.payment import AttemptStatus, Lock, LockReason, PaymentAttempt, waiting_since
from cartui.model.shop import PendingPayments
from cartui.rules.locks.locking import (
    Effect,
    as_of,
    closed,
    effect_of,
    is_another_purchase,
    keeps_locked,
    locked_for,
    reopened,
    taken_in,
)
from tests.store.records import NOW, cart

HALF_AN_HOUR = timedelta(minutes=30)
HOLD, ACCEPT = PendingPayments.HOLD, PendingPayments.ACCEPT
FINAL = (AttemptStatus.SUCCEEDED, AttemptStatus.FAILED, AttemptStatus.CANCELLED)


def attempt(status: str = "started", *, at: datetime = NOW, **other: Any) -> PaymentAttempt:
    """A try to pay 48.00."""
    told: dict[str, Any] = {"provider": "PayPal", "reference": "8XK", "amount": 4_800, "currency": "USD"}
    return PaymentAttempt(**(told | {"status": AttemptStatus(status), "started_at": at} | other))


def effect(status: str, state: str, **other: Any) -> Effect:
    """What a result does, by itself."""
    told: dict[str, Any] = {"pending_payments": HOLD, "changed": False}
    return effect_of(AttemptStatus(status), state=CartState(state), **(told | other))


@pytest.mark.parametrize(
    ("status", "state", "more", "done"),
    [
        ("started", "open", {}, Effect.NONE),
        ("pending", "open", {}, Effect.LOCKS),
        ("pending", "open", {"pending_payments": ACCEPT}, Effect.PLACES),
        ("pending", "open", {"pending_payments": ACCEPT, "changed": True}, Effect.LOCKS),
        ("pending", "locked", {"pending_payments": ACCEPT}, Effect.NONE),
        ("succeeded", "open", {}, Effect.PLACES),
        ("succeeded", "locked", {}, Effect.PLACES),
        ("succeeded", "locked", {"changed": True}, Effect.WITHOUT_ORDER),
        ("succeeded", "open", {"changed": True}, Effect.WITHOUT_ORDER),
        ("succeeded", "deleted", {}, Effect.WITHOUT_ORDER),
        ("succeeded", "ordered", {}, Effect.WITHOUT_ORDER),
        ("succeeded", "ordered", {"promised": True}, Effect.PAYS),
        ("failed", "open", {}, Effect.NONE),
        ("failed", "ordered", {}, Effect.NONE),
        ("failed", "locked", {"lock": Lock(reason=LockReason.NO_RETURN, since=NOW)}, Effect.UNLOCKS),
        ("cancelled", "locked", {"lock": Lock(reason=LockReason.PENDING_PAYMENT, since=NOW)}, Effect.UNLOCKS),
        ("failed", "locked", {"lock": Lock(reason=LockReason.BY_HAND, since=NOW)}, Effect.NONE),
        (
            "failed",
            "locked",
            {"lock": Lock(reason=LockReason.NO_RETURN, since=NOW), "others_wait": True},
            Effect.NONE,
        ),
    ],
)
def test_what_a_result_does(status: str, state: str, more: dict[str, Any], done: Effect) -> None:
    assert effect(status, state, **more) is done


def test_a_cart_is_locked_exactly_as_long_after_as_the_shop_waits() -> None:
    waiting = cart(1, attempts=(attempt(at=NOW), attempt(reference="later", at=NOW + HALF_AN_HOUR)))
    assert as_of(waiting, NOW + HALF_AN_HOUR - timedelta(microseconds=1), HALF_AN_HOUR) is waiting
    locked = as_of(waiting, NOW + timedelta(days=2), HALF_AN_HOUR)
    assert locked.lock == Lock(reason=LockReason.NO_RETURN, since=NOW + HALF_AN_HOUR)
    assert locked.version == waiting.version
    for state in (CartState.ORDERED, CartState.DELETED, CartState.LOCKED):
        other = cart(1, state=state, attempts=waiting.attempts)
        assert as_of(other, NOW + timedelta(days=2), HALF_AN_HOUR) is other


@pytest.mark.parametrize("status", [*FINAL, AttemptStatus.PENDING])
def test_only_who_went_to_pay_is_waited_for(status: AttemptStatus) -> None:
    assert waiting_since([attempt(status)]) is None
    assert waiting_since([attempt(ended_at=NOW)]) is None
    assert waiting_since([attempt(status), attempt(reference="b", at=NOW)]) == NOW


def test_the_same_attempt_is_known_by_the_providers_reference_or_the_merchants() -> None:
    begun = attempt(reference="", merchant_reference="C-1")
    [named], before = taken_in([begun], attempt("pending", merchant_reference="C-1"), NOW)
    assert (named.reference, named.status, before) == ("8XK", AttemptStatus.PENDING, begun)
    both, _ = taken_in([named], attempt("started", reference="OTHER", merchant_reference="C-1"), NOW)
    assert [each.reference for each in both] == ["8XK", "OTHER"]
    of_another, _ = taken_in([named], attempt("failed", provider="Stripe"), NOW)
    assert len(of_another) == 2
    same, _ = taken_in([named], attempt("failed", provider="paypal"), NOW)
    assert [each.status for each in same] == [AttemptStatus.FAILED]


def test_what_a_person_decided_is_opened_by_a_result_alone() -> None:
    resolved = closed([attempt()], NOW)
    assert taken_in(resolved, attempt("pending"), NOW)[0] == resolved
    assert taken_in(resolved, attempt("succeeded"), NOW)[0] != resolved
    assert reopened(resolved) == (attempt(),)
    failed = (attempt("failed", ended_at=NOW),)
    assert reopened(failed) == closed(failed, NOW) == failed


def test_the_attempt_of_a_lock_is_the_latest_that_can_have_locked_it() -> None:
    started, pending = attempt(at=NOW), attempt("pending", reference="b", at=NOW - HALF_AN_HOUR)
    both = (started, pending)
    assert locked_for(Lock(reason=LockReason.NO_RETURN, since=NOW), both) == started
    assert locked_for(Lock(reason=LockReason.PENDING_PAYMENT, since=NOW), both) == pending
    assert locked_for(Lock(reason=LockReason.BY_HAND, since=NOW), both) == started
    assert locked_for(Lock(reason=LockReason.BY_HAND, since=NOW), ()) is None
    failed = (attempt("failed", ended_at=NOW), attempt("cancelled", ended_at=NOW))
    assert locked_for(Lock(reason=LockReason.BY_HAND, since=NOW), failed) is None


def test_a_pending_payment_keeps_a_cart_locked_and_one_that_began_after_a_while() -> None:
    assert keeps_locked([attempt("pending")], NOW, HALF_AN_HOUR)
    assert not keeps_locked([attempt()], NOW, HALF_AN_HOUR)
    assert keeps_locked([attempt()], NOW + HALF_AN_HOUR, HALF_AN_HOUR)


@pytest.mark.parametrize(
    ("changed", "is_another"),
    [
        ([], False),
        (["note", "tags", "contact.phone", "state", "lock", "assigned_to"], False),
        (["lines.a.quantity"], True),
        (["line_order"], True),
        (["coupon_code"], True),
        (["service"], True),
    ],
)
def test_another_purchase_is_one_of_other_things(changed: list[str], is_another: bool) -> None:
    assert is_another_purchase(attempt(), 1, "USD", changed) is is_another


def test_where_nobody_knows_what_was_changed_the_amount_tells() -> None:
    assert not is_another_purchase(attempt(), 4_800, "USD", None)
    assert is_another_purchase(attempt(), 4_801, "USD", None)
    assert is_another_purchase(attempt(), 4_800, "EUR", None)


STATUSES = st.lists(
    st.tuples(st.sampled_from(list(AttemptStatus)), st.sampled_from(["a", "b", "c"])), max_size=12
)


@given(STATUSES)
def test_whatever_is_told_again_changes_nothing(told: list[tuple[AttemptStatus, str]]) -> None:
    attempts: tuple[PaymentAttempt, ...] = ()
    for status, reference in told:
        attempts, _ = taken_in(attempts, attempt(status, reference=reference), NOW)
    for status, reference in told:
        again, _ = taken_in(attempts, attempt(status, reference=reference), NOW)
        if status is not AttemptStatus.SUCCEEDED:
            assert again == attempts
    assert len({each.reference for each in attempts}) == len(attempts)


@given(STATUSES)
def test_money_that_came_in_is_never_forgotten(told: list[tuple[AttemptStatus, str]]) -> None:
    attempts: tuple[PaymentAttempt, ...] = ()
    for status, reference in told:
        attempts, _ = taken_in(attempts, attempt(status, reference=reference), NOW)
    came = {reference for status, reference in told if status is AttemptStatus.SUCCEEDED}
    assert {each.reference for each in attempts if each.status is AttemptStatus.SUCCEEDED} == came


@given(STATUSES)
def test_what_has_a_result_has_an_end_and_nothing_else_has(told: list[tuple[AttemptStatus, str]]) -> None:
    attempts: tuple[PaymentAttempt, ...] = ()
    for status, reference in told:
        attempts, _ = taken_in(attempts, attempt(status, reference=reference), NOW)
        assert all((each.ended_at is None) == (each.status not in FINAL) for each in attempts)
