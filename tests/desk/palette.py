"""Choosing in the palette of commands, whose offers come by themselves while one types."""

from textual.app import App
from textual.command import CommandList, CommandPalette
from textual.pilot import Pilot

from tests.waiting import until


async def choose_first(app: App[None], pilot: Pilot[None], title: str) -> None:
    """Wait until that stands at the top, choose it, and wait until the palette is gone."""
    await until(lambda: title in _first_of(app), lambda: _first_of(app), pause=pilot.pause)
    palette = app.screen
    await pilot.press("enter")
    await until(lambda: palette not in app.screen_stack, lambda: _first_of(app), pause=pilot.pause)
    await pilot.pause()


def _first_of(app: App[None]) -> str:
    """The words at the top of what is offered, where that is what would be chosen."""
    if not isinstance(app.screen, CommandPalette):
        return ""
    offered = app.screen.query_one(CommandList)
    return str(offered.get_option_at_index(0).prompt) if offered.highlighted == 0 else ""
