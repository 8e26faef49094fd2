"""Orders are handed on to each consumer once: taken, and noted once they have arrived."""

import pytest

from cartui.client.protocol import Client, Conflict, Forbidden, Invalid
from cartui.model.agent import Role
from cartui.model.cart import CartState
from cartui.model.imports import ImportBatch, ImportedCart, ImportedLine
from cartui.model.order import OrderState
from tests.contract.conftest import Clock, OpenAs
from tests.contract.shop import NOW


@pytest.fixture(autouse=True)
async def numbers(client: Client, rahim: object) -> tuple[str, ...]:
    """The numbers of three orders, the second of which waits for approval."""
    states = (OrderState.APPROVED, OrderState.PENDING, OrderState.APPROVED)
    carts = tuple(
        ImportedCart(
            reference=str(at),
            source="test",
            market="BD",
            created_at=NOW,
            state=CartState.ORDERED,
            order_state=state,
            lines=(ImportedLine(sku="MUG-01", quantity=1),),
        )
        for at, state in enumerate(states)
    )
    await client.imports.apply(ImportBatch(carts=carts))
    return tuple(sorted(order.number for order in (await client.orders.list()).items))


async def handed(client: Client, claim: str | None = None) -> list[str]:
    """What the consumer has, in pages of two."""
    page = await client.orders.handed("erp", claim=claim, limit=2)
    found = [*page.items]
    while page.next is not None:
        page = await client.orders.handed("erp", claim=claim, limit=2, after=page.next)
        found += page.items
    return [order.number for order in found]


async def test_each_order_is_handed_on_once_to_each_consumer(
    client: Client, numbers: tuple[str, ...]
) -> None:
    first = await client.orders.take("ERP", key="k")
    assert await client.orders.take("ERP", key="k") == first, "a lost answer takes nothing twice"
    assert (first.consumer, first.orders) == ("erp", 3)
    assert await handed(client, first.claim) == [*numbers]
    assert await handed(client) == [], "it has not arrived yet"
    confirmed = await client.orders.confirm(first)
    assert confirmed == await client.orders.confirm(first)
    assert confirmed.confirmed
    assert await handed(client) == [*numbers]
    assert (await client.orders.take("erp")).orders == 0
    assert (await client.orders.take("warehouse")).orders == 3


async def test_two_at_once_never_take_the_same(client: Client, open_as: OpenAs) -> None:
    other = await open_as("bob", Role.AGENT)
    mine, theirs = await client.orders.take("erp"), await other.orders.take("erp")
    assert (mine.orders, theirs.orders) == (3, 0)
    await other.orders.confirm(theirs)
    await client.orders.give_back(mine)
    assert (await other.orders.take("erp")).orders == 3


async def test_what_is_not_wanted_yet_stays_for_later(client: Client, clock: Clock) -> None:
    approved = await client.orders.take("erp", state="approved")
    await client.orders.confirm(approved)
    clock.advance(minutes=1)
    rest = await client.orders.take("erp", since=NOW)
    assert (approved.orders, rest.orders) == (2, 1)
    await client.orders.confirm(rest)
    assert len((await client.orders.handed("erp", since=clock.now)).items) == 1


async def test_who_is_gone_for_too_long_has_taken_nothing(client: Client, clock: Clock) -> None:
    dead = await client.orders.take("erp")
    clock.advance(minutes=14)
    assert (await client.orders.take("erp")).orders == 0
    clock.advance(minutes=2)
    again = await client.orders.take("erp")
    assert again.orders == 3
    with pytest.raises(Conflict, match="another export has taken them"):
        await client.orders.confirm(dead)
    assert not (await client.orders.give_back(dead)).orders
    assert (await client.orders.confirm(again)).confirmed


async def test_what_has_arrived_is_not_given_back(client: Client, numbers: tuple[str, ...]) -> None:
    arrived = await client.orders.confirm(await client.orders.take("erp"))
    await client.orders.give_back(arrived)
    assert await handed(client) == [*numbers]


async def test_what_makes_no_sense_is_refused_and_a_viewer_takes_nothing(
    client: Client, open_as: OpenAs
) -> None:
    for consumer, state in ((" ", None), ("x" * 101, None), ("erp", "nowhere")):
        with pytest.raises(Invalid):
            await client.orders.take(consumer, state=state)
    viewer = await open_as("vera", Role.VIEWER)
    with pytest.raises(Forbidden, match="hand orders on"):
        await viewer.orders.take("erp")
    assert (await viewer.orders.handed("erp")).items == ()
