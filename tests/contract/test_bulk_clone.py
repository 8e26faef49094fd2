"""Starting a new cart with the content of each of many, and taking that back."""

from cartui.client.protocol import Client
from cartui.model.actions import SetNote
from cartui.model.bulk import CloneCarts, ItemState, JobState
from cartui.model.cart import Cart, CartState
from cartui.model.customer import Customer
from cartui.model.history import EntryKind
from tests.contract.jobs import all_items, carts_with_mugs, done, over, these, whole_preview


def alike(cart: Cart) -> tuple[object, ...]:
    """What a clone has as its original has it."""
    lines = [(line.sku, line.quantity, line.unit_price, line.title) for line in cart.lines]
    return lines, cart.totals, cart.market, cart.price_level, cart.customer, cart.note, cart.state


async def test_each_cart_has_a_clone_as_a_single_one_would(client: Client, rahim: Customer) -> None:
    carts = await carts_with_mugs(client, 3)
    job = await done(client, these(*carts), CloneCarts())
    assert (job.state, job.tally.changed) == (JobState.DONE, 3)
    items = await all_items(client, job.id)
    made = {item.made for item in items}
    assert len(made) == 3
    for cart, item in zip(carts, items, strict=True):
        clone, single = await client.carts.get(item.made), await client.carts.clone(cart.id)
        assert clone.number == item.made
        assert single.number not in made
        assert alike(clone) == alike(single)
        assert (clone.version, clone.origin) == (1, single.origin)
        assert item.after == clone.totals.total
        [entry] = await client.history.of_cart(clone.id)
        [likewise] = await client.history.of_cart(single.id)
        assert (entry.kind, entry.summary, entry.job) == (EntryKind.CLONED, likewise.summary, job.id)
        assert (await client.carts.get(cart.id)).version == cart.version


async def test_a_preview_takes_no_numbers(client: Client, rahim: Customer) -> None:
    carts = await carts_with_mugs(client, 2)
    prepared = await client.bulk.prepare(these(*carts), [CloneCarts()])
    assert (await whole_preview(client, prepared.id)).tally.changed == 2
    one, other = await client.carts.clone(carts[0].id), await client.carts.clone(carts[0].id)
    assert int(other.number.split("-")[-1]) == int(one.number.split("-")[-1]) + 1


async def test_an_undo_puts_the_clones_into_the_trash_but_for_those_edited_since(
    client: Client, rahim: Customer
) -> None:
    carts = await carts_with_mugs(client, 2)
    job = await done(client, these(*carts), CloneCarts())
    fresh, edited = [await client.carts.get(item.made) for item in await all_items(client, job.id)]
    edited = await client.carts.edit(edited.id, edited.version, [SetNote(note="rang")])
    back = await client.bulk.undo(job.id)
    await client.bulk.start(back.id)
    back = await over(client, back.id)
    assert (back.tally.changed, back.tally.refused) == (1, 1)
    assert (await client.carts.get(fresh.id)).state is CartState.DELETED
    assert await client.carts.get(edited.id) == edited
    [refused] = (await client.bulk.items(back.id, state=ItemState.REFUSED)).items
    assert refused.number == edited.number
    assert "changed since, by alice" in refused.reason
    assert {(await client.carts.get(cart.id)).state for cart in carts} == {CartState.OPEN}
