"""All screens of the desk, for what is true of each: keys that do not clash, a help, a reference."""

import importlib
import pkgutil
from collections.abc import Iterator

import cartui.screens
from cartui.commands.keymap import Offer
from cartui.screens.desk.desk_screen import DeskScreen


def load_every_screen() -> None:
    """Load what only some starts need."""
    for module in pkgutil.walk_packages(cartui.screens.__path__, "cartui.screens."):
        importlib.import_module(module.name)


def every_screen() -> Iterator[type[DeskScreen[object]]]:
    """Each screen class that offers commands."""
    load_every_screen()
    yield from _below(DeskScreen)


def every_offer() -> Iterator[Offer]:
    """What each screen offers, for checking a keymap; in one order, so that it is refused in one way."""
    for screen in sorted(every_screen(), key=lambda screen: (screen.__module__, screen.__name__)):
        yield Offer(screen.__name__, screen.OFFERS, types=screen.TYPES)


def _below(screen: type[DeskScreen[object]]) -> Iterator[type[DeskScreen[object]]]:
    """The subclasses of a screen, each once."""
    for found in dict.fromkeys(screen.__subclasses__()):
        if found.OFFERS and found.__module__.startswith(cartui.screens.__name__):
            yield found
        yield from _below(found)
