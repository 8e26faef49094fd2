"""Giving many customers a price level, with or without their open carts, and taking that back."""

import pytest

from cartui.client.protocol import Client
from cartui.model.actions import Action, AddLine, SetCustomer, SetPriceLevel
from cartui.model.bulk import BulkJob, BulkTarget, ItemKind, ItemState, JobState, SetCustomerLevel
from cartui.model.cart import Cart, NewCart
from cartui.model.customer import Customer, CustomerChanges, NewCustomer
from tests.contract.conftest import OpenAs
from tests.contract.jobs import all_items, done, over, whole_dry_run, whole_preview


def those(*customers: Customer) -> BulkTarget:
    """These customers, by their numbers."""
    return BulkTarget(customers=tuple(customer.number for customer in customers))


async def a_cart_of(client: Client, customer: Customer) -> Cart:
    """An open cart of a customer with a few mugs."""
    cart = await client.carts.create(NewCart(market="BD"))
    actions: list[Action] = [SetCustomer(customer=customer.id), AddLine(sku="MUG-01", quantity=3)]
    return await client.carts.edit(cart.id, cart.version, actions)


@pytest.fixture
async def karim(client: Client, rahim: Customer) -> Customer:
    """A customer without a price level, in the shop that Rahim is a customer of."""
    return await client.customers.create(NewCustomer(name="Karim", phone="+8801811111111"))


async def undone(client: Client, job: BulkJob) -> BulkJob:
    """Take a job back, and wait until that is over."""
    back = await client.bulk.undo(job.id)
    await client.bulk.start(back.id)
    return await over(client, back.id)


async def test_customers_get_the_level_and_their_carts_stay_as_they_are(
    client: Client, karim: Customer
) -> None:
    cart = await a_cart_of(client, karim)
    job = await done(client, those(karim), SetCustomerLevel(level="trade"))
    assert (job.state, job.tally.matched, job.tally.changed) == (JobState.DONE, 1, 1)
    now = await client.customers.get(karim.id)
    assert (now.price_level, now.version) == ("trade", karim.version + 1)
    stays = await client.carts.get(cart.id)
    assert (stays.version, stays.totals, stays.price_level) == (cart.version, cart.totals, cart.price_level)
    again = await done(client, those(karim), SetCustomerLevel(level="trade"))
    assert (again.tally.changed, again.tally.unchanged) == (0, 1)


async def test_open_carts_follow_where_they_have_no_level_of_their_own(
    client: Client, karim: Customer
) -> None:
    cart, own = await a_cart_of(client, karim), await a_cart_of(client, karim)
    own = await client.carts.edit(own.id, own.version, [SetPriceLevel(level="vip")])
    gone = await client.carts.delete((await a_cart_of(client, karim)).id)
    action = SetCustomerLevel(level="trade", carts_follow=True)
    shown = await whole_dry_run(client, those(karim), [action])
    job = await done(client, those(karim), action)
    assert shown.tally == job.tally
    items = await all_items(client, job.id)
    assert [(item.kind, item.number) for item in items] == [
        (ItemKind.CUSTOMER, karim.number),
        (ItemKind.CART, cart.number),
    ]
    now = await client.carts.get(cart.id)
    assert (now.price_level, now.price_level_override, now.version) == ("trade", None, cart.version + 1)
    likewise = await a_cart_of(client, await client.customers.get(karim.id))
    assert now.totals == likewise.totals != cart.totals
    assert (items[1].before, items[1].after) == (cart.totals.total, now.totals.total)
    assert await client.carts.get(own.id) == own
    assert await client.carts.get(gone.id) == gone


async def test_an_undo_gives_customers_and_carts_back_what_they_had(
    client: Client, karim: Customer, rahim: Customer
) -> None:
    carts = [await a_cart_of(client, karim), await a_cart_of(client, rahim)]
    job = await done(client, those(karim, rahim), SetCustomerLevel(level="trade", carts_follow=True))
    assert job.tally.changed == 4
    back = await undone(client, job)
    assert (back.tally.changed, back.tally.refused) == (4, 0)
    for customer in (karim, rahim):
        assert (await client.customers.get(customer.id)).price_level == customer.price_level
    for cart in carts:
        now = await client.carts.get(cart.id)
        assert (now.totals, now.price_level, now.lines) == (cart.totals, cart.price_level, cart.lines)


async def test_a_customer_who_was_changed_since_keeps_the_level(
    client: Client, karim: Customer, rahim: Customer, open_as: OpenAs
) -> None:
    job = await done(client, those(karim, rahim), SetCustomerLevel(level="trade"))
    bob = await open_as("bob")
    now = await bob.customers.get(karim.id)
    now = await bob.customers.update(now.id, now.version, CustomerChanges(company="Karim & Sons"))
    back = await undone(client, job)
    assert (back.tally.changed, back.tally.refused) == (1, 1)
    [refused] = (await client.bulk.items(back.id, state=ItemState.REFUSED)).items
    assert f"Customer {karim.number} was changed since, at 2026-" in refused.reason
    assert await client.customers.get(karim.id) == now


async def test_the_preview_of_a_prepared_job_prices_carts_at_the_level_to_come(
    client: Client, karim: Customer
) -> None:
    await a_cart_of(client, karim)
    action = SetCustomerLevel(level="trade", carts_follow=True)
    prepared = await client.bulk.prepare(those(karim), [action])
    shown = await whole_preview(client, prepared.id)
    assert shown.tally.changed == 2
    await client.bulk.start(prepared.id)
    assert (await over(client, prepared.id)).tally == shown.tally
