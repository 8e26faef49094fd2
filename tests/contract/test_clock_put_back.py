"""A clock that goes back makes nothing older than what came before it, and gives no number twice."""

from cartui.client.protocol import Client
from cartui.model.actions import SetNote
from cartui.model.cart import Cart, CartState, NewCart
from cartui.model.customer import Customer
from cartui.model.query import CartQuery, CartSort
from cartui.model.upkeep import UpkeepReport
from tests.contract.conftest import Clock


async def test_an_edit_is_never_older_than_the_one_before(client: Client, cart: Cart, clock: Clock) -> None:
    first = await client.carts.edit(cart.id, cart.version, [SetNote(note="now")])
    clock.advance(days=-3)
    second = await client.carts.edit(cart.id, first.version, [SetNote(note="three days ago")])
    assert second.version == first.version + 1
    assert second.updated_at == first.updated_at
    page = await client.carts.list(CartQuery(), sort=CartSort())
    assert page.items[0].id == cart.id
    entries = await client.history.of_cart(cart.id)
    assert [entry.version for entry in entries] == sorted((each.version for each in entries), reverse=True)
    assert (await client.carts.undo(cart.id)).note == "now"


async def test_numbers_and_answers_are_as_ever(client: Client, rahim: Customer, clock: Clock) -> None:
    first = await client.carts.create(NewCart(market="BD"), key="k")
    clock.advance(days=-400)
    again = await client.carts.create(NewCart(market="BD"), key="k")
    other = await client.carts.create(NewCart(market="BD"), key="l")
    assert again == first
    assert int(other.number.removeprefix("C-")) == int(first.number.removeprefix("C-")) + 1


async def test_an_order_can_be_placed_and_placed_again(client: Client, cart: Cart, clock: Clock) -> None:
    clock.advance(days=-30)
    order = await client.carts.place(cart.id, phone="+8801712345678", key="p")
    clock.advance(days=-30)
    assert (await client.carts.place(cart.id, phone="+8801712345678", key="p")).number == order.number


async def test_the_trash_keeps_what_was_deleted_later_than_now(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await client.carts.delete(cart.id)
    clock.advance(days=-30)
    assert (await client.upkeep.purge()).carts_purged == 0
    assert (await client.carts.restore(cart.id)).state is CartState.OPEN


async def test_the_background_works_on_after_it(client: Client, cart: Cart, clock: Clock) -> None:
    await client.carts.delete(cart.id)
    clock.advance(days=400)
    assert (await client.upkeep.run()).carts_purged == 1
    clock.advance(days=-400)
    assert await client.upkeep.run() == UpkeepReport()
    other = await client.carts.create(NewCart(market="BD"))
    await client.carts.delete(other.id)
    clock.advance(days=8)
    assert (await client.upkeep.run()).carts_purged == 1
