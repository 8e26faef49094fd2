"""Whose carts these are stands on every screen, whole, whatever else there is to say."""

import pytest

from cartui.app import CartuiApp
from cartui.model.agent import Role
from cartui.screens.desk.desk import Desk, Display
from cartui.widgets.backend_name import ANSI_COLOURS, TRUE_COLOURS, BackendName, agent_text
from tests.desk.fake_client import ABLE, ALICE, NOW, FakeClient, a_cart, a_summary, an_order
from tests.desk.sitting import Sitting

SIZES = [(60, 20), (80, 24), (120, 40)]

NAMES = [
    BackendName("team", "orange"),
    BackendName("carts.support.example.com", "red", read_only=True),
    BackendName("branch"),
]

PLACES = [(), ("enter",), ("g", "o"), ("g", "o", "enter"), ("n",), ("D",), ("?",), ("ctrl+p",)]
"""Keys that lead to screens and dialogs."""


def a_shop(demo: bool = False) -> FakeClient:
    """A shop with carts and orders."""
    summaries = [a_summary(n) for n in range(1, 60)]
    client = FakeClient(summaries, placed=[an_order(n, a_cart(each)) for n, each in enumerate(summaries, 1)])
    settings = client.shop_now.settings.model_copy(update={"demo": demo})
    client.shop_now = client.shop_now.model_copy(update={"settings": settings})
    return client


async def first_line(
    name: BackendName, size: tuple[int, int], *keys: str, client: FakeClient | None = None, theme: str = ""
) -> str:
    """The first line of the screen to which these keys lead."""
    client = client or a_shop()
    desk = Desk(client.client, Display(theme=theme, timezone="UTC"), now=lambda: NOW, backend=name)
    app = CartuiApp(desk)
    async with app.run_test(size=size, notifications=True) as pilot:
        sitting = Sitting(app, pilot, client)
        await sitting.settle()
        for key in keys:
            await sitting.press(key)
        return sitting.lines[0]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["cartui-dark", "ansi-dark"])
async def test_every_screen_and_dialog_begins_with_the_name(size: tuple[int, int], theme: str) -> None:
    for keys in PLACES:
        line = await first_line(BackendName("carts.support.example.com"), size, *keys, theme=theme)
        assert line.startswith(" carts.support.example.com "), keys


@pytest.mark.parametrize("size", SIZES)
async def test_that_nothing_can_be_changed_is_never_cut(size: tuple[int, int]) -> None:
    for keys in ((), ("enter",), ("g", "o"), ("g", "o", "enter")):
        line = await first_line(NAMES[1], size, *keys)
        assert line.strip().startswith("carts.support.example.com · READ ONLY")


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name.name)
async def test_the_agent_with_the_role_stands_beside_it(name: BackendName) -> None:
    for keys in ((), ("enter",), ("g", "o")):
        assert (await first_line(name, (80, 24), *keys)).rstrip().endswith("alice · lead")


async def test_a_backend_that_takes_no_changes_says_so_by_itself() -> None:
    client = a_shop()
    client.capabilities = ABLE.model_copy(update={"writes": False})
    assert "team · READ ONLY" in await first_line(NAMES[0], (80, 24), client=client)


async def test_a_demo_says_so_on_a_cart_too() -> None:
    for keys in ((), ("enter",)):
        assert (await first_line(BackendName(), (120, 40), *keys, client=a_shop(demo=True))).startswith(
            " local · DEMO DATA"
        )
        assert (await first_line(BackendName(), (80, 24), *keys, client=a_shop(demo=True))).startswith(
            " local · DEMO"
        )


async def test_a_long_name_of_an_agent_gives_way() -> None:
    client = a_shop()
    client.actor = ALICE.model_copy(update={"name": "x" * 400, "role": Role.LEAD})
    for keys in ((), ("enter",)):
        line = await first_line(NAMES[1], (80, 24), *keys, client=client)
        assert line.strip().startswith("carts.support.example.com · READ ONLY")
    assert agent_text("x" * 400, "lead").endswith("… · lead")


@pytest.mark.parametrize("theme", ["cartui-dark", "cartui-light", "ansi-dark", "ansi-light"])
async def test_the_name_is_written_in_every_theme(theme: str) -> None:
    assert " team " in await first_line(NAMES[0], (80, 24), theme=theme)


def test_every_colour_of_the_settings_can_be_drawn() -> None:
    from typing import get_args

    from cartui.settings.model import Colour

    assert set(get_args(Colour)) == {"", *TRUE_COLOURS} == {"", *ANSI_COLOURS}


@pytest.mark.parametrize("colour", TRUE_COLOURS)
def test_a_name_in_its_colour_can_be_read(colour: str) -> None:
    text, _, ground = TRUE_COLOURS[colour].partition(" on ")
    light, dark = sorted((luminance(text), luminance(ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Of ``#rrggbb``, as the guidelines for accessible pages reckon it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
