"""One subject of a screen, apart from the screen: it does its commands, and knows why one cannot be done."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from cartui.commands.command import CommandClass

if TYPE_CHECKING:
    from cartui.screens.desk.desk import Desk
    from cartui.screens.desk.desk_screen import DeskScreen

S_co = TypeVar("S_co", bound="DeskScreen[Any]", covariant=True)


class Part(Generic[S_co]):
    """One subject of a screen: it does its commands in methods ``action_<name>``, as a screen does its own.

    It reads and writes through ``self.screen`` and opens dialogs over it; what only a dialog needs is
    imported when that is opened, since a desk starts with every part of its first screens.
    """

    OFFERS: ClassVar[tuple[CommandClass, ...]] = ()
    """The commands that it does."""

    def __init__(self, screen: S_co) -> None:
        """Work on that screen."""
        self.screen = screen

    @property
    def desk(self) -> "Desk":
        """The client and what goes with it."""
        return self.screen.desk

    @property
    def offers(self) -> tuple[CommandClass, ...]:
        """The commands that it does; a part that has more than those of its class says so."""
        return self.OFFERS

    def why_not(self, command: CommandClass) -> str | None:  # noqa: ARG002 - for parts that know one
        """Why this command of its own cannot be done just now, in words; ``None``: it can."""
        return None

    def before(self, command: CommandClass) -> None:
        """A command of the screen is about to be done, by whatever does it."""

    def method_of(self, command: CommandClass) -> Callable[[], object] | None:
        """What does a command, awaited if it can be; ``None``: this part does not."""
        method: Callable[[], object] | None = getattr(self, f"action_{command.action()}", None)
        return method
