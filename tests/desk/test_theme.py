"""A theme chosen at the desk is there at the next start, and what else the config says stays."""

import tomllib
from pathlib import Path

import pytest
from textual.pilot import Pilot

from cartui.app import CartuiApp
from cartui.cli.kept import keep_theme
from cartui.commands.keymap import Keymap
from cartui.screens.desk import Desk, Display
from cartui.settings.errors import NotWritten
from cartui.settings.loading import Configuration, load_configuration
from cartui.settings.paths import Paths
from tests.desk.fake_client import NOW, FakeClient, a_summary


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(config=tmp_path / "config", data=tmp_path / "data", state=tmp_path / "state")


def desk_of(configuration: Configuration) -> CartuiApp:
    display = Display(theme=configuration.settings.display.theme, keymap=Keymap())
    return CartuiApp(
        Desk(FakeClient([a_summary(1)]).client, display, now=lambda: NOW),
        keep_theme=lambda theme: keep_theme(configuration, theme),
    )


async def choose(pilot: Pilot[None], name: str) -> None:
    """Choose a theme as a person does: through the palette of commands."""
    await pilot.press("ctrl+p", *"change the theme")
    await pilot.pause(0.3)
    await pilot.press("enter")
    await pilot.pause(0.3)
    await pilot.press(*name)
    await pilot.pause(0.3)
    await pilot.press("enter")
    await pilot.pause(0.3)
    await pilot.app.workers.wait_for_complete([w for w in pilot.app.workers if w.group == "writes"])


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_theme_chosen_in_the_palette_is_there_at_the_next_start(
    paths: Paths, size: tuple[int, int]
) -> None:
    paths.config.mkdir()
    paths.config_file.write_text('# mine\nagent = "alice"  # me\n')
    app = desk_of(load_configuration(environment={}, paths=paths))
    async with app.run_test(size=size, notifications=True) as pilot:
        await choose(pilot, "gruvbox")
        assert app.theme == "gruvbox"
    assert paths.config_file.read_text().startswith('# mine\nagent = "alice"  # me\n')
    again = desk_of(load_configuration(environment={}, paths=paths))
    assert again.theme == "gruvbox"


async def test_opening_the_desk_and_looking_writes_nothing(paths: Paths) -> None:
    app = desk_of(load_configuration(environment={}, paths=paths))
    async with app.run_test() as pilot:
        await pilot.press("j", "k")
    assert not paths.config.exists()


async def test_the_last_of_several_choices_is_kept(paths: Paths) -> None:
    app = desk_of(load_configuration(environment={}, paths=paths))
    async with app.run_test() as pilot:
        for theme in ("nord", "dracula", "monokai"):
            app.theme = theme
        await pilot.pause()
        await app.action_quit()
    assert tomllib.loads(paths.config_file.read_text(encoding="utf-8"))["display"] == {"theme": "monokai"}


async def test_a_config_that_cannot_be_written_is_told_and_the_desk_goes_on(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_theme: str) -> str:
        raise NotWritten(paths.config_file, "it is read-only")

    app = CartuiApp(Desk(FakeClient([]).client, Display(), now=lambda: NOW), keep_theme=refuse)
    async with app.run_test(notifications=True) as pilot:
        app.theme = "nord"
        await pilot.pause(0.2)
        [notice] = app._notifications
        assert notice.message.startswith("The theme is used until you quit, but not kept: ")
        assert "config.toml was not changed: it is read-only" in notice.message
        assert app.theme == "nord"


def test_a_variable_that_says_another_theme_is_mentioned(paths: Paths) -> None:
    configuration = load_configuration(environment={"CARTUI_DISPLAY_THEME": "nord"}, paths=paths)
    assert "CARTUI_DISPLAY_THEME says another one" in keep_theme(configuration, "dracula")
    plain = load_configuration(environment={}, paths=paths)
    assert keep_theme(plain, "dracula") == ""
