"""The preview beside the list, and where the name of a person stands in a line."""

import pytest

from cartui.model.address import Address, Contact
from cartui.model.cart import Cart
from cartui.model.customer import CustomerRef
from cartui.screens.cart_list.cart_list import REST
from cartui.screens.cart_list.preview_pane import preview_of
from cartui.screens.desk.desk import Display
from cartui.screens.lists.folding import Folding
from cartui.widgets.cart_facts import customer_lines, shipping_lines
from tests.desk.fake_client import NOW, FakeClient, a_cart, a_summary
from tests.desk.sitting import sitting

RAFIQUL = "রফিকুল রাহমান"


def a_cart_for(name: str, *, number: str = "1389") -> Cart:
    """A cart of a customer of that name; without a number, of a guest."""
    who = CustomerRef(id="customer-1", number=number, name=name) if number else None
    return a_cart(a_summary(1, customer=name)).model_copy(
        update={"customer": who, "shipping_address": Address(name=name, line1="House 7", country="BD")}
    )


@pytest.mark.parametrize("number", ["1389", ""])
def test_nothing_stands_behind_a_name_that_terminals_measure_differently(number: str) -> None:
    cart = a_cart_for(RAFIQUL, number=number)
    other = cart.model_copy(update={"contact": Contact(name="Rahim")})
    preview = preview_of(cart, Display(timezone="UTC"), NOW, 28).plain.splitlines()
    pane = [line.label + line.text for line in (*customer_lines(cart), *shipping_lines(other))]
    for lines in (preview, pane):
        named = [line for line in lines if RAFIQUL in line]
        assert named
        assert all(line.endswith(RAFIQUL) for line in named)


def test_the_number_of_a_customer_stands_before_the_name() -> None:
    cart = a_cart_for("Rahim")
    assert preview_of(cart, Display(timezone="UTC"), NOW, 28).plain.startswith("#1389 Rahim\n")
    assert customer_lines(cart)[0].text == "#1389  Rahim"
    assert customer_lines(a_cart_for("Rahim", number=""))[0].text == "guest  Rahim"


def test_a_window_has_the_preview_as_there_is_room_until_somebody_asks() -> None:
    folds = Folding()
    assert [folds.shown(width) for width in (60, 80, 105, 112, 200)] == [False, False, False, True, True]


@pytest.mark.parametrize(
    ("asked_at", "wish", "shown"),
    [
        (80, True, [False, True, True, True, True]),
        (105, True, [False, False, True, True, True]),
        (120, False, [False, False, False, False, False]),
    ],
)
def test_a_wish_for_the_preview_counts_in_windows_no_narrower(
    asked_at: int, wish: bool, shown: list[bool]
) -> None:
    folds = Folding()
    folds.turn(asked_at)
    assert folds.wish is wish
    assert [folds.shown(width) for width in (60, 80, 105, 112, 200)] == shown


@pytest.mark.parametrize("width", [80, 105, 120, 200])
def test_turned_twice_the_preview_is_there_as_there_is_room(width: int) -> None:
    folds = Folding()
    folds.turn(width)
    folds.turn(width)
    assert folds.wish is None


async def test_the_preview_folds_with_the_window_and_comes_back_with_another_cart() -> None:
    async with sitting(FakeClient([a_summary(n) for n in range(1, 9)]), (120, 40)) as desk:
        await desk.pilot.resize_terminal(80, 24)
        await desk.press("j", "j")
        assert "2 × Cotton Shirt" not in desk.text
        await desk.pilot.resize_terminal(200, 40)
        await desk.settle()
        assert "2 × Cotton Shirt" in desk.text
        assert desk.carts.pane.border_title == "C-000003"


async def test_the_preview_is_laid_out_for_the_width_that_it_has() -> None:
    async with sitting(FakeClient([a_summary(1)]), (120, 40)) as desk:
        await desk.pilot.pause(REST * 2)
        await desk.settle()
        await desk.pilot.resize_terminal(200, 40)
        await desk.settle()
        total = next(line for line in desk.lines if "total BDT" in line)
        assert "1,250.01  │" in total


async def test_a_window_too_narrow_for_the_preview_says_so() -> None:
    async with sitting(FakeClient([a_summary(1)]), (60, 20)) as desk:
        await desk.press("v")
        assert "The window is too narrow for the preview" in desk.notices
