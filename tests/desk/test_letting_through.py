"""A cart of somebody who is blocked says so beside its missing requirements; a lead lets it through."""

from pathlib import Path

import pytest

from cartui.client.local import LocalClient
from cartui.model.actions import SetContact
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.blocklist import NewBlock
from cartui.model.cart import Cart, NewCart
from cartui.screens.dialogs.confirm import Confirm
from tests.contract.shop import NOW
from tests.desk.driving import at_the_desk
from tests.furnished import FurnishedFile

BLOCKED = "The email mallory@example.com is blocked: stolen cards."


@pytest.fixture
async def cart(furnished_file: FurnishedFile, tmp_path: Path) -> tuple[Path, Cart]:
    """A shop with a cart of somebody who is blocked."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    actor = Actor(name="bob", role=Role.ADMIN, origin=ActorOrigin.DESK)
    async with LocalClient(str(path), actor, clock=lambda: NOW) as client:
        await client.blocklist.add(NewBlock(value="mallory@example.com", reason="stolen cards"))
        cart = await client.carts.create(NewCart(market="BD"))
        return path, await client.carts.edit(cart.id, cart.version, [SetContact(email="mallory@example.com")])


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["narrow", "wide"])
async def test_a_lead_lets_it_through_with_a_reason_and_no_longer(
    cart: tuple[Path, Cart], size: tuple[int, int]
) -> None:
    path, blocked = cart
    async with at_the_desk(path, size) as agent:
        await agent.open(blocked)
        assert BLOCKED[:20] in agent.screen
        await agent.press("W", "enter")
        assert "Say why: the history keeps it." in agent.words
        await agent.write("she rang, it is not her")
        await agent.press("enter")
        assert (await agent.stored()).block_waived == "she rang, it is not her"
        assert BLOCKED[:20] not in agent.screen
        assert "let through  she rang" in agent.screen
        await agent.press("W")
        agent.sees(Confirm)
        await agent.press("right", "enter")
        assert (await agent.stored()).block_waived == ""
        assert BLOCKED[:20] in agent.screen


async def test_nobody_below_a_lead_does(cart: tuple[Path, Cart]) -> None:
    path, blocked = cart
    async with at_the_desk(path, role=Role.AGENT) as agent:
        await agent.open(blocked)
        await agent.press("W")
        assert any("may not let a cart be ordered" in notice for notice in agent.notices)
