"""The carts of the demo are of all ages and kinds, and each of them could have happened."""

from collections import Counter
from datetime import datetime, timedelta

import phonenumbers

from cartui.demo.carts import demo_carts
from cartui.demo.products import demo_products
from cartui.demo.shop import demo_shop
from cartui.demo.totals import DemoTotals
from cartui.model.cart import CartState, Origin, UserType
from cartui.model.imports import ImportedCart, ImportedCustomer
from cartui.model.order import OrderState
from cartui.model.payment import AttemptStatus

Carts = tuple[ImportedCart, ...]
Customers = tuple[ImportedCustomer, ...]


def of_state(carts: Carts, state: CartState) -> list[ImportedCart]:
    return [cart for cart in carts if cart.state is state]


def last_change(cart: ImportedCart) -> datetime:
    assert cart.updated_at is not None
    return cart.updated_at


def test_the_same_moment_and_agent_make_the_same_carts(carts: Carts, now: datetime) -> None:
    assert demo_carts(now, agent="alice") == carts


def test_there_are_about_twelve_hundred_carts_of_all_origins_and_markets(carts: Carts) -> None:
    living = of_state(carts, CartState.OPEN) + of_state(carts, CartState.LOCKED)
    assert 1150 <= len(living) <= 1260
    assert {cart.origin for cart in living} == set(Origin)
    assert {cart.market for cart in living} == {market.code for market in demo_shop().markets}


def test_every_cart_is_one_that_a_file_could_give(carts: Carts) -> None:
    for cart in carts:
        assert ImportedCart.model_validate(cart.model_dump()) == cart, cart.reference


def test_nothing_happens_in_the_future_or_out_of_order(carts: Carts, now: datetime) -> None:
    for cart in carts:
        assert cart.created_at <= last_change(cart) <= now, cart.reference
        assert cart.touched_at is None or cart.created_at <= cart.touched_at <= now, cart.reference


def test_carts_are_numbered_as_they_were_made(carts: Carts) -> None:
    created = [cart.created_at for cart in carts]
    assert created == sorted(created)
    assert [cart.reference for cart in carts][:2] == ["demo-000001", "demo-000002"]


def test_some_are_fresh_some_are_old_and_some_are_empty(carts: Carts, now: datetime) -> None:
    ages = [now - last_change(cart) for cart in of_state(carts, CartState.OPEN)]
    assert sum(age < timedelta(hours=1) for age in ages) >= 10
    assert sum(age > timedelta(days=30) for age in ages) >= 50
    assert sum(age > timedelta(days=180) for age in ages) >= 10
    assert sum(not cart.lines for cart in of_state(carts, CartState.OPEN)) >= 20


def test_yesterday_brought_carts_of_high_value(carts: Carts, customers: Customers, now: datetime) -> None:
    totals = DemoTotals(demo_shop(), demo_products(), customers, now)
    yesterday = [
        cart
        for cart in of_state(carts, CartState.OPEN)
        if timedelta(hours=19) <= now - cart.created_at <= timedelta(hours=29)
    ]
    high = 0
    for cart in yesterday:
        market = demo_shop().market(cart.market)
        assert market is not None
        high += totals.of(cart).total >= (market.high_value or 0)
    assert high >= 10


def test_every_line_is_sold_in_the_carts_market(carts: Carts) -> None:
    sold = {
        (variant.sku, row.market)
        for product in demo_products()
        for variant in product.variants
        for row in variant.prices
    }
    wanted = {(line.sku, cart.market) for cart in carts for line in cart.lines if line.sku is not None}
    assert wanted <= sold


def test_customers_coupons_services_and_methods_exist(carts: Carts, customers: Customers) -> None:
    numbers = {customer.number for customer in customers}
    coupons = {coupon.code for coupon in demo_shop().coupons}
    for cart in carts:
        market = demo_shop().market(cart.market)
        assert market is not None
        assert cart.customer is None or cart.customer in numbers
        assert cart.coupon is None or cart.coupon in coupons
        assert cart.payment_method is None or cart.payment_method in market.payment_methods
        if cart.service is not None:
            service = market.service(cart.service)
            assert service is not None
            assert service.category is cart.fulfilment_category


def test_guests_leave_addresses_of_the_market_and_valid_numbers(carts: Carts) -> None:
    guests = [cart for cart in carts if cart.customer is None]
    assert sum(cart.visitor is not None and cart.visitor.user_type is UserType.GUEST for cart in guests) > 100
    for cart in guests:
        market = demo_shop().market(cart.market)
        assert market is not None
        assert cart.shipping_address is None or cart.shipping_address.country in market.countries
        if cart.contact.phone:
            assert phonenumbers.is_valid_number(phonenumbers.parse(cart.contact.phone))


def test_five_carts_wait_for_paypal_two_of_them_for_more_than_a_day(carts: Carts, now: datetime) -> None:
    waiting = [
        cart
        for cart in of_state(carts, CartState.LOCKED)
        if any(attempt.provider == "PayPal" and attempt.card_last4 for attempt in cart.attempts)
    ]
    assert len(waiting) >= 5
    assert sum(now - cart.lock.since > timedelta(days=1) for cart in waiting if cart.lock) >= 2


def test_an_attempt_is_for_the_carts_total(carts: Carts, customers: Customers, now: datetime) -> None:
    totals = DemoTotals(demo_shop(), demo_products(), customers, now)
    tried = [cart for cart in carts if cart.attempts]
    assert len(tried) > 20
    assert all(cart.attempts[0].amount == totals.of(cart).total > 0 for cart in tried)


def test_no_open_cart_has_an_attempt_under_way(carts: Carts) -> None:
    statuses = {a.status for cart in of_state(carts, CartState.OPEN) for a in cart.attempts}
    assert statuses == {AttemptStatus.FAILED, AttemptStatus.CANCELLED}


def test_orders_are_of_every_state_and_some_wait_to_be_approved(carts: Carts) -> None:
    orders = of_state(carts, CartState.ORDERED)
    states = Counter(cart.order_state for cart in orders)
    assert 70 <= len(orders) <= 90
    assert set(states) == set(OrderState)
    assert states[OrderState.PENDING] >= 5


def test_orders_were_placed_by_people_who_can_be_reached(carts: Carts, customers: Customers) -> None:
    known = {customer.number: customer for customer in customers}
    for cart in of_state(carts, CartState.ORDERED):
        customer = known[cart.customer or ""]
        assert customer.customer.phone
        assert customer.customer.addresses
        assert not customer.blocked
        assert cart.lines
        assert cart.service
        assert cart.payment_method


def test_the_trash_holds_what_was_deleted_this_week(carts: Carts, now: datetime) -> None:
    trash = of_state(carts, CartState.DELETED)
    assert len(trash) >= 10
    assert all(now - last_change(cart) < timedelta(days=7) for cart in trash)


def test_some_carts_belong_to_whoever_looks(carts: Carts) -> None:
    assert sum(cart.assigned_to == "zoë" for cart in carts) == 0
    assert sum(cart.assigned_to == "alice" for cart in carts) >= 12


def test_the_callers_of_the_documentation_are_where_it_says(carts: Carts) -> None:
    assert carts[122].customer == "1042"
    assert [line.sku for line in carts[122].lines][:2] == ["SHIRT-LB", "MUG-01"]
    assert carts[118].coupon == "CORP50"
    owners = Counter(cart.customer for cart in carts)
    assert (owners["1042"], owners["1043"]) == (1, 0)
