"""A theme chosen at the desk is there at the next start in that shop, and nowhere else."""

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cartui.app import CartuiApp
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.desk.saved_rows import LastPage
from cartui.settings.backends import Backend
from cartui.settings.sessions import Session, Sessions
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.palette import choose_first
from tests.desk.sitting import Sitting

SHOP = Backend(database="/srv/shop.sqlite3", profile="shop")
OTHER = Backend(database="/srv/other.sqlite3", profile="other")


def desk_of(
    folder: Path, shop: Backend = SHOP, *, theme: str = "", backend: FakeClient | None = None
) -> CartuiApp:
    """A desk in a shop, with settings that say that theme."""
    desk = Desk((backend or FakeClient([a_summary(1)])).client, Display(theme=theme), now=lambda: NOW)
    return CartuiApp(desk, sessions=Sessions(folder, shop))


async def choose(app: CartuiApp, pilot: Pilot[None], name: str) -> None:
    """Choose a theme as a person does: through the palette of commands."""
    await pilot.press("ctrl+p", *"change the theme")
    await choose_first(app, pilot, "heme")
    await pilot.press(*name)
    await choose_first(app, pilot, name)


async def shown_at_a_start(app: CartuiApp) -> str:
    """The theme of a desk that was just started."""
    async with app.run_test() as pilot:
        await Sitting(app, pilot, FakeClient([])).until(lambda: app.desk.is_open)
        return app.theme


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_theme_chosen_in_the_palette_is_there_at_the_next_start(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    app = desk_of(tmp_path)
    async with app.run_test(size=size, notifications=True) as pilot:
        await choose(app, pilot, "gruvbox")
        assert app.theme == "gruvbox"
    assert await shown_at_a_start(desk_of(tmp_path)) == "gruvbox"


async def test_each_shop_has_its_own(tmp_path: Path) -> None:
    for shop, theme in ((SHOP, "nord"), (OTHER, "dracula")):
        app = desk_of(tmp_path, shop, theme="gruvbox")
        async with app.run_test() as pilot:
            app.theme = theme
            await pilot.pause()
    assert await shown_at_a_start(desk_of(tmp_path, SHOP, theme="gruvbox")) == "nord"
    assert await shown_at_a_start(desk_of(tmp_path, OTHER, theme="gruvbox")) == "dracula"


async def test_settings_that_say_another_one_since_then_count(tmp_path: Path) -> None:
    app = desk_of(tmp_path, theme="gruvbox")
    async with app.run_test() as pilot:
        app.theme = "nord"
        await pilot.pause()
    assert await shown_at_a_start(desk_of(tmp_path, theme="monokai")) == "monokai"


async def test_opening_the_desk_and_looking_keeps_no_theme(tmp_path: Path) -> None:
    app = desk_of(tmp_path, theme="gruvbox")
    async with app.run_test() as pilot:
        await pilot.press("j", "k")
    assert Sessions(tmp_path, SHOP).load("alice").theme == ""


async def test_the_last_of_several_choices_is_kept(tmp_path: Path) -> None:
    app = desk_of(tmp_path)
    async with app.run_test() as pilot:
        for theme in ("nord", "dracula", "monokai"):
            app.theme = theme
        await pilot.pause()
        await app.action_quit()
    assert Sessions(tmp_path, SHOP).load("alice").theme == "monokai"


async def test_a_theme_chosen_before_the_shop_is_open_is_not_undone_by_what_was_remembered(
    tmp_path: Path,
) -> None:
    app = desk_of(tmp_path)
    async with app.run_test() as pilot:
        app.theme = "nord"
        await pilot.pause()
    backend = FakeClient([a_summary(1)])
    backend.opens = asyncio.Event()
    app = desk_of(tmp_path, backend=backend)
    async with app.run_test() as pilot:
        app.theme = "dracula"
        await pilot.pause()
        backend.opens.set()
        await Sitting(app, pilot, backend).until(lambda: app.desk.is_open)
        assert app.theme == "dracula"
    assert Sessions(tmp_path, SHOP).load("alice").theme == "dracula"


def test_the_first_frame_has_the_theme_that_the_last_one_had(tmp_path: Path) -> None:
    app = desk_of(tmp_path)
    app.desk.saved_rows.page = LastPage(agent="alice", known_at=NOW, session=Session(theme="nord"), rows=())
    assert CartuiApp(app.desk).theme == "nord"
