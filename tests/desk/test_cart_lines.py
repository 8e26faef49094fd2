"""The lines of a cart at the desk: their order, what a wholesale break does, and all that is to be known."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import Action, AddCustomLine, AddLine, MoveLine, RemoveLine
from cartui.model.agent import Actor
from cartui.model.cart import NewCart
from cartui.model.catalog import PriceRow, Product, Variant
from cartui.model.imports import ImportBatch, ImportedProduct
from cartui.widgets.cart_lines import CartLines
from tests.contract.shop import NOW
from tests.desk.driving import Agent, at_the_desk
from tests.furnished import FurnishedFile


@pytest.fixture
async def agent(tmp_path: Path, furnished_file: FurnishedFile) -> AsyncIterator[Agent]:
    """Somebody at a desk, with a shirt, a mug and a poster in front of them."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    async with LocalClient(str(path), Actor(name="admin"), clock=lambda: NOW) as client:
        empty = await client.carts.create(NewCart(market="BD"))
        skus = ("SHIRT-LB", "MUG-01", "POSTER")
        cart = await client.carts.edit(empty.id, empty.version, [AddLine(sku=sku) for sku in skus])
    async with at_the_desk(path) as somebody:
        await somebody.open(cart)
        yield somebody


async def order(agent: Agent) -> list[str | None]:
    """The SKUs in the stored order."""
    return [line.sku for line in (await agent.stored()).lines]


async def test_every_key_that_moves_moves_the_cursor(agent: Agent) -> None:
    lines = agent.app.screen.query_one(CartLines)
    seen = []
    for key in ("down", "end", "up", "home", "pagedown", "pageup", "j", "k"):
        await agent.press(key)
        seen.append(lines.line.sku if lines.line else None)
    shirt, mug, poster = "SHIRT-LB", "MUG-01", "POSTER"
    assert seen == [mug, poster, mug, shirt, poster, shirt, mug, shirt]


# --- order ----------------------------------------------------------------------------------------


async def test_a_line_moves_down_and_up_with_the_cursor_on_it(agent: Agent) -> None:
    await agent.press("J")
    assert await order(agent) == ["MUG-01", "SHIRT-LB", "POSTER"]
    await agent.press("shift+down")
    assert await order(agent) == ["MUG-01", "POSTER", "SHIRT-LB"]
    await agent.press("K", "shift+up")
    assert await order(agent) == ["SHIRT-LB", "MUG-01", "POSTER"]
    await agent.press("+")
    assert [line.quantity for line in (await agent.stored()).lines] == [2, 1, 1]


async def test_a_line_moves_as_far_as_the_key_was_pressed_however_fast(agent: Agent) -> None:
    await agent.burst("J", "J", "J", "J")
    assert await order(agent) == ["MUG-01", "POSTER", "SHIRT-LB"]
    await agent.burst("K", "J", "K", "K")
    assert await order(agent) == ["SHIRT-LB", "MUG-01", "POSTER"]


async def test_a_move_is_undone_and_said_in_the_history(agent: Agent) -> None:
    await agent.press("j", "j", "K")
    entry = (await agent.client.history.of_cart(agent.cart.id))[0]
    assert entry.summary == "Poster moved up"
    await agent.press("u")
    assert await order(agent) == ["SHIRT-LB", "MUG-01", "POSTER"]
    assert "Undone: Poster moved up" in agent.words


async def test_two_who_move_lines_see_both_orders(agent: Agent) -> None:
    now = await agent.stored()
    last = now.lines[2].id
    await agent.client.carts.edit(now.id, now.version, [MoveLine(line=last, to=1)])
    await agent.press("J")
    assert await order(agent) == ["SHIRT-LB", "POSTER", "MUG-01"]
    assert "somebody else changed the order of the lines meanwhile" in agent.words
    await agent.press("B")
    assert "order of the lines" in agent.words
    await agent.press("right", "enter")
    assert await order(agent) == ["POSTER", "SHIRT-LB", "MUG-01"]


async def test_a_line_alone_has_no_other_place(agent: Agent) -> None:
    now = await agent.stored()
    gone = [RemoveLine(line=line.id) for line in now.lines[1:]]
    await agent.client.carts.edit(now.id, now.version, gone)
    await agent.press("ctrl+r", "J")
    assert any("There is no other place for it." in notice for notice in agent.notices)


# --- wholesale breaks -----------------------------------------------------------------------------


async def typed_quantity(agent: Agent, quantity: int) -> None:
    """Type the quantity of the line at the cursor."""
    await agent.press("#", "ctrl+u")
    await agent.write(str(quantity))
    await agent.press("enter")


async def test_a_break_is_announced_before_it_when_it_begins_and_when_it_ends(agent: Agent) -> None:
    await agent.press("j")
    await typed_quantity(agent, 38)
    assert "12 more for 450.00 each" in agent.screen
    await typed_quantity(agent, 50)
    assert "Ceramic Mug: wholesale from 50, 450.00 each, saves 7,500.00." in agent.words
    assert "more for" not in agent.screen
    await agent.press("-")
    assert "Ceramic Mug: no wholesale price below 50, 600.00 each again." in agent.words
    assert "1 more for 450.00 each" in agent.screen


async def test_a_break_is_announced_in_the_search_that_reached_it(agent: Agent) -> None:
    await agent.press("a")
    await agent.write("mug x49")
    await agent.press("enter")
    assert "Ceramic Mug: wholesale from 50, 450.00 each, saves 7,500.00." in agent.words


async def test_the_next_edit_takes_the_announcement_away(agent: Agent) -> None:
    await agent.press("j")
    await typed_quantity(agent, 50)
    assert "saves" in agent.screen
    await agent.press("+")
    assert "saves" not in agent.screen


async def test_where_lines_are_many_only_breaks_that_are_near_take_a_row(agent: Agent) -> None:
    assert "49 more for 450.00 each" in agent.screen
    now = await agent.stored()
    wraps: list[Action] = [AddCustomLine(title=f"Wrap {n}", unit_price=100) for n in range(20)]
    await agent.client.carts.edit(now.id, now.version, wraps)
    await agent.press("ctrl+r", "home", "j")
    assert "Ceramic Mug" in agent.screen
    assert "more for" not in agent.screen
    await typed_quantity(agent, 30)
    assert "20 more for 450.00 each" in agent.screen


# --- all that is known of a line ------------------------------------------------------------------


async def test_enter_shows_where_the_price_of_a_line_came_from_and_what_is_at_hand(agent: Agent) -> None:
    await agent.press("j")
    await typed_quantity(agent, 38)
    await agent.press("enter")
    for said in (
        "MUG-01",
        "38 # changes it",
        "600.00, from the price list M changes it",
        "none m changes it",
        "450.00 from 50",
        "12 more for 450.00 each",
        "3,420.00, class standard",
        "500 at hand",
    ):
        assert said in agent.words
    await agent.press("escape", "j", "enter")
    assert "on backorder: 0 at hand, 1 wanted" in agent.words


async def test_a_key_that_changes_the_line_goes_on_from_its_facts(agent: Agent) -> None:
    await agent.press("enter", "m")
    await agent.write("10%")
    await agent.press("tab")
    await agent.write("chipped")
    await agent.press("enter", "enter")
    assert "10 %, −120.00, chipped" in agent.words
    await agent.press("delete")
    assert await order(agent) == ["MUG-01", "POSTER"]


async def test_the_address_of_the_picture_is_a_link_and_is_copied(agent: Agent) -> None:
    address = "https://images.example.com/shirt.jpg"
    prices = (PriceRow(market="BD", level="retail", amount=100),)
    cap = Product(id="cap", title="Cap", image_url=address, variants=(Variant(sku="CAP", prices=prices),))
    await agent.client.imports.apply(ImportBatch(products=(ImportedProduct(product=cap),)))
    await agent.press("enter", "y")
    assert agent.app.clipboard == ""
    await agent.press("escape", "a")
    await agent.write("cap")
    await agent.press("enter", "escape", "enter", "y")
    assert agent.app.clipboard == address
    links = {
        segment.style.link
        for strip in agent.app.screen._compositor.render_strips()
        for segment in strip
        if segment.style is not None
    }
    assert address in links


# --- finding variants -----------------------------------------------------------------------------


async def test_the_search_says_whether_the_stock_is_enough_for_what_is_typed(agent: Agent) -> None:
    await agent.press("a")
    await agent.write("shirt blue x11")
    assert "stock 12" in agent.screen
    assert "wanted" not in agent.screen
    await agent.press("backspace")
    await agent.write("2")
    assert "stock 12 ▲ 13 wanted" in agent.screen  # one is in the cart already
    await agent.press("ctrl+u")
    await agent.write("poster")
    assert "backorder" in agent.screen


async def test_many_variants_of_a_product_are_narrowed_by_their_options(agent: Agent) -> None:
    prices = (PriceRow(market="BD", level="retail", amount=100),)
    variants = tuple(
        Variant(sku=f"CAP-{size}-{colour}", options=(size, colour), prices=prices)
        for size in ("S", "M", "L")
        for colour in ("Red", "Green")
    )
    cap = Product(id="cap", title="Cap", option_names=("Size", "Colour"), variants=variants)
    await agent.client.imports.apply(ImportBatch(products=(ImportedProduct(product=cap),)))
    await agent.press("a")
    await agent.write("cap")
    assert "6 variants of Cap: type on to narrow them, such as" in agent.words
    await agent.write(" green m")
    assert "type on" not in agent.words
    await agent.press("enter")
    assert (await order(agent))[-1] == "CAP-M-Green"
