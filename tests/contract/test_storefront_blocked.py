"""Who may not buy has no cart, and hears nothing of why."""

from typing import Any

import pytest

from cartui.client.protocol import Client
from cartui.client.resources.storefront import Storefront
from cartui.model.actions import WaiveBlock
from cartui.model.address import Contact
from cartui.model.blocklist import NewBlock
from cartui.model.cart import CartState
from cartui.model.customer import Customer, CustomerChanges
from cartui.model.history import EntryKind
from cartui.model.query import CartQuery, CartSort
from cartui.model.storefront import Checkout, CheckoutVerdict, ShopOutcome, ShopVisitor
from tests.contract.conftest import OpenAs
from tests.contract.storefronts import begun, open_shop, quantities, told, word

MALLORY = Contact(name="Mallory", email="mallory@example.com")


@pytest.fixture
async def shop(open_as: OpenAs, rahim: Customer) -> Storefront:
    """A shop that sells what there is."""
    assert rahim.number
    return await open_shop(open_as)


async def block(client: Client, value: str) -> None:
    """Put somebody on the list."""
    await client.blocklist.add(NewBlock(value=value, reason="charged back"))


async def in_trash(client: Client) -> set[str]:
    """The ids of the carts in the trash."""
    page = await client.carts.list(CartQuery.model_validate({"terms": [TRASH]}), sort=CartSort())
    return {cart.id for cart in page.items}


TRASH = {"key": "state", "values": [CartState.DELETED]}


CAUGHT: tuple[tuple[str, dict[str, Any]], ...] = (
    ("mallory@example.com", {"contact": MALLORY}),
    ("example.org", {"contact": Contact(email="trent@shop.example.org")}),
    ("203.0.113.0/24", {"visitor": ShopVisitor(ip="203.0.113.7")}),
    ("AQ", {"visitor": ShopVisitor(country="AQ")}),
    ("rahim@example.com", {"customer": "rahim@example.com"}),
)
"""An entry, and what is said of a cart that it catches."""


async def test_a_blocked_visitors_cart_is_in_the_trash_as_it_arrives(
    shop: Storefront, client: Client
) -> None:
    for value, said in CAUGHT:
        await block(client, value)
        known = await in_trash(client)
        answer = await told(shop, word(1, value, **said))
        assert (answer.outcome, answer.cart, answer.problems) == (ShopOutcome.BLOCKED, None, ())
        assert value not in answer.message
        [thrown] = await in_trash(client) - known
        deleted, created = await client.history.of_cart(thrown)
        assert (created.kind, deleted.kind) == (EntryKind.CREATED, EntryKind.DELETED)
        assert value in deleted.summary
        assert (await told(shop, word(2, value, **said))).outcome is ShopOutcome.BLOCKED
        assert await in_trash(client) == known | {thrown}


async def test_a_cart_goes_as_soon_as_somebody_blocked_is_in_it(shop: Storefront, client: Client) -> None:
    await block(client, "mallory@example.com")
    now = await begun(shop)
    answer = await told(shop, word(2, contact=MALLORY, lines={"MUG-01": 1}))
    assert answer.outcome is ShopOutcome.BLOCKED
    cart = await client.carts.get(now.id)
    assert (cart.state, quantities(cart)) == (CartState.DELETED, {"MUG-01": 1})


async def test_a_blocked_customer_has_no_cart(shop: Storefront, client: Client, rahim: Customer) -> None:
    await client.customers.update(rahim.id, rahim.version, CustomerChanges(blocked=True))
    answer = await told(shop, word(1, customer=rahim.number))
    assert answer.outcome is ShopOutcome.BLOCKED


async def test_nobody_blocked_goes_on_to_pay(shop: Storefront, client: Client) -> None:
    await begun(shop)
    await block(client, "203.0.113.7")
    asked = Checkout(cart="session 1", visitor=ShopVisitor(ip="::ffff:203.0.113.7"))
    answer = await shop.checkout(asked)
    assert (answer.verdict, answer.problems) == (CheckoutVerdict.BLOCKED, ())
    assert "203" not in answer.message
    assert (await shop.checkout(Checkout(cart="session 1"))).verdict is not CheckoutVerdict.BLOCKED


async def test_a_cart_for_which_a_lead_waived_it_goes_on(shop: Storefront, client: Client) -> None:
    now = await begun(shop)
    await client.carts.edit(now.id, now.version, [WaiveBlock(reason="paid in the shop")])
    await block(client, "mallory@example.com")
    answer = await told(shop, word(2, contact=MALLORY, lines={"MUG-01": 1}))
    assert answer.outcome is not ShopOutcome.BLOCKED
    assert (await shop.checkout(Checkout(cart="session 1"))).verdict is not CheckoutVerdict.BLOCKED


async def test_a_lead_lets_one_cart_through(shop: Storefront, client: Client) -> None:
    now = await begun(shop, contact=MALLORY)
    await block(client, "mallory@example.com")
    thrown = await told(shop, word(2, contact=MALLORY))
    assert thrown.outcome is ShopOutcome.BLOCKED
    restored = await client.carts.restore(now.id)
    await client.carts.edit(now.id, restored.version, [WaiveBlock(reason="it was her brother")])
    answer = await told(shop, word(3, contact=MALLORY, lines={"MUG-01": 1}))
    assert (answer.outcome, quantities(answer.cart)) == (ShopOutcome.TAKEN, {"MUG-01": 1})
    asked = Checkout(cart="session 1")
    assert (await shop.checkout(asked)).verdict is CheckoutVerdict.NOT_READY
    assert (await told(shop, word(1, "session 2", contact=MALLORY))).outcome is ShopOutcome.BLOCKED
