"""An order is stored once for a cart, found by any of its names, and moved on once."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from cartui.model.order import GoodsIssue, OrderState
from cartui.store.carts.records import insert_cart, load_cart
from cartui.store.coupon_uses import coupon_use, forget_coupon_use, record_coupon_use
from cartui.store.customers import insert_customer
from cartui.store.database import Database
from cartui.store.goods_issues import goods_issue_of, insert_goods_issue
from cartui.store.orders import find_order, insert_order, update_order
from tests.store.records import NOW, RAHIM, cart, order, rahim


def test_an_order_is_found_by_its_own_names_and_its_carts(database: Database) -> None:
    placed = order(1, state=OrderState.ON_HOLD, paid=20, hold_reason="asks", waived=("stock: sold out",))
    with database.write() as conn:
        insert_cart(conn, cart(1))
        insert_order(conn, placed)
        for ref in ("ord_1", "ORD-000000000001", "crt_1", "C-000001"):
            assert find_order(conn, ref) == placed
        assert find_order(conn, "C-000002") is None
        record = load_cart(conn, "crt_1")
        assert record is not None
        assert record.order_number == placed.number


def test_a_cart_has_one_order(database: Database) -> None:
    with database.write() as conn:
        insert_cart(conn, cart(1))
        insert_order(conn, order(1))
        with pytest.raises(IntegrityError):
            insert_order(conn, order(2, cart_id="crt_1"))


def test_uses_of_a_coupon_are_counted_in_all_and_by_customer(database: Database) -> None:
    with database.write() as conn:
        insert_customer(conn, rahim())
        for number, who in ((1, RAHIM.id), (2, None), (3, RAHIM.id)):
            insert_cart(conn, cart(number))
            insert_order(conn, order(number))
            record_coupon_use(conn, "SAVE10", f"ord_{number}", who)
        used = coupon_use(conn, "SAVE10", RAHIM.id)
        assert (used.in_all, used.by_customer) == (3, 2)
        nobody = coupon_use(conn, "SAVE10", None)
        assert (nobody.in_all, nobody.by_customer) == (3, 0)
        assert coupon_use(conn, "OTHER", RAHIM.id).in_all == 0
        forget_coupon_use(conn, "ord_1")
        left = coupon_use(conn, "SAVE10", RAHIM.id)
        assert (left.in_all, left.by_customer) == (2, 1)


def test_an_order_moves_on_from_the_version_that_was_seen_and_no_other(database: Database) -> None:
    placed = order(1)
    held = replace(placed, version=2, state=OrderState.ON_HOLD, hold_reason="asks")
    with database.write() as conn:
        insert_cart(conn, cart(1))
        insert_order(conn, placed)
        assert update_order(conn, placed, held)
        assert not update_order(conn, placed, replace(placed, version=2, state=OrderState.APPROVED))
        assert find_order(conn, "ord_1") == held


def test_nothing_is_picked_twice(database: Database) -> None:
    issue = GoodsIssue(number="GI-000001", issued_at=NOW, issued_by="mina")
    with database.write() as conn:
        insert_cart(conn, cart(1))
        insert_order(conn, order(1))
        assert goods_issue_of(conn, "ord_1") is None
        insert_goods_issue(conn, "ord_1", issue)
        assert goods_issue_of(conn, "ord_1") == issue
        with pytest.raises(IntegrityError):
            insert_goods_issue(conn, "ord_1", issue.model_copy(update={"number": "GI-000002"}))
