"""Signing in, paying and asking before one pays, as a shop tells it."""

from typing import Any

import pytest

from cartui.client.protocol import Client
from cartui.client.resources.storefront import Storefront
from cartui.model.actions import AddCustomLine, SetNote, SetPaymentMethod
from cartui.model.address import Contact
from cartui.model.cart import CartState
from cartui.model.customer import Customer, NewCustomer
from cartui.model.history import EntryKind
from cartui.model.locks import PaymentReport
from cartui.model.order import OrderState
from cartui.model.payment import AttemptStatus
from cartui.model.shop import SubmitPolicy
from cartui.model.storefront import (
    Checkout,
    CheckoutVerdict,
    ShopAnswer,
    ShopCartNow,
    ShopOutcome,
    ShopPayment,
    ShopSignIn,
    ShopTouch,
)
from tests.contract.conftest import Clock, OpenAs
from tests.contract.shop import DHAKA
from tests.contract.storefronts import begun, open_shop, quantities, told, word

SIGN_IN = ShopSignIn(cart="customer 1", guest_cart="session 1", revision=100)


@pytest.fixture
async def shop(open_as: OpenAs, rahim: Customer) -> Storefront:
    """A shop that sells what there is."""
    assert rahim.number
    return await open_shop(open_as)


async def pay(
    shop: Storefront, cart: ShopCartNow, status: str = "started", *, name: str = "session 1"
) -> ShopAnswer:
    """Tell of a payment of the whole cart."""
    report = {
        "provider": "PayPal",
        "reference": f"REF-{cart.number}",
        "amount": cart.totals.total,
        "currency": cart.currency,
        "status": AttemptStatus(status),
    }
    return await told(shop, ShopPayment(cart=name, payment=PaymentReport.model_validate(report)))


# --- signing in -----------------------------------------------------------------------------------


async def test_who_signs_in_keeps_the_larger_number_of_each(
    shop: Storefront, client: Client, rahim: Customer
) -> None:
    guest = await begun(shop, lines={"SHIRT-LB": 3, "MUG-01": 1, "LAMP": 1}, coupon="SAVE10")
    await client.carts.edit(guest.id, 1, [AddCustomLine(title="Gift wrap", unit_price=5000)])
    mine = await begun(shop, cart="customer 1", customer=rahim.number, lines={"SHIRT-LB": 1, "MUG-01": 9})
    answer = await told(shop, SIGN_IN)
    assert answer.outcome is ShopOutcome.TAKEN
    assert answer.cart is not None
    assert (answer.cart.number, answer.cart.revision) == (mine.number, 100)
    assert quantities(answer.cart) == {"SHIRT-LB": 3, "MUG-01": 9, "LAMP": 1, "Gift wrap": 1}
    assert (answer.cart.coupon, answer.cart.customer) == ("SAVE10", rahim.number)
    assert answer.cart.contact.email == rahim.email
    assert answer.cart.version == mine.version + 1
    left = await client.carts.get(guest.id)
    assert left.state is CartState.DELETED
    entry = (await client.history.of_cart(guest.id))[0]
    assert (entry.kind, entry.agent) == (EntryKind.DELETED, "gospelshop")
    assert mine.number in entry.summary


async def test_told_twice_it_is_done_once_and_the_guests_name_leads_nowhere(
    shop: Storefront, client: Client
) -> None:
    guest = await begun(shop)
    mine = await begun(shop, cart="customer 1", lines={"MUG-01": 1})
    first = await told(shop, SIGN_IN)
    changed = await told(shop, word(101, "customer 1", base=2, lines={"MUG-01": 2}))
    again = await told(shop, SIGN_IN)
    assert first.outcome is ShopOutcome.TAKEN
    assert (again.outcome, again.cart) == (ShopOutcome.UNCHANGED, changed.cart)
    for event in (word(9, lines={"LAMP": 1}), ShopTouch(cart="session 1")):
        late = await told(shop, event)
        assert late.outcome is ShopOutcome.DELETED
        assert late.cart is not None
        assert (late.cart.number, late.cart.merged_into) == (guest.number, mine.number)
    assert quantities(await client.carts.get(mine.id)) == {"MUG-01": 2}


async def test_a_state_that_was_told_later_has_the_guests_lines_already(
    shop: Storefront, client: Client
) -> None:
    guest = await begun(shop)
    await begun(shop, cart="customer 1", lines={})
    later = await told(shop, word(101, "customer 1", lines={"MUG-01": 4}))
    answer = await told(shop, SIGN_IN)
    assert (answer.outcome, answer.cart) == (ShopOutcome.TAKEN, later.cart)
    assert (await client.carts.get(guest.id)).state is CartState.DELETED


async def test_the_first_cart_of_a_customer_is_the_one_they_filled_as_a_guest(
    shop: Storefront, client: Client
) -> None:
    guest = await begun(shop)
    answer = await told(shop, SIGN_IN)
    assert answer.cart is not None
    assert (answer.outcome, answer.cart.id) == (ShopOutcome.TAKEN, guest.id)
    assert (answer.cart.revision, answer.cart.merged_into) == (100, None)
    assert (await told(shop, SIGN_IN)).outcome is ShopOutcome.UNCHANGED
    old = await told(shop, word(2, lines={}))
    assert old.outcome is ShopOutcome.DELETED
    assert old.cart is not None
    assert old.cart.merged_into == guest.number
    new = await told(shop, word(101, "customer 1", lines={"LAMP": 1}))
    assert new.outcome is ShopOutcome.TAKEN
    assert quantities(await client.carts.get(guest.id)) == {"LAMP": 1}


async def test_nobody_signs_in_with_a_cart_that_was_not_told_of(shop: Storefront) -> None:
    assert (await told(shop, SIGN_IN)).outcome is ShopOutcome.REFUSED
    await begun(shop, cart="customer 1")
    assert (await told(shop, SIGN_IN)).outcome is ShopOutcome.REFUSED
    within = ShopSignIn(cart="customer 1", guest_cart="customer 1", revision=9)
    assert (await told(shop, within)).outcome is ShopOutcome.REFUSED


@pytest.mark.parametrize("status", ["started", "pending"])
async def test_a_guests_cart_that_is_being_paid_is_not_merged(
    shop: Storefront, client: Client, status: str
) -> None:
    guest = await begun(shop)
    mine = await begun(shop, cart="customer 1", lines={})
    await pay(shop, guest, status)
    answer = await told(shop, SIGN_IN)
    assert (answer.outcome, answer.cart) == (ShopOutcome.LOCKED, mine)
    await pay(shop, guest, "failed")
    assert (await told(shop, SIGN_IN)).outcome is ShopOutcome.TAKEN
    assert quantities(await client.carts.get(mine.id)) == {"SHIRT-LB": 2}


async def test_nothing_is_merged_into_what_is_no_cart_any_more(shop: Storefront, client: Client) -> None:
    guest = await begun(shop)
    mine = await begun(shop, cart="customer 1")
    await client.carts.delete(mine.id)
    assert (await told(shop, SIGN_IN)).outcome is ShopOutcome.DELETED
    assert (await client.carts.get(guest.id)).state is CartState.OPEN
    await client.carts.restore(mine.id)
    await client.carts.delete(guest.id)
    answer = await told(shop, SIGN_IN)
    assert answer.outcome is ShopOutcome.UNCHANGED
    assert "deleted" in answer.message


# --- payments and locks ---------------------------------------------------------------------------


async def test_a_payment_that_succeeds_places_the_cart(shop: Storefront, client: Client) -> None:
    now = await begun(shop)
    assert (await pay(shop, now)).outcome is ShopOutcome.TAKEN
    placed = await pay(shop, now, "succeeded")
    assert placed.outcome is ShopOutcome.ORDERED
    assert placed.cart is not None
    order = await client.orders.get(now.id)
    assert (order.number, order.state, order.due) == (placed.cart.order, OrderState.PENDING, 0)
    again = await pay(shop, now, "succeeded")
    assert (again.outcome, again.cart) == (ShopOutcome.UNCHANGED, placed.cart)
    later = await told(shop, word(2, lines={}))
    assert (later.outcome, later.cart) == (ShopOutcome.ORDERED, placed.cart)


async def test_a_locked_cart_takes_no_state_and_the_next_one_after_it_counts(
    shop: Storefront, client: Client
) -> None:
    now = await begun(shop)
    locked = await pay(shop, now, "pending")
    assert locked.outcome is ShopOutcome.LOCKED
    assert locked.message
    state = word(2, lines={"MUG-01": 1})
    refused = await told(shop, state)
    assert (refused.outcome, refused.message) == (ShopOutcome.LOCKED, locked.message)
    assert quantities(await client.carts.get(now.id)) == {"SHIRT-LB": 2}
    assert (await told(shop, ShopTouch(cart="session 1"))).outcome is ShopOutcome.UNCHANGED
    assert (await pay(shop, now, "failed")).outcome is ShopOutcome.TAKEN
    assert (await told(shop, state)).outcome is ShopOutcome.TAKEN
    assert quantities(await client.carts.get(now.id)) == {"MUG-01": 1}


async def test_a_cart_whose_customer_does_not_come_back_is_locked_without_anybody_writing_it(
    shop: Storefront, clock: Clock
) -> None:
    now = await begun(shop)
    await pay(shop, now)
    clock.advance(hours=2)
    assert (await told(shop, word(2, lines={}))).outcome is ShopOutcome.LOCKED
    assert (await shop.cart("session 1")).state is CartState.LOCKED
    touched = await told(shop, ShopTouch(cart="session 1"))
    assert touched.cart is not None
    assert touched.cart.state is CartState.LOCKED


async def test_money_for_a_deleted_cart_is_kept_for_somebody_to_look_at(
    shop: Storefront, client: Client
) -> None:
    now = await begun(shop)
    await client.carts.delete(now.id)
    refused = await pay(shop, now)
    assert refused.outcome is ShopOutcome.REFUSED
    answer = await pay(shop, now, "succeeded")
    assert "somebody has to look" in answer.message
    [kept] = (await client.payments.without_order()).items
    assert kept.amount == now.totals.total


async def test_a_payment_of_an_unknown_cart_is_refused(shop: Storefront) -> None:
    now = await begun(shop)
    answer = await pay(shop, now, name="session 9")
    assert answer.outcome is ShopOutcome.REFUSED


# --- asking before one pays -----------------------------------------------------------------------


async def verdict(shop: Storefront, **other: Any) -> CheckoutVerdict:
    """Whether the shopper may go on to pay."""
    return (await shop.checkout(Checkout.model_validate({"cart": "session 1"} | other))).verdict


async def ready(shop: Storefront, **other: Any) -> ShopCartNow:
    """A guest's cart that lacks nothing."""
    contact = Contact(name="Mina", phone="01812000000", email="mina@example.com")
    return await begun(shop, contact=contact, shipping_address=DHAKA, **other)


async def test_a_cart_that_lacks_nothing_may_be_paid_by_a_guest_whatever_agents_may(
    shop: Storefront, client: Client
) -> None:
    now = await ready(shop)
    settings = (await client.shop.get()).settings
    policy = settings.model_copy(update={"submit_policy": SubmitPolicy.CUSTOMERS_ONLY})
    await client.shop.apply((await client.shop.get()).model_copy(update={"settings": policy}))
    answer = await shop.checkout(Checkout(cart="session 1", version=now.version))
    assert (answer.verdict, answer.problems, answer.cart) == (CheckoutVerdict.ALLOWED, (), now)
    assert len(await client.history.of_cart(now.id)) == 1


async def test_all_that_is_missing_is_said(shop: Storefront) -> None:
    await begun(shop, lines={"LAMP": 2})
    answer = await shop.checkout(Checkout(cart="session 1"))
    assert answer.verdict is CheckoutVerdict.NOT_READY
    fields = [problem.field for problem in answer.problems]
    assert fields == ["contact.phone", "shipping_address", "lines.0.quantity"]


async def test_what_agents_changed_is_shown_before_one_pays(shop: Storefront, client: Client) -> None:
    now = await ready(shop)
    await client.carts.edit(now.id, 1, [SetPaymentMethod(method="bKash"), SetNote(note="x")])
    assert await verdict(shop, version=1) is CheckoutVerdict.CHANGED
    assert await verdict(shop, version=2) is CheckoutVerdict.ALLOWED
    assert await verdict(shop) is CheckoutVerdict.ALLOWED


async def test_no_cart_is_paid_twice_or_out_of_the_trash(shop: Storefront, client: Client) -> None:
    now = await ready(shop)
    await pay(shop, now, "pending")
    assert await verdict(shop) is CheckoutVerdict.LOCKED
    await pay(shop, now, "succeeded")
    assert await verdict(shop) is CheckoutVerdict.ORDERED
    other = await ready(shop, cart="session 2")
    await client.carts.delete(other.id)
    assert await verdict(shop, cart="session 2") is CheckoutVerdict.DELETED


async def test_a_customer_of_the_shop_is_known_again_by_number_and_email_alone(
    shop: Storefront, client: Client
) -> None:
    karim = await client.customers.create(
        NewCustomer(name="Karim", email="k@example.com", phone="01911000000")
    )
    assert (await begun(shop, cart="a", customer=karim.number.lower())).customer == karim.number
    assert (await begun(shop, cart="b", customer="K@EXAMPLE.com")).customer == karim.number
    assert (await begun(shop, cart="c", customer=karim.phone)).customer is None
    assert (await begun(shop, cart="d", customer=karim.id)).customer is None
