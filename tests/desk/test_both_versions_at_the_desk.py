"""A stale edit is shown beside what somebody else saved, to choose from; nothing of either is lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import (
    Action,
    AddLine,
    ApplyCoupon,
    RemoveLine,
    SetContact,
    SetCustomer,
    SetLineDiscount,
    SetNote,
    SetPriceLevel,
    SetQuantity,
    SetShippingAddress,
    SetTags,
)
from cartui.model.address import Address
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.cart import Cart, NewCart
from cartui.screens.desk.cart_edits import Area
from cartui.screens.desk.half_typed import keep_typed
from cartui.screens.one_cart.dialogs.both_versions import BothVersions
from cartui.screens.one_cart.dialogs.product_search import ProductSearch
from cartui.screens.one_cart.one_cart import OneCart
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile


class Two:
    """Alice at a desk with two shirts for Rahim in front of her, and bob elsewhere."""

    def __init__(self, alice: Agent, bob: LocalClient) -> None:
        self.alice = alice
        self.bob = bob

    async def bob_does(self, *actions: Action) -> Cart:
        """Bob changes the cart; alice's desk has not heard of it yet."""
        now = await self.alice.stored()
        return await self.bob.carts.edit(now.id, now.version, actions)

    async def alice_asks(self, area: Area, *actions: Action) -> None:
        """She asks for it, and what comes of it is shown."""
        screen = next(s for s in self.alice.app.screen_stack if isinstance(s, OneCart))
        screen.edits.ask(area, *actions)
        await self.alice.quiet()

    @property
    def line(self) -> str:
        """The id of the shirts' line."""
        return self.alice.cart.lines[0].id


@pytest.fixture
async def two(furnished_file: FurnishedFile, tmp_path: Path) -> AsyncIterator[Two]:
    """The two of them."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    bob = Actor(name="bob", role=Role.LEAD, origin=ActorOrigin.DESK)
    async with LocalClient(str(path), bob, clock=lambda: NOW) as client:
        empty = await client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [
            SetCustomer(customer=furnished_file.customer.id),
            AddLine(sku="SHIRT-LB", quantity=2),
        ]
        cart = await client.carts.edit(empty.id, empty.version, actions)
        async with at_the_desk(path) as alice:
            await alice.open(cart)
            yield Two(alice, client)


async def test_both_notes_are_shown_whole_and_yours_is_saved_when_it_is_chosen(two: Two) -> None:
    alice = two.alice
    await alice.press("o")
    await two.bob_does(SetNote(note="bob was here\nand wrote " + "vasty " * 30))
    await alice.write("alice too")
    await alice.press("ctrl+s")
    alice.sees(BothVersions)
    assert f"{alice.cart.number} was changed by bob meanwhile" in alice.screen
    assert alice.words.count("vasty") == 30
    assert "alice too" in alice.words
    assert (await alice.stored()).note.startswith("bob was here")

    await alice.press("right", "enter")
    assert (await alice.stored()).note == "alice too"
    assert "NOT ALL SAVED" not in alice.screen
    assert not alice.sees(OneCart).edits.drafts
    assert len(await alice.client.history.of_cart(alice.cart.id)) == 4


async def test_as_it_is_saved_stays_when_that_is_chosen_and_nothing_is_written(two: Two) -> None:
    alice = two.alice
    saved = await two.bob_does(SetTags(tags=("[b]vip[/]",)))
    await two.alice_asks(Area.TAGS, SetTags(tags=("b2b", "late")))
    alice.sees(BothVersions)
    assert "b2b, late" in alice.screen
    assert "[b]vip[/]" in alice.screen
    await alice.press("left", "enter")
    alice.sees(OneCart)
    assert await alice.stored() == saved
    assert "NOT ALL SAVED" not in alice.screen
    assert "B shows both" not in alice.words


async def test_put_off_it_stays_unsaved_and_the_key_shows_it_again(two: Two) -> None:
    alice = two.alice
    await two.bob_does(SetQuantity(line=two.line, quantity=7))
    await alice.press("+")
    await alice.press("escape")
    alice.sees(OneCart)
    assert "NOT ALL SAVED" in alice.screen
    assert "B shows both versions." in alice.words
    await two.alice_asks(Area.NOTE, SetNote(note="later"))
    assert "B shows both versions." in alice.words
    await alice.press("B", "right", "enter")
    assert (await alice.stored()).lines[0].quantity == 3
    assert "NOT ALL SAVED" not in alice.screen


async def test_what_is_put_off_is_still_there_when_one_comes_back_to_the_cart(two: Two) -> None:
    alice = two.alice
    await two.bob_does(SetTags(tags=("vip",)))
    await two.alice_asks(Area.TAGS, SetTags(tags=("b2b",)))
    await alice.press("escape", "escape")
    cart = next(iter(alice.app.desk.at_hand.values())).cart
    await alice.open(cart)
    alice.sees(BothVersions)
    await alice.press("right", "enter")
    assert (await alice.stored()).tags == ("b2b",)


async def test_keys_that_were_meant_for_the_cart_save_nothing(two: Two) -> None:
    alice = two.alice
    saved = await two.bob_does(SetQuantity(line=two.line, quantity=7))
    await alice.press("+")
    await alice.press("enter", "+", "a", "delete", "D", "enter")
    alice.sees(BothVersions)
    assert "Choose in each field first: ← as it is saved, → yours." in alice.words
    assert await alice.stored() == saved


async def test_it_does_not_come_up_while_one_types_in_a_dialog(two: Two) -> None:
    alice = two.alice
    await alice.press("a")
    await two.bob_does(SetNote(note="bob's"))
    await two.alice_asks(Area.NOTE, SetNote(note="hers"))
    alice.sees(ProductSearch)
    await alice.write("mug")
    await alice.press("escape")
    alice.sees(BothVersions)


async def test_several_fields_are_chosen_one_by_one_and_saved_together(two: Two) -> None:
    alice = two.alice
    await two.bob_does(
        SetQuantity(line=two.line, quantity=7),
        SetPriceLevel(level="vip"),
        ApplyCoupon(code="BIG"),
        SetShippingAddress(address=Address(line1="9 Bob Street", city="Dhaka", country="BD")),
        SetTags(tags=("bob",)),
    )
    edits = alice.sees(OneCart).edits
    here = Address(line1="1 Alice Road", city="Dhaka", country="BD")
    edits.ask(Area.LINES, SetQuantity(line=two.line, quantity=3))
    edits.ask(Area.LEVEL, SetPriceLevel(level="trade"))
    edits.ask(Area.COUPON, ApplyCoupon(code="CORP50"))
    edits.ask(Area.SHIPPING, SetShippingAddress(address=here))
    edits.ask(Area.TAGS, SetTags(tags=("alice",)))
    await alice.quiet()
    alice.sees(BothVersions)
    await alice.press("right", "right", "right", "left", "enter", "left")
    assert "enter saves what is chosen." in alice.words
    await alice.press("enter")
    stored = await alice.stored()
    assert (stored.lines[0].quantity, stored.price_level_override, stored.tags) == (3, "vip", ("bob",))
    assert stored.coupon is not None
    assert (stored.coupon.code, stored.shipping_address) == ("CORP50", here)


async def test_a_line_that_bob_took_out_can_be_put_back(two: Two) -> None:
    alice = two.alice
    await two.bob_does(RemoveLine(line=two.line), AddLine(sku="MUG-01"))
    await alice.press("+")
    assert "not in the cart" in alice.words
    await alice.press("right", "enter")
    assert {line.sku: line.quantity for line in (await alice.stored()).lines} == {"MUG-01": 1, "SHIRT-LB": 3}


async def test_a_line_that_bob_changed_is_taken_out_only_when_that_is_chosen(two: Two) -> None:
    alice = two.alice
    await two.bob_does(SetLineDiscount(line=two.line, percent="10", reason="loyal"))
    await alice.press("delete")
    assert "10 % off (loyal)" in alice.words
    assert len((await alice.stored()).lines) == 1
    await alice.press("right", "enter")
    assert (await alice.stored()).lines == ()


async def test_a_customer_is_named_though_they_are_not_linked_yet(two: Two) -> None:
    customer = two.alice.cart.customer
    assert customer is not None
    await two.bob_does(SetCustomer(customer=None))
    await two.alice_asks(Area.CUSTOMER, SetCustomer(customer=customer.id))
    two.alice.sees(BothVersions)
    assert "a guest" in two.alice.words
    assert two.alice.words.count(customer.name) >= 2
    await two.alice.press("right", "enter")
    linked = (await two.alice.stored()).customer
    assert linked is not None
    assert linked.id == customer.id


async def test_whoever_is_overtaken_again_is_shown_both_again(two: Two) -> None:
    alice = two.alice
    await two.bob_does(SetNote(note="one"))
    await two.alice_asks(Area.NOTE, SetNote(note="hers"))
    alice.sees(BothVersions)
    saved = await two.bob_does(SetNote(note="two"))
    await alice.press("right", "enter")
    alice.sees(BothVersions)
    assert "two" in alice.words
    assert await alice.stored() == saved
    await alice.press("right", "enter")
    assert (await alice.stored()).note == "hers"


async def test_what_bob_did_just_so_is_nothing_to_choose_from(two: Two) -> None:
    alice = two.alice
    await two.bob_does(SetQuantity(line=two.line, quantity=3))
    await alice.press("+")
    alice.sees(OneCart)
    assert "Somebody else did the same meanwhile." in alice.words
    assert "NOT ALL SAVED" not in alice.screen


async def test_reading_the_cart_again_gives_up_what_was_not_saved(two: Two) -> None:
    alice = two.alice
    await two.bob_does(SetNote(note="bob's"))
    await two.alice_asks(Area.NOTE, SetNote(note="hers"))
    await alice.press("escape")
    assert "NOT ALL SAVED" in alice.screen
    await alice.press("ctrl+r")
    assert "NOT ALL SAVED" not in alice.screen
    assert alice.cart.note == (await alice.stored()).note == "bob's"
    await alice.press("B")
    alice.sees(OneCart)


async def test_quitting_says_what_is_not_settled(two: Two) -> None:
    alice = two.alice
    await two.bob_does(SetNote(note="bob's"))
    await two.alice_asks(Area.NOTE, SetNote(note="hers"))
    await alice.press("escape", "ctrl+q")
    assert "what somebody else changed as well is not saved as you wanted it" in alice.words


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (120, 40), (200, 50)], ids=str)
async def test_it_is_drawn_at_every_size_with_what_is_long_in_reach(two: Two, size: tuple[int, int]) -> None:
    alice = two.alice
    await two.bob_does(SetNote(note="\n".join(f"bob's line {n}" for n in range(60))))
    await two.alice_asks(Area.NOTE, SetNote(note="hers"))
    await alice.pilot.resize_terminal(*size)
    await alice.quiet()
    assert len(alice.screen.splitlines()) == size[1]
    for _ in range(40):
        await alice.pilot.press("pagedown")
    await alice.quiet()
    assert "bob's line 59" in alice.screen


# --- drafts that were begun before others saved something --------------------------------------------


async def bobs_change_is_here(two: Two) -> None:
    """Her desk shows the cart as bob left it."""
    bobs = await two.alice.stored()
    for _ in range(200):
        if two.alice.cart.version == bobs.version:
            return
        await two.alice.pilot.pause(0.02)
    raise AssertionError("bob's change never came")


async def test_a_kept_draft_does_not_go_over_a_note_that_was_saved_since(two: Two) -> None:
    alice = two.alice
    await alice.press("o")
    await alice.write("call her back")
    await alice.press("escape")
    await two.bob_does(SetNote(note="PAID BY WIRE"))
    await bobs_change_is_here(two)
    await alice.press("o")
    assert "Somebody else changed the note since this draft was begun" in alice.words
    await alice.press("ctrl+s")
    alice.sees(BothVersions)
    assert "PAID BY WIRE" in alice.words
    assert "was changed by bob meanwhile" in alice.words
    assert (await alice.stored()).note == "PAID BY WIRE"
    await alice.press("right", "enter")
    assert (await alice.stored()).note == "call her back"
    assert not alice.sees(OneCart).edits.drafts


async def test_of_a_kept_contact_only_what_was_typed_is_saved(two: Two) -> None:
    alice = two.alice
    await alice.press("h")
    await alice.press("tab", "tab")
    await alice.write("new@example.com")
    await alice.press("escape")
    assert "contact: draft" in alice.words
    phone = alice.cart.contact.phone
    await two.bob_does(SetContact(name="Rahim the Second"))
    await bobs_change_is_here(two)
    await alice.press("h")
    assert "Rahim the Second" in alice.screen
    await alice.press("ctrl+s")
    alice.sees(OneCart)
    contact = (await alice.stored()).contact
    assert (contact.name, contact.phone) == ("Rahim the Second", phone)
    assert "new@example.com" in contact.email


async def test_a_field_of_a_kept_draft_that_others_saved_since_is_to_be_chosen(two: Two) -> None:
    alice = two.alice
    await alice.press("t")
    await alice.write("gift")
    await alice.press("escape")
    await two.bob_does(SetTags(tags=("vip",)))
    await bobs_change_is_here(two)
    await alice.press("t")
    assert "Somebody else saved since: Tags vip." in alice.words
    await alice.press("enter")
    alice.sees(BothVersions)
    assert (await alice.stored()).tags == ("vip",)
    await alice.press("left", "enter")
    assert (await alice.stored()).tags == ("vip",)
    assert not alice.sees(OneCart).edits.drafts


async def test_a_kept_address_does_not_go_over_one_that_was_saved_since(two: Two) -> None:
    alice = two.alice
    drafts = alice.sees(OneCart).edits.drafts
    now = alice.cart.shipping_address or Address()
    began = {name: str(text) for name, text in now}
    keep_typed(drafts, "shipping address", began | {"line1": "1 Alice Road", "country": "BD"}, began)
    bobs = await two.bob_does(
        SetShippingAddress(address=Address(name="R", line1="9 Bob Street", city="Dhaka", country="BD"))
    )
    await bobs_change_is_here(two)
    await alice.press("s")
    assert "9 Bob Street" in alice.words
    await alice.press("ctrl+s")
    if not isinstance(alice.app.screen, BothVersions):
        await alice.press("ctrl+s")
    alice.sees(BothVersions)
    assert await alice.stored() == bobs
