"""What every screen of the desk works with, and the least of an app that carries it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from rich.console import RenderableType
from textual.app import App
from textual.events import Event, InputEvent, Key, MouseMove, Paste
from textual.notifications import SeverityLevel
from textual.screen import Screen

from cartui.client.protocol import Client, ClientError
from cartui.commands.keymap import Keymap
from cartui.model.query import Count
from cartui.model.shop import Shop
from cartui.screens.desk.attendance import Attendance
from cartui.screens.desk.cart_edits import CartEdits
from cartui.screens.desk.document_places import DocumentPlaces
from cartui.screens.desk.half_typed import HalfTyped
from cartui.screens.desk.own_views import OwnViews
from cartui.screens.desk.reach import Reach
from cartui.screens.desk.saved_rows import SavedRows
from cartui.screens.desk.statement_places import StatementPlaces
from cartui.screens.desk.type_ahead import TypeAhead
from cartui.settings.sessions import Session
from cartui.terminal.environment import Mouse
from cartui.widgets.backend_name import BackendName

if TYPE_CHECKING:  # what a starting desk does not need yet
    from cartui.model.bulk import BulkJob
    from cartui.screens.desk.job_at_hand import JobAtHand


@dataclass(frozen=True, slots=True)
class Display:
    """How the agent wants things shown; values of the settings, given by the command line."""

    theme: str = ""
    """Name of a theme; empty: what suits the terminal."""
    locale: str = "en"
    """CLDR locale in which amounts and numbers are shown and typed."""
    timezone: str | None = None
    """Time zone in which moments are shown and typed (decision 6); ``None``: the system's."""
    keymap: Keymap = field(default_factory=Keymap)
    mouse: Mouse = "clicks"
    """What the mouse is for."""
    whole_frames: bool = False
    """Whether everything that is drawn is written, also what the terminal shows already."""
    idle_lock: timedelta | None = None
    """For how long the desk may be left alone; ``None``: for ever."""
    confirm_from: int = 100
    """From how many carts on their number is typed before they are changed; 0: always."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in the shop; ``None`` while that is not known."""

    carts: Count | None = None
    locked: Count | None = None
    to_approve: Count | None = None


def _now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


_RUNNING_ON: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
"""A clock that goes on while the machine sleeps."""


def _passing() -> float:
    """Seconds since some moment, those included in which the machine slept, where it counts them."""
    return time.monotonic() if _RUNNING_ON is None else time.clock_gettime(_RUNNING_ON)


@dataclass(slots=True)
class Desk:
    """The client and what goes with it; one per app, reached as ``self.desk`` from every screen."""

    client: Client
    display: Display = field(default_factory=Display)
    now: Callable[[], datetime] = _now
    """This moment as aware UTC; tests freeze it."""
    backend: BackendName = field(default_factory=BackendName)
    """What the backend is called, on every screen."""
    session: Session = field(default_factory=Session)
    """What is remembered for the next start in this shop."""
    passing: Callable[[], float] = _passing
    """Seconds of a clock that never stands still; tests move it."""
    restricted: bool = False
    """Whether whoever logged in gets this desk and nothing else: no shell, no other shop."""
    saved_rows: SavedRows = field(default_factory=SavedRows)
    """The carts that were in sight the last time."""
    own_views: OwnViews = field(default_factory=OwnViews)
    """The agent's own views of the carts."""
    statements: StatementPlaces = field(default_factory=StatementPlaces)
    """Where statements of payment providers are looked for, and how files of them are understood."""
    documents: DocumentPlaces = field(default_factory=DocumentPlaces)
    """What documents are drawn on, and where they are saved."""
    website_page: str = ""
    """Where the shop's own website shows a cart, with ``{number}`` or ``{id}`` in it; empty: nowhere."""
    shop: Shop = field(default_factory=Shop)
    """What the business decides; empty until the client is open."""
    is_open: bool = False
    """Whether the client is open; until then a screen shows its frame and waits for ``when_open``."""
    trouble: str = ""
    """Why the shop cannot be opened, or what can be mended in a terminal only; told there on leaving."""
    reach: Reach = field(default_factory=Reach)
    """Whether the backend answers now."""
    unanswered: dict[object, str] = field(default_factory=dict)
    """What was asked for without an answer so far, in words; it is asked again until there is one."""
    waiting: Waiting = Waiting()
    """What waits in the shop, for the first line of every screen."""
    last_market: str | None = None
    """The market in which this agent last started a cart."""
    at_hand: dict[str, CartEdits] = field(default_factory=dict)
    """Carts that are being edited, by id: what waits to be saved outlives the screen."""
    seen: dict[str, int] = field(default_factory=dict)
    """The latest version of each cart and order that was opened or changed here: to this desk no news."""
    attendance: Attendance = field(default_factory=Attendance)
    """At which carts others see this desk."""
    half_typed: HalfTyped = field(default_factory=HalfTyped)
    """What was typed and is not saved yet."""
    job: "JobAtHand | None" = None
    """The change of many carts that is followed here; ``None``: none since the start."""

    def note_trouble(self, message: str) -> None:
        """Keep a message that names a command, for the terminal, where it can be copied."""
        if "`" in message:
            self.trouble = message


class DeskApp(App[None]):
    """An app that has a desk; ``cartui.app`` adds everything else, tests of one screen need no more."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, desk: Desk) -> None:
        """Take the desk; its client is opened by whoever runs the app."""
        self.desk = desk  # before Textual asks for a driver, which depends on the agent's settings
        super().__init__()
        self.type_ahead = TypeAhead(self, super().on_event, self._waits_long)
        self.cover: Screen[None] | None = None
        """What hides everything else from now on; ``None``: nothing is hidden."""
        self.heeds: Callable[[], bool] = lambda: True
        """Told of each key and click; whether it still counts for something."""

    def count_waiting(self) -> None:
        """Count what waits, for the first line; an app without one counts nothing."""

    async def look_for_orders(self, text: str) -> None:
        """Go to the orders that these words find; an app without that list goes nowhere."""

    async def look_for_carts(self, query: str) -> None:
        """Go to the carts of this query; an app without that list goes nowhere."""

    async def show_carts(self, query: str) -> None:
        """Go to the carts of a query, behind a figure; an app without that list goes nowhere."""

    async def action_go_to_reports(self) -> None:
        """Go to the reports, where one stood; an app without them goes nowhere."""

    def doubt(self, error: ClientError, *, is_read: bool) -> None:
        """A call ended in this error: see whether the backend is away. An app of one screen does not look."""

    def follow_job(self, job: "BulkJob", what: str, *, begun_here: bool = True) -> None:
        """Say from now on how far this change of many carts is; ``what``: what it does, in words.

        ``begun_here``: this desk began it, or went on with it. An app of one screen follows none.
        """

    def show_job(self) -> None:
        """Say on every screen how far the change of many carts is that is followed."""

    def _waits_long(self, waits: bool) -> None:
        """Show that the keys wait for an answer, or that they do so no more."""
        self.desk.reach.slow = waits
        self.show_reach()

    def typed(self) -> None:
        """Something was typed into a form that is open; an app that writes nothing down does nothing."""

    def show_reach(self) -> None:
        """Show in every first line whether the backend answers, and what is not saved."""

    def remember(self, **changes: object) -> None:
        """Let the next start in this shop go on with this (fields of ``Session``)."""
        self.desk.session = self.desk.session.model_copy(update=changes)

    async def on_event(self, event: Event) -> None:
        """Let keys and pastes wait for the screen that they are meant for; what is hidden gets none."""
        if isinstance(event, (InputEvent, Paste)) and not event.is_forwarded and not self._counts(event):
            return
        if isinstance(event, (Key, Paste)) and not event.is_forwarded:
            self.type_ahead.add(event)
        else:
            await super().on_event(event)

    def _counts(self, event: Event) -> bool:
        """Whether it is for somebody who sits here; a mouse that is pushed is nobody's word."""
        return self.cover is None if isinstance(event, MouseMove) else self.heeds()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Draw a screen, unless something hides it, whatever is opened above that meanwhile."""
        if self.cover is None or screen is self.cover:
            super()._display(screen, renderable)

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,  # noqa: ARG002 - data is in most messages, so nothing is ever parsed
    ) -> None:
        """Show a notice, once however often it is said; its text is data, never markup."""
        if self.cover is not None:
            return
        self.take_back(message)
        super().notify(message, title=title, severity=severity, timeout=timeout, markup=False)

    def take_back(self, message: str) -> None:
        """Show a notice no more."""
        for shown in [shown for shown in self._notifications if shown.message == message]:
            self._unnotify(shown)
