"""Taking a bulk change back gives each cart back to the unit, and never what was changed since."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.model.actions import Assign, SetPriceLevel
from cartui.model.bulk import BulkAction, ChangeTags
from cartui.model.cart import CartState, Origin
from cartui.model.coupon import CouponUse
from cartui.model.errors import Refused
from cartui.model.history import HistoryEntry
from cartui.model.record import CartContent, CartFigures, CartRecord
from cartui.rules.bulk.cart_changes import CartChange, deleted, edited, restored
from cartui.rules.bulk.undoing import ensure_untouched, taken_back
from cartui.rules.pricing.cart_pricing import PricingContext, cart_figures
from tests.contract.shop import NOW, SHOP
from tests.rules.test_action_lists import CUSTOMER, around, contents

LEVELS = st.sampled_from([SetPriceLevel(level=level) for level in ("vip", "trade", None)])
CHANGES: st.SearchStrategy[list[BulkAction]] = st.one_of(
    st.lists(LEVELS, min_size=1, max_size=1),
    st.just([Assign(agent="bob")]),
    st.just([ChangeTags(add=("spring",), remove=("gift",))]),
    LEVELS.map(lambda level: [level, Assign(agent="bob"), ChangeTags(add=("spring",))]),
)


def pricing(content: CartContent) -> PricingContext:
    """The shop of the contract tests, in which nobody used a coupon yet."""
    customer = CUSTOMER if content.customer_id else None
    return PricingContext(shop=SHOP, customer=customer, coupon_use=CouponUse(), now=NOW)


def stored(content: CartContent) -> CartRecord:
    """An open cart with that content, priced."""
    record = CartRecord(
        id="one",
        number="C-000001",
        version=3,
        state=CartState.OPEN,
        origin=Origin.AGENT,
        content=content,
        figures=CartFigures(),
        created_at=NOW,
        updated_at=NOW,
    )
    return replace(record, figures=cart_figures(content, pricing(content)))


def made(change: CartChange) -> tuple[CartRecord, HistoryEntry]:
    """The cart as the change leaves it, and the entry of that."""
    after = replace(change.after, version=change.after.version + 1)
    entry = HistoryEntry(
        id=9,
        cart_id=after.id,
        kind=change.kind,
        at=NOW,
        agent="alice",
        origin="desk",
        version=after.version,
        summary=change.summary,
        actions=change.actions,
        changes=change.changes,
        job=7,
    )
    return after, entry


def back(record: CartRecord, entry: HistoryEntry) -> CartRecord:
    """The cart without what the entry did."""
    change = taken_back(record, entry, around(), pricing, keep_days=7, now=NOW)
    return change.after


@given(contents(), CHANGES)
def test_an_edit_of_many_is_taken_back_to_the_unit(content: CartContent, actions: list[BulkAction]) -> None:
    record = stored(content)
    change = edited(record, actions, around(), pricing)
    if change is None:
        return
    after, entry = made(change)
    assert replace(back(after, entry), version=record.version) == record


@given(contents())
def test_a_deletion_and_what_follows_it_are_taken_back_to_the_unit(content: CartContent) -> None:
    record = stored(content)
    gone, deletion = made(deleted(record, NOW))
    assert replace(back(gone, deletion), version=record.version) == record
    again, restoring = made(restored(gone, 7, NOW))
    assert back(again, restoring).state is CartState.DELETED


def test_a_cart_that_is_another_by_now_is_left_with_who_changed_it_and_when() -> None:
    record = stored(CartContent(market="BD", currency="BDT"))
    after, entry = made(deleted(record, NOW))
    ensure_untouched(after, entry, None)
    newer = replace(after, version=after.version + 1)
    with pytest.raises(Refused, match=r"C-000001 was changed since, by bob at 2026-11-21 10:00 UTC\."):
        ensure_untouched(newer, entry, ("bob", NOW + timedelta(hours=1)))
    with pytest.raises(Refused, match=r"C-000001 was changed since\. It stays as it is\."):
        ensure_untouched(newer, entry, None)
