"""Working on one cart: every change is saved as it is made, and what is refused says why."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.client.protocol import Unavailable
from cartui.model.actions import Action, AddLine, SetCustomer, SetNote, SetQuantity, SetTags
from cartui.model.agent import Actor
from cartui.model.cart import Cart, NewCart
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.imports import ImportBatch, ImportedProduct
from cartui.model.order import Order
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.desk.cart_edits import Area
from cartui.screens.dialogs.confirm import Confirm
from cartui.screens.one_cart.dialogs.customer_search import CustomerSearch
from cartui.screens.one_cart.dialogs.not_ready import NotReadyDialog
from cartui.screens.one_cart.dialogs.place_order import PlaceOrderDialog
from cartui.screens.one_cart.one_cart import OneCart
from cartui.screens.one_cart.placed_order import PlacedOrder
from tests.contract.shop import NOW, furnish
from tests.desk.driving import Agent, at_the_desk
from tests.waiting import PATIENCE, until


@pytest.fixture
async def agent(tmp_path: Path) -> AsyncIterator[Agent]:
    """Somebody at a desk, with two shirts for Rahim open in front of them."""
    path = tmp_path / "shop.sqlite3"
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        rahim = await furnish(client)
        empty = await client.carts.create(NewCart(market="BD"))
        actions: list[Action] = [SetCustomer(customer=rahim.id), AddLine(sku="SHIRT-LB", quantity=2)]
        cart = await client.carts.edit(empty.id, empty.version, actions)
    async with at_the_desk(path) as somebody:
        await somebody.open(cart)
        yield somebody


async def change_elsewhere(agent: Agent, *actions: Action) -> Cart:
    """Somebody else changes the cart; this desk has not heard of it yet."""
    now = await agent.stored()
    return await agent.client.carts.edit(now.id, now.version, actions)


# --- lines ----------------------------------------------------------------------------------------


async def test_plus_and_minus_change_the_quantity_however_fast_they_are_pressed(agent: Agent) -> None:
    await agent.burst("+", "+", "+", "+", "-")
    assert (await agent.stored()).lines[0].quantity == 5
    assert "saved" in agent.screen


async def test_minus_keeps_the_last_one_and_says_what_removes_it(agent: Agent) -> None:
    await agent.press("-", "-")
    assert (await agent.stored()).lines[0].quantity == 1
    assert any("del takes the line out" in notice for notice in agent.notices)


async def test_a_typed_quantity_reaches_the_wholesale_price_and_says_so(agent: Agent) -> None:
    await agent.press("a")
    await agent.write("mug")
    await agent.press("enter", "escape", "#")
    await agent.write("50")
    await agent.press("enter")
    line = (await agent.stored()).lines[1]
    assert (line.quantity, line.unit_price) == (50, 45000)
    assert "wholesale from 50" in agent.screen


@pytest.mark.parametrize("typed", ["0", "x", "1.5", "-2", "99999999999", ""])
async def test_a_quantity_that_is_none_is_refused_beside_its_field(agent: Agent, typed: str) -> None:
    await agent.press("#", "backspace")
    await agent.write(typed)
    await agent.press("enter")
    assert "A whole number from 1 to 1,000,000 is needed." in agent.screen
    assert (await agent.stored()).lines[0].quantity == 2


async def test_a_removed_line_comes_back_with_undo(agent: Agent) -> None:
    await agent.press("delete")
    assert (await agent.stored()).lines == ()
    await agent.press("u")
    assert [(line.sku, line.quantity) for line in (await agent.stored()).lines] == [("SHIRT-LB", 2)]


async def test_more_than_the_stock_is_said_under_the_line(agent: Agent) -> None:
    await agent.press("#")
    await agent.write("13")
    await agent.press("enter")
    assert "12 in stock, 13 wanted" in agent.screen
    assert "12 ▲" in agent.screen


async def test_enter_never_adds_what_was_found_for_other_words(agent: Agent) -> None:
    await agent.press("a")
    await agent.write("shirt")
    assert "Cotton Shirt M / Red" in agent.screen
    await agent.burst("ctrl+u", *"mug", "enter")
    assert [line.sku for line in (await agent.stored()).lines] == ["SHIRT-LB", "MUG-01"]


async def test_words_that_find_nothing_add_nothing_and_say_so(agent: Agent) -> None:
    await agent.press("a")
    await agent.burst(*"qqqq x3", "enter")
    assert "Nothing was found for 'qqqq', so nothing was added." in agent.words
    assert len((await agent.stored()).lines) == 1


async def test_the_search_shows_stock_and_wholesale_breaks(agent: Agent) -> None:
    await agent.press("a")
    await agent.write("mug")
    assert "stock 500" in agent.screen
    assert "50+ 450.00" in agent.screen


async def test_what_is_not_sold_in_the_market_cannot_be_added(agent: Agent) -> None:
    await agent.press("a")
    await agent.write("cuckoo")
    await agent.press("enter")
    assert len((await agent.stored()).lines) == 1


async def test_a_custom_item_has_its_own_title_and_price(agent: Agent) -> None:
    await agent.press("A")
    await agent.write("Gift wrap")
    await agent.press("enter")
    await agent.write("50,00,0")
    await agent.press("enter", "enter")
    assert "is not an amount" in agent.screen
    await agent.press("ctrl+u")
    await agent.write("50")
    await agent.press("ctrl+s")
    line = (await agent.stored()).lines[1]
    assert (line.title, line.unit_price, line.sku) == ("Gift wrap", 5000, None)


async def test_a_discount_is_a_percentage_or_an_amount(agent: Agent) -> None:
    await agent.press("m")
    await agent.write("101%")
    await agent.press("ctrl+s")
    assert "100 %" in agent.screen
    await agent.press("ctrl+u")
    await agent.write("10%")
    await agent.press("enter")
    await agent.write("late")
    await agent.press("enter")
    line = (await agent.stored()).lines[0]
    assert (line.discount, line.discount_percent, line.discount_reason) == (24000, "10", "late")
    assert "discount 10 % −240.00 late" in agent.screen


# --- around the lines -------------------------------------------------------------------------------


async def test_a_coupon_that_takes_nothing_says_why(agent: Agent) -> None:
    await agent.press("%")
    await agent.write("big")
    await agent.press("enter")
    cart = await agent.stored()
    assert cart.coupon is not None
    assert cart.coupon.reason is not None
    shown = agent.words
    assert "Coupon BIG takes nothing" in shown
    await agent.press("%", "up", "enter")
    assert (await agent.stored()).coupon is None


async def test_same_as_shipping_is_one_key(agent: Agent) -> None:
    await agent.press("i", "end", "enter", "tab", "tab", "ctrl+u")
    await agent.write("2 Elsewhere Road")
    await agent.press("ctrl+s")
    assert "2 Elsewhere Road" in agent.screen
    assert not (await agent.stored()).billing_same_as_shipping, agent.screen
    await agent.press("i", "=")
    assert (await agent.stored()).billing_same_as_shipping
    assert "same as shipping" in agent.screen


async def test_an_address_outside_the_market_is_refused_and_nothing_typed_is_lost(agent: Agent) -> None:
    await agent.press("s", "end", "enter")
    screen = agent.app.screen
    country = next(row for row in screen.query("FieldRow") if row.field.name == "country")  # type: ignore[attr-defined]
    country.query_one("Input").focus()
    await agent.press("ctrl+u")
    await agent.write("DE")
    await agent.press("ctrl+s")
    assert "The market Bangladesh delivers to BD, not to DE." in agent.words
    await agent.press("escape", "s")
    assert "This was typed before and is not saved yet." in agent.screen


async def test_delivery_shows_what_each_service_costs_here(agent: Agent) -> None:
    await agent.press("f")
    assert "BDT 120.00" in agent.screen
    assert "BDT 0.00" in agent.screen
    await agent.press("down", "enter")
    cart = await agent.stored()
    assert cart.fulfilment is not None
    assert cart.fulfilment.service == "Gulshan Outlet"


async def test_payment_and_level_are_picked(agent: Agent) -> None:
    await agent.press("$", "down", "enter")
    assert (await agent.stored()).payment_method == "bKash"
    await agent.press("p", "down", "down", "enter")
    cart = await agent.stored()
    assert cart.price_level_override == "vip"
    assert "level VIP" in agent.screen


async def test_a_half_written_note_is_kept(agent: Agent) -> None:
    await agent.press("o")
    await agent.write("call before")
    await agent.press("escape", "escape")
    await agent.open(await agent.client.carts.get("C-000001"))
    await agent.press("o")
    assert "This is a draft: it is not saved yet." in agent.screen
    await agent.press("ctrl+s")
    assert (await agent.stored()).note == "call before"
    assert "call before" in agent.screen


async def test_tags_are_separated_by_commas(agent: Agent) -> None:
    await agent.press("t")
    await agent.write("vip, b2b")
    await agent.press("enter")
    assert (await agent.stored()).tags == ("vip", "b2b")


# --- others, and trouble ------------------------------------------------------------------------------


async def test_an_edit_on_top_of_somebody_elses_is_saved_and_says_what_they_changed(agent: Agent) -> None:
    await change_elsewhere(agent, SetNote(note="from bob"))
    await agent.press("+")
    cart = await agent.stored()
    assert (cart.note, cart.lines[0].quantity) == ("from bob", 3)
    assert "Saved on top of what somebody else changed: the note." in agent.screen


async def test_an_edit_of_what_somebody_else_changed_is_shown_and_not_applied(agent: Agent) -> None:
    await change_elsewhere(agent, SetQuantity(line=agent.cart.lines[0].id, quantity=7))
    await agent.press("+")
    assert (await agent.stored()).lines[0].quantity == 7
    assert "Not saved: somebody else changed the lines meanwhile." in agent.words
    assert "NOT ALL SAVED" in agent.screen
    await agent.press("escape", "+")
    assert (await agent.stored()).lines[0].quantity == 8
    assert "NOT ALL SAVED" not in agent.screen


async def test_edits_that_waited_overwrite_nothing_that_somebody_else_did(agent: Agent) -> None:
    screen = agent.sees(OneCart)
    line = agent.cart.lines[0].id
    await change_elsewhere(agent, SetQuantity(line=line, quantity=7))
    screen.edits.ask(Area.TAGS, SetTags(tags=("vip",)))
    screen.edits.ask(Area.LINES, SetQuantity(line=line, quantity=4))
    await agent.quiet()
    stored = await agent.stored()
    assert (stored.lines[0].quantity, stored.tags) == (7, ("vip",))
    assert "somebody else changed the lines" in agent.words


async def test_a_form_overwrites_nothing_that_changed_while_it_was_open(agent: Agent) -> None:
    await agent.press("o")
    await change_elsewhere(agent, SetNote(note="bob was here"))
    agent.app.open_screens.catch_up()
    await agent.quiet()
    await agent.write("alice too")
    await agent.press("ctrl+s")
    assert (await agent.stored()).note == "bob was here"
    assert "somebody else changed the note" in agent.words


async def test_what_others_changed_while_a_form_was_open_is_seen_when_it_is_left(agent: Agent) -> None:
    await agent.press("t")
    await change_elsewhere(agent, SetNote(note="bob was here"))
    agent.app.open_screens.catch_up()
    await agent.quiet()
    await agent.press("escape")
    assert "bob was here" in agent.screen


async def test_undo_takes_nothing_back_that_nobody_has_seen_here(agent: Agent) -> None:
    await change_elsewhere(agent, SetNote(note="bob was here"))
    await agent.press("u")
    assert (await agent.stored()).note == "bob was here"
    assert "Nothing was undone" in agent.words
    await agent.press("u")
    assert (await agent.stored()).note == ""
    assert "Undone: " in agent.words


async def test_what_others_change_is_seen_without_a_key(agent: Agent) -> None:
    await change_elsewhere(agent, SetNote(note="from bob"))
    await until(lambda: "from bob" in agent.screen, lambda: agent.screen, pause=agent.pilot.pause)


async def test_what_others_changed_while_the_feed_was_broken_is_seen(agent: Agent) -> None:
    await change_elsewhere(agent, SetNote(note="written meanwhile"))
    agent.app.open_screens.catch_up()
    await agent.quiet()
    assert "written meanwhile" in agent.screen


async def test_an_unreachable_backend_loses_nothing(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    edit, broken = agent.client.carts.edit, True

    async def sometimes(
        ref: str, version: int, actions: Sequence[Action], *, rebase: bool = False, key: str | None = None
    ) -> Cart:
        if broken:
            raise Unavailable("The server cannot be reached.")
        return await edit(ref, version, actions, rebase=rebase, key=key)

    monkeypatch.setattr(agent.client.carts, "edit", sometimes)
    await agent.pilot.press("+")
    for _ in range(50):
        await agent.pilot.pause(0.02)
        if "NOT SAVED" in agent.screen:
            break
    assert "The server cannot be reached." in agent.screen
    broken = False
    await agent.press("ctrl+r")
    assert (await agent.stored()).lines[0].quantity == 3
    assert "NOT SAVED" not in agent.screen


async def test_placing_a_cart_that_cannot_be_saved_now_says_so_and_holds_no_key(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def away(
        _ref: str, _version: int, _actions: Sequence[Action], *, rebase: bool = False, key: str | None = None
    ) -> Cart:
        await asked.wait()
        raise Unavailable("The server cannot be reached.")

    monkeypatch.setattr(agent.client.carts, "edit", away)
    await agent.pilot.press("+", "P")
    asked.set()
    for _ in range(100):
        await agent.pilot.pause(0.02)
        if not agent.app.type_ahead.holders:
            break
    assert not agent.app.type_ahead.holders
    assert "The server cannot be reached." in agent.screen
    assert agent.sees(OneCart).edits.wanted


async def test_leaving_the_screen_cancels_no_write(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    edit = agent.client.carts.edit

    async def slowly(
        ref: str, version: int, actions: Sequence[Action], *, rebase: bool = False, key: str | None = None
    ) -> Cart:
        await asyncio.sleep(0.2)
        return await edit(ref, version, actions, rebase=rebase, key=key)

    monkeypatch.setattr(agent.client.carts, "edit", slowly)
    number = agent.cart.number
    await agent.burst("+", "escape")
    agent.sees(CartList)
    assert (await agent.client.carts.get(number)).lines[0].quantity == 3


# --- order, delete, clone -------------------------------------------------------------------------------


async def test_everything_that_is_missing_is_listed_at_once_with_the_key_that_leads_to_it(
    agent: Agent,
) -> None:
    await agent.open(await agent.client.carts.create(NewCart(market="BD")))
    await agent.press("P")
    agent.sees(NotReadyDialog)
    for problem in agent.cart.missing:
        assert problem.message[:60] in agent.screen
    assert len(agent.cart.missing) >= 3
    await agent.press("c")
    agent.sees(CustomerSearch)


async def test_who_gives_up_over_what_is_missing_leaves_a_note_and_who_mends_it_leaves_none(
    agent: Agent,
) -> None:
    await agent.open(await agent.client.carts.create(NewCart(market="BD")))
    number = agent.cart.number
    await agent.press("P", "c")
    agent.sees(CustomerSearch)
    await agent.press("escape")
    assert (await agent.client.digest.get()).failed.count == 0
    await agent.press("P")
    agent.sees(NotReadyDialog)
    await agent.press("escape")
    async with asyncio.timeout(PATIENCE):
        while True:
            noted = (await agent.client.digest.get()).failed.items
            if noted:
                break
            await asyncio.sleep(0.02)
    assert [each.number for each in noted] == [number]


@pytest.mark.parametrize("keys", [("down", "enter"), ("down", "#")])
async def test_a_short_line_is_mended_itself_wherever_the_cursor_stands(
    agent: Agent, keys: tuple[str, ...]
) -> None:
    empty = await agent.client.carts.create(NewCart(market="BD"))
    wanted = {"MUG-01": 2, "LAMP": 3, "SHIRT-MR": 9}
    actions = [AddLine(sku=sku, quantity=quantity) for sku, quantity in wanted.items()]
    await agent.open(await agent.client.carts.edit(empty.id, empty.version, actions))
    await agent.press("P")
    short = [problem.message for problem in agent.cart.missing if problem.field.startswith("lines.")]
    assert [message.partition(":")[0] for message in short] == ["Last Lamp", "Cotton Shirt M / Red"]
    first = next(at for at, found in enumerate(agent.cart.missing) if found.field.startswith("lines."))
    await agent.press(*["down"] * first, *keys)
    assert "quantity of Cotton Shirt M / Red" in agent.screen
    await agent.press("5", "enter")
    assert [line.quantity for line in (await agent.stored()).lines] == [2, 3, 5]
    await agent.press("home", "P", "#")
    assert "quantity of Last Lamp" in agent.screen


async def test_another_total_needs_a_second_word(agent: Agent) -> None:
    await agent.press("P")
    agent.sees(PlaceOrderDialog)
    prices = (PriceRow(market="BD", level="retail", amount=130000),)
    shirt = Variant(sku="SHIRT-LB", options=("L", "Blue"), stock=12, prices=prices)
    product = Product(id="shirt", title="Cotton Shirt", option_names=("Size", "Colour"), variants=(shirt,))
    await agent.client.imports.apply(ImportBatch(products=(ImportedProduct(product=product),)))
    await agent.press("enter")
    agent.sees(PlaceOrderDialog)
    shown = agent.words
    assert "it was BDT 2,898.00 and is BDT 3,128.00 now" in shown
    assert (await agent.stored()).state == "open"
    await agent.press("enter")
    agent.sees(PlacedOrder)
    assert agent.sees(PlacedOrder).order.totals.total == 312800


async def test_a_change_by_somebody_else_during_the_confirmation_needs_a_second_word(agent: Agent) -> None:
    await agent.press("P")
    await change_elsewhere(agent, SetNote(note="from bob"))
    await agent.press("enter")
    agent.sees(PlaceOrderDialog)
    assert "changed" in agent.screen
    await agent.press("enter")
    agent.sees(PlacedOrder)


async def test_the_phone_can_be_put_right_in_the_confirmation(agent: Agent) -> None:
    await agent.press("P", "ctrl+u")
    await agent.press("enter")
    assert "A phone number is needed" in agent.screen
    await agent.write("01812-345678")
    await agent.press("enter")
    agent.sees(PlacedOrder)
    assert agent.sees(PlacedOrder).order.cart.contact.phone == "+8801812345678"


async def test_a_placing_whose_reply_is_lost_twice_is_asked_again_under_its_key(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, keys = agent.client.carts.place, list[str | None]()

    async def lossy(
        ref: str,
        *,
        phone: str,
        version: int | None = None,
        total: int | None = None,
        key: str | None = None,
    ) -> Order:
        keys.append(key)
        order = await place(ref, phone=phone, version=version, total=total, key=key)
        if len(keys) <= 2:
            raise Unavailable("The reply was lost.")
        return order

    monkeypatch.setattr(agent.client.carts, "place", lossy)
    await agent.press("P")
    await agent.pilot.press("enter")
    for _ in range(400):
        if isinstance(agent.app.screen, PlacedOrder):
            break
        await agent.pilot.pause(0.02)
    agent.sees(PlacedOrder)
    assert (len(keys), len(set(keys))) == (3, 1)


async def test_delete_asks_and_stands_on_cancel(agent: Agent) -> None:
    await agent.press("D")
    agent.sees(Confirm)
    assert "brought back for 7 days" in agent.words
    await agent.press("enter")
    agent.sees(OneCart)
    assert (await agent.stored()).state == "open"
    number = agent.cart.number
    await agent.press("D", "right", "enter")
    agent.sees(CartList)
    assert (await agent.client.carts.get(number)).state == "deleted"


async def test_a_clone_opens_with_the_same_lines(agent: Agent) -> None:
    before = agent.cart
    await agent.press("C")
    assert agent.cart.number != before.number
    assert [(line.sku, line.quantity) for line in agent.cart.lines] == [("SHIRT-LB", 2)]


async def test_a_cart_that_became_an_order_changes_no_more_and_says_so(agent: Agent) -> None:
    number = agent.cart.number
    await agent.press("P", "enter", "enter")
    await agent.open(await agent.client.carts.get(number))
    await agent.press("+")
    assert any("has become an order" in notice for notice in agent.notices)


# --- what is not open ------------------------------------------------------------------------------


async def test_a_cart_in_the_trash_says_so_and_undo_takes_it_out(agent: Agent) -> None:
    cart = agent.cart
    await agent.press("escape")
    trashed = await agent.client.carts.delete(cart.id)
    await agent.open(trashed)
    footer = agent.screen.splitlines()[-1]
    assert "u restore" in footer
    assert "add" not in footer
    assert "PLACE" not in footer
    assert "in the trash" in agent.words
    await agent.press("u")
    assert (await agent.stored()).state == "open"
    assert "a add" in agent.screen.splitlines()[-1]


# --- messages and their causes ---------------------------------------------------------------------


async def test_a_form_says_what_is_wrong_no_longer_than_it_is(agent: Agent) -> None:
    await agent.press("A", "ctrl+s")
    assert "Title is needed." in agent.words
    await agent.write("Gift")
    assert "Title is needed." not in agent.words
    assert "enter next" in agent.screen.splitlines()[-1]


async def test_a_quantity_that_cannot_be_is_said_as_it_is_typed(agent: Agent) -> None:
    await agent.press("a")
    await agent.write("mug x0")
    assert "A whole number from 1 to 1,000,000 is needed." in agent.words
    await agent.press("enter")
    assert len((await agent.stored()).lines) == 1
    await agent.press("backspace")
    await agent.write("2")
    assert "A whole number" not in agent.words
    await agent.press("enter")
    assert [line.quantity for line in (await agent.stored()).lines] == [2, 2]


async def test_what_was_not_found_is_forgotten_with_the_next_edit(agent: Agent) -> None:
    await agent.burst("a", *"qwertz", "enter", "escape")
    assert "Nothing was found" in agent.words
    await agent.press("t")
    await agent.write("vip")
    await agent.press("enter")
    assert "Nothing was found" not in agent.words
    assert "NOT ALL SAVED" not in agent.words


async def test_a_half_written_note_is_seen_and_asked_about_before_quitting(agent: Agent) -> None:
    await agent.press("o")
    await agent.write("call back")
    await agent.press("escape")
    assert "note: draft" in agent.words
    await agent.press("ctrl+q")
    agent.sees(Confirm)
    assert "the note is half written" in agent.words
    await agent.press("enter")
    agent.sees(OneCart)
    await agent.press("o", "ctrl+s")
    assert (await agent.stored()).note == "call back"
    assert "note: draft" not in agent.words


async def test_quitting_out_of_a_form_asks_about_what_is_typed_in_it(agent: Agent) -> None:
    await agent.press("o")
    await agent.write("call back")
    await agent.press("ctrl+q")
    agent.sees(Confirm)
    await agent.press("right", "enter")
    assert agent.app._exit


async def test_where_others_were_quicker_the_key_that_shows_it_is_named(agent: Agent) -> None:
    await agent.press("o")
    await change_elsewhere(agent, SetNote(note="bob was here"))
    await agent.write("alice too")
    await agent.press("ctrl+s")
    assert "ctrl+r shows the cart as it is saved." in agent.words


async def test_the_help_names_the_ids_that_a_keymap_uses(agent: Agent) -> None:
    await agent.press("?")
    assert "choose-customer" in agent.screen


async def test_delivery_says_where_it_is_picked_up_and_what_is_to_go_until_it_is_free(agent: Agent) -> None:
    await agent.pilot.resize_terminal(120, 40)
    await agent.press("f")
    assert "free from 10,000.00: 7,600.00 to go" in agent.screen
    assert "1 Gulshan Avenue, Dhaka" in agent.screen
    await agent.press("down", "enter")
    assert "1 Gulshan Avenue, Dhaka" in agent.screen
