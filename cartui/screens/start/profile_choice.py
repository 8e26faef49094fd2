"""Going to another backend: the profiles of the settings, and the one that the desk was started with."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from textual import on
from textual.widget import Widget

from cartui.client.protocol import ClientError
from cartui.commands.command import CommandClass
from cartui.commands.navigation import MOVES
from cartui.commands.picking import Choose, LeaveDialog
from cartui.screens.dialogs.dialog import Dialog
from cartui.widgets.choices import Choice, Choices

STARTED_WITH: Final = ""
"""Names the backend that the desk was started with, where that is no profile's."""


@dataclass(frozen=True, slots=True)
class KnownBackend:
    """A backend that one can go to."""

    profile: str
    """Its name in the settings, or :data:`STARTED_WITH`."""
    name: str
    """As the desk writes it."""
    kind: str
    """``database`` or ``server``."""
    place: str
    """Path or host, for people."""
    remarks: tuple[str, ...] = ()
    """What else is to be known: that it is read-only, that there is no token."""
    is_here: bool = False
    """Whether it is the one that the desk is at."""


@dataclass(frozen=True, slots=True)
class Backends:
    """The other backends, as whoever starts the desk knows them."""

    known: Callable[[], Sequence[KnownBackend]]
    """Looks them up in the settings as they are now, in a thread. Raises ``ClientError``."""
    try_out: Callable[[str], Awaitable[None]]
    """Opens a profile's backend and closes it again. Raises ``ClientError`` where that does not work."""
    settings: str
    """Where the settings are, for people."""


class ProfileChoice(Dialog[str | None]):
    """Gives the profile to go to, once its backend was reached; until then one stays where one is."""

    HEADING = "go to another shop"
    OFFERS: ClassVar[tuple[CommandClass, ...]] = (Choose, LeaveDialog, *MOVES)
    DEFAULT_CSS = """
    ProfileChoice Choices { height: auto; max-height: 14; }
    """

    def __init__(self, backends: Backends) -> None:
        """Choose among these."""
        super().__init__()
        self._backends = backends
        self._known: tuple[KnownBackend, ...] = ()
        self._trying = False

    def inside(self) -> Iterable[Widget]:
        """The list."""
        yield Choices()

    def on_mount(self) -> None:
        """Look them up: that asks the disk, and may ask a keyring."""
        self.query_one(Choices).focus()
        self.told.say("looking them up …")
        self.read(self._look_up(), group="profiles", hold=self.desk_app.type_ahead.hold())

    async def _look_up(self) -> None:
        """List them, standing on the one where one is."""
        try:
            self._known = tuple(await asyncio.to_thread(self._backends.known))
        except ClientError as error:
            self.show_error(error)
            return
        here = next((at for at, each in enumerate(self._known) if each.is_here), 0)
        self.query_one(Choices).show([_row(each) for each in self._known], index=here)
        others = any(not each.is_here for each in self._known)
        name = "[profiles.NAME]"
        more = f"No other shop is in your settings: {name} in {self._backends.settings} names one."
        self.told.say("" if others else more)

    @on(Choices.Clicked)
    def clicked(self, event: Choices.Clicked) -> None:
        """A click takes the row."""
        event.stop()
        self.action_choose()

    def why_not(self, command: CommandClass) -> str | None:
        """One at a time."""
        if command is Choose and self._trying:
            return "It is being opened; esc gives up"
        return super().why_not(command)

    def action_choose(self) -> None:
        """See whether it can be opened; the one where one is needs no opening."""
        index = self.query_one(Choices).index
        if index is None:
            return
        chosen = self._known[index]
        if chosen.is_here:
            self.dismiss(None)
            return
        self._trying = True
        self.told.say(f"opening {chosen.name} …")
        self.read(self._try_out(chosen), group="profiles")

    async def _try_out(self, chosen: KnownBackend) -> None:
        """Go there if that is possible. What is wrong with it is no doubt about the backend where one is."""
        try:
            await self._backends.try_out(chosen.profile)
        except ClientError as error:
            self.show_error(error)
        else:
            self.dismiss(chosen.profile)

    def show_error(self, error: ClientError) -> None:
        """It is said here, and another one can be chosen. Nothing has happened to the desk behind."""
        self._trying = False
        self.refresh_hints()
        super().show_error(error)


def _row(backend: KnownBackend) -> Choice:
    """A backend in a line."""
    mark = "●" if backend.is_here else " "
    return Choice((f"{mark} {backend.name}", backend.kind, backend.place, " · ".join(backend.remarks)))
