"""Comments: what agents write on a cart's timeline, which changes nothing of the cart."""

import pytest

from cartui.client.protocol import Client, Forbidden, Invalid, NotFound, Refused
from cartui.model.actions import SetNote
from cartui.model.agent import Role
from cartui.model.cart import Cart
from cartui.model.changes import HISTORY
from cartui.model.history import LONGEST_COMMENT, EntryKind
from tests.contract.conftest import Clock, OpenAs
from tests.contract.following import begun_feed
from tests.contract.shop import NOW

PHONE = "+8801712345678"


async def test_a_comment_stands_in_the_history_with_who_and_when(client: Client, cart: Cart) -> None:
    entry = await client.history.comment(cart.number.lower(), "calls back at five\nasks for blue")

    assert (entry.kind, entry.agent, entry.at) == (EntryKind.COMMENTED, "alice", NOW)
    assert entry.comment == "calls back at five\nasks for blue"
    assert (await client.history.of_cart(cart.id))[0] == entry


async def test_a_comment_is_no_change_of_the_cart(client: Client, open_as: OpenAs, cart: Cart) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    await bob.history.comment(cart.id, "rang him")

    assert await client.carts.get(cart.id) == cart
    noted = await client.carts.edit(cart.id, cart.version, [SetNote(note="rings again")])
    await client.history.comment(cart.id, "he did")
    undone = await client.carts.undo(cart.id)
    await client.history.comment(cart.id, "and now?")
    assert undone.note == ""
    assert (await client.carts.redo(cart.id)).note == noted.note


async def test_a_comment_cannot_be_undone(client: Client, cart: Cart) -> None:
    entry = await client.history.comment(cart.id, "rang him")
    with pytest.raises(Refused, match="cannot be undone"):
        await client.carts.undo(cart.id, entry.id)


async def test_orders_and_deleted_carts_can_be_commented(client: Client, cart: Cart) -> None:
    copy = await client.carts.clone(cart.id)
    await client.carts.place(cart.id, phone=PHONE)
    await client.carts.delete(copy.id)
    for ref in (cart.id, copy.id):
        await client.history.comment(ref, "asked where it is")
        assert (await client.history.of_cart(ref))[0].comment == "asked where it is"


async def test_card_numbers_in_comments_are_masked_and_text_is_cleaned(client: Client, cart: Cart) -> None:
    entry = await client.history.comment(cart.id, "\n card 4242 4242 4242 4242\x1b[31m \n")
    assert entry.comment == "card •••• 4242\ufffd[31m"


@pytest.mark.parametrize(
    "text", ["", " \n ", "x" * (LONGEST_COMMENT + 1)], ids=["nothing", "blanks", "a book"]
)
async def test_a_comment_says_something_and_is_no_book(client: Client, cart: Cart, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        await client.history.comment(cart.id, text)
    assert [problem.field for problem in refused.value.problems] == ["text"]
    assert EntryKind.COMMENTED not in {entry.kind for entry in await client.history.of_cart(cart.id)}


async def test_a_comment_with_a_key_is_written_once(client: Client, cart: Cart) -> None:
    first = await client.history.comment(cart.id, "rang him", key="k1")
    assert await client.history.comment(cart.id, "rang him", key="k1") == first
    assert len(await client.history.of_cart(cart.id, kinds=[EntryKind.COMMENTED])) == 1
    with pytest.raises(Invalid):
        await client.history.comment(cart.id, "rang her", key="k1")


async def test_viewers_read_comments_and_write_none(client: Client, open_as: OpenAs, cart: Cart) -> None:
    await client.history.comment(cart.id, "rang him")
    viewer = await open_as("vera", role=Role.VIEWER)
    assert (await viewer.history.of_cart(cart.id))[0].comment == "rang him"
    with pytest.raises(Forbidden, match="may not comment"):
        await viewer.history.comment(cart.id, "me too")


async def test_what_is_not_there_cannot_be_commented(client: Client) -> None:
    with pytest.raises(NotFound):
        await client.history.comment("C-999999", "hello?")


async def test_the_feed_tells_of_a_comment(client: Client, open_as: OpenAs, cart: Cart) -> None:
    bob = await open_as("bob", role=Role.AGENT)
    feed = await begun_feed(client)
    await bob.history.comment(cart.id, "rang him")
    change = await anext(feed)
    assert (change.kind, change.id, change.version, change.agent) == (HISTORY, cart.id, 0, "bob")


async def test_a_purge_takes_comments_with_the_cart(client: Client, cart: Cart, clock: Clock) -> None:
    await client.history.comment(cart.id, "his daughter is Mina", key="k1")
    await client.carts.delete(cart.id)
    clock.advance(days=8)
    await client.upkeep.run()

    left = [entry for entry in await client.history.of_cart(cart.number) if entry.kind == "commented"]
    assert [(entry.agent, entry.comment, entry.summary) for entry in left] == [("alice", "", "")]
    with pytest.raises(NotFound):
        await client.history.comment(cart.id, "his daughter is Mina", key="k1")
