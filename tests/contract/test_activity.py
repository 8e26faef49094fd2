"""Activity: what everybody did lately over all carts; and a cart's history by kinds and in pages."""

import pytest

from cartui.client.protocol import Client, Invalid
from cartui.model.actions import SetNote
from cartui.model.activity import Activity, CartActivity
from cartui.model.agent import Role
from cartui.model.cart import Cart, NewCart
from cartui.model.history import EntryKind
from cartui.model.query import Page
from tests.contract.conftest import Clock, OpenAs

COMMENTED, CREATED, EDITED = EntryKind.COMMENTED, EntryKind.CREATED, EntryKind.EDITED


def told(page: Page[Activity]) -> list[tuple[str, str, str]]:
    """Who did what to which cart."""
    return [(each.agent, each.entry.kind.value, each.number) for each in of_carts(page)]


def of_carts(page: Page[Activity]) -> list[CartActivity]:
    """The entries of carts."""
    return [each for each in page if isinstance(each, CartActivity)]


async def test_activity_is_what_everybody_did_over_all_carts_latest_first(
    client: Client, open_as: OpenAs, cart: Cart
) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    other = await bob.carts.create(NewCart(market="BD"))
    await client.carts.edit(cart.id, cart.version, [SetNote(note="x")])
    await bob.history.comment(cart.id, "rang him")

    page = await client.history.recent(limit=3)
    assert told(page) == [
        ("bob", "commented", cart.number),
        ("alice", "edited", cart.number),
        ("bob", "created", other.number),
    ]
    commented, edited, _ = of_carts(page)
    assert commented.customer == "Rahim Uddin"
    assert commented.entry == (await client.history.of_cart(cart.id))[0]
    assert edited.entry.changes[0].after == "x"


async def test_activity_is_filtered_by_agent_and_kind(client: Client, open_as: OpenAs, cart: Cart) -> None:
    bob = await open_as("bob")
    await bob.history.comment(cart.id, "rang him")
    await client.history.comment(cart.id, "fine")
    await bob.carts.edit(cart.id, cart.version, [SetNote(note="x")])

    assert {agent for agent, _, _ in told(await client.history.recent(agent="bob"))} == {"bob"}
    assert told(await client.history.recent(kinds=[COMMENTED])) == [
        ("alice", "commented", cart.number),
        ("bob", "commented", cart.number),
    ]
    assert [kind for _, kind, _ in told(await client.history.recent(agent="bob", kinds=[COMMENTED]))] == [
        "commented"
    ]
    both = await client.history.recent(agent="bob", kinds=[COMMENTED, EDITED])
    assert [kind for _, kind, _ in told(both)] == ["edited", "commented"]
    assert told(await client.history.recent(agent="nobody \ud800")) == []


async def test_activity_comes_in_pages(client: Client, cart: Cart) -> None:
    for number in range(5):
        await client.history.comment(cart.id, str(number))
    found: list[str] = []
    after = None
    while True:
        page = await client.history.recent(kinds=[COMMENTED], limit=2, after=after)
        found += [each.entry.comment for each in of_carts(page)]
        after = page.next
        if after is None:
            break
        await client.history.comment(cart.id, "later")
    assert found == ["4", "3", "2", "1", "0"]

    first = await client.history.recent(kinds=[COMMENTED], limit=2)
    with pytest.raises(Invalid, match="another list"):
        await client.history.recent(agent="alice", limit=2, after=first.next)
    with pytest.raises(Invalid):
        await client.history.recent(limit=0)


async def test_what_was_purged_is_no_activity_any_more(client: Client, cart: Cart, clock: Clock) -> None:
    await client.carts.delete(cart.id)
    clock.advance(days=8)
    await client.upkeep.run()
    assert told(await client.history.recent()) == []


async def test_a_carts_history_comes_by_kinds_and_in_pages(client: Client, cart: Cart) -> None:
    for number in range(3):
        await client.history.comment(cart.id, str(number))
    whole = await client.history.of_cart(cart.id)
    comments = await client.history.of_cart(cart.id, kinds=[COMMENTED])

    assert comments == whole[:3]
    assert await client.history.of_cart(cart.id, kinds=[CREATED, EDITED]) == whole[3:]
    assert await client.history.of_cart(cart.id, limit=2, after=whole[1].id) == whole[2:4]
    assert await client.history.of_cart(cart.id, kinds=[COMMENTED], after=whole[1].id) == whole[2:3]
    assert await client.history.of_cart(cart.id, after=whole[-1].id) == ()
    assert await client.history.of_cart(cart.id, after=2**70) == whole
    assert await client.history.of_cart(cart.id, after=-(2**70)) == ()


async def test_what_is_kept_of_a_purged_cart_comes_by_kinds_and_in_pages(
    client: Client, cart: Cart, clock: Clock
) -> None:
    await client.history.comment(cart.id, "rang him")
    await client.carts.delete(cart.id)
    clock.advance(days=8)
    await client.upkeep.run()

    whole = await client.history.of_cart(cart.id)
    assert [entry.kind for entry in await client.history.of_cart(cart.id, kinds=[COMMENTED])] == [COMMENTED]
    assert await client.history.of_cart(cart.id, kinds=[EntryKind.APPROVED]) == ()
    assert await client.history.of_cart(cart.id, after=whole[0].id) == whole[1:]
