"""What a role may not do, or a backend cannot, is dim and says why; nothing of it reaches the backend."""

import pytest
from textual.widgets import Static

from cartui.commands.availability import READ_ONLY, why_never
from cartui.commands.cart_lines import AddProduct, SetPrice
from cartui.commands.command import CommandClass
from cartui.commands.one_cart import ONE_CART, PlaceOrder, WriteNote
from cartui.commands.order_list import ApproveOrder
from cartui.model.agent import Actor, Role
from cartui.model.errors import Forbidden
from cartui.model.shop import Shop
from cartui.rules.permissions import Operation, ensure_may_do, refusal_of
from cartui.screens.dialogs.help import Help
from cartui.screens.running.every import every_screen
from tests.desk.fake_client import ABLE, FakeClient, a_cart, a_summary, an_order
from tests.desk.sitting import sitting

SIZES = [(80, 24), (120, 40)]
WRITES: list[CommandClass] = sorted(
    {command for screen in every_screen() for command in screen.OFFERS if command.writes()},
    key=lambda command: command.id(),
)


def a_shop(role: Role) -> FakeClient:
    """A backend with a cart and an order, opened by somebody of that role."""
    backend = FakeClient([a_summary(1)], placed=[an_order(1, a_cart(a_summary(2)))])
    backend.actor = Actor(name="vera", role=role)
    return backend


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("operation", list(Operation))
def test_what_is_dim_says_what_the_backend_would_say(role: Role, operation: Operation) -> None:
    said = ""
    try:
        ensure_may_do(role, operation)
    except Forbidden as error:
        said = error.message
    assert refusal_of(role, operation) == said


@pytest.mark.parametrize("command", WRITES, ids=[command.id() for command in WRITES])
def test_a_viewer_can_do_nothing_that_writes(command: CommandClass) -> None:
    assert "takes the role" in str(why_never(command, Role.VIEWER, ABLE))
    assert why_never(command, Role.ADMIN, ABLE) is None
    assert why_never(command, Role.ADMIN, ABLE, read_only=True) == READ_ONLY
    unable = ABLE.model_copy(update={"writes": False})
    assert why_never(command, Role.ADMIN, unable) == READ_ONLY


def test_prices_by_hand_take_a_lead() -> None:
    assert why_never(SetPrice, Role.LEAD, ABLE) is None
    assert why_never(SetPrice, Role.AGENT, ABLE) == (
        "An agent may not set a price by hand: that takes the role lead or admin."
    )
    assert why_never(AddProduct, Role.AGENT, ABLE) is None


def test_what_a_backend_does_not_know_is_said_to_be_so() -> None:
    unable = ABLE.model_copy(update={"actions": ABLE.actions - {"set_note"}})
    assert why_never(WriteNote, Role.ADMIN, unable) == "This server cannot do that: internal note."
    assert {command for command in ONE_CART if why_never(command, Role.ADMIN, unable)} == {WriteNote}


@pytest.mark.parametrize("size", SIZES)
async def test_a_viewer_sees_it_dim_and_is_told_why_when_pressing_it(size: tuple[int, int]) -> None:
    backend = a_shop(Role.VIEWER)
    async with sitting(backend, size) as desk:
        hints = {hint.command: hint.dim for hint in desk.carts.query_one("Hints").hints}  # type: ignore[attr-defined]
        assert hints["new-cart"]
        assert not hints["open-cart"]
        await desk.press("n", "u", "D", "enter")
        assert not [call for call in backend.asked if call.split()[0] in {"create", "undo", "delete"}]
        await desk.press("P", "a", "+", "o")
        assert any(notice.startswith("A viewer may not place orders") for notice in desk.notices)
        assert any(notice.startswith("A viewer may not change carts") for notice in desk.notices)
        await desk.press("g", "o", "A")
        assert any(notice.startswith("A viewer may not approve, hold") for notice in desk.notices)
        assert not [call for call in backend.asked if call.startswith(("edit", "place", "approved"))]


async def test_help_and_palette_say_why() -> None:
    backend = a_shop(Role.VIEWER)
    async with sitting(backend, (120, 60)) as desk:
        await desk.press("enter", "?")
        assert isinstance(desk.app.screen, Help)
        said = str(desk.app.screen.query_one(Static).render())
        assert said.count("A viewer may not change carts") == 1
        assert "A viewer may not place orders" in said
        await desk.press("escape", "ctrl+p")
        await desk.type("place the")
        await desk.until(lambda: "✗ A viewer may not place orders" in desk.text)
        assert PlaceOrder.title in desk.text
        assert ApproveOrder.title not in desk.text


@pytest.mark.parametrize(("role", "said"), [(Role.AGENT, "an admin does that."), (Role.ADMIN, "n begins.")])
async def test_only_who_may_set_a_shop_up_is_told_how_to_begin(role: Role, said: str) -> None:
    backend = a_shop(role)
    backend.summaries.clear()
    backend.shop_now = Shop()
    async with sitting(backend) as desk:
        assert f"This shop is not set up yet: {said}" in desk.text
