"""The desk as an app: it opens the client, knows the screens, and passes on what changes.

``run_desk`` is the way in. Before this module is imported, ``cartui.terminal.environment`` has to prepare
the environment, since Textual reads it when it is imported.
"""

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final

from rich.segment import Segment, Segments
from textual.app import UnknownModeError
from textual.command import CommandPalette
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.screen import Screen
from textual.theme import ThemeProvider
from textual.worker import WorkerFailed

from cartui.client.protocol import ClientError
from cartui.commands.keymap import Keymap, read_keymap
from cartui.commands.palette import ScreenCommands
from cartui.model.frozen import make_all_checks
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.desk.desk import Desk
from cartui.screens.desk.desk_facts import agent_of, backend_name
from cartui.screens.desk.desk_screen import DeskScreen
from cartui.screens.running.connection import BackendConnection
from cartui.screens.running.draft_keeping import DraftKeeping
from cartui.screens.running.every import every_offer, load_every_screen
from cartui.screens.running.following_jobs import FollowingJobs
from cartui.screens.running.leaving import leave
from cartui.screens.running.memory import Memory
from cartui.screens.running.modes import FIRST_SCREENS
from cartui.screens.running.open_screens import OpenScreens
from cartui.screens.running.suspending import suspend
from cartui.settings.drafts import DraftFiles
from cartui.settings.errors import NotWritten
from cartui.settings.log import Log
from cartui.settings.sessions import Session, Sessions
from cartui.terminal.clipboard import copy_sequence
from cartui.terminal.crash import crash_message
from cartui.terminal.environment import usual_theme
from cartui.terminal.first_frame import FirstFrame
from cartui.terminal.pauses import keep_what_is_there
from cartui.terminal.signals import forget_signals, leave_on_signals
from cartui.terminal.themes import THEMES
from cartui.terminal.title import title_sequence

if TYPE_CHECKING:
    from cartui.screens.start.first_start import Beginning, FirstTime
    from cartui.screens.start.profile_choice import Backends

REST_LATER: Final = 1.0
"""Seconds after the first rows until what no start needs is loaded, so that no key waits for that either."""


class CartuiApp(FollowingJobs):
    """The desk."""

    TITLE = "cartui"
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = dict(FIRST_SCREENS)
    DEFAULT_MODE = "carts"
    CSS = """
    * { scrollbar-size-vertical: 1; }
    ToastRack { dock: top; align: right top; margin: 1 0 0 0; scrollbar-size-vertical: 0; }
    ListScreen ToastRack { dock: bottom; align: right bottom; margin: 0 0 1 0; }
    Toast { width: auto; max-width: 78; margin: 0; padding: 0 1; }
    """

    def __init__(
        self,
        desk: Desk,
        *,
        log: Log | None = None,
        first_start: "FirstTime | None" = None,
        backends: "Backends | None" = None,
        sessions: Sessions | None = None,
        drafts: DraftFiles | None = None,
        first_frame: FirstFrame | None = None,
    ) -> None:
        """Take a desk whose client is not open yet; at a first start it is asked first where to begin.

        Without ``backends`` there is no other one to go to, without ``sessions`` nothing is remembered, and
        without ``drafts`` nothing that is half typed is written down.
        ``first_frame`` is what the terminal shows already.
        """
        super().__init__(desk)
        self.beginning: Beginning | None = None
        """How to begin, where another desk than this one does."""
        self.goes_to: str | None = None
        """The profile to go on with after the end; whoever started the desk opens that."""
        self.open_screens: Final = OpenScreens(self)
        """What is told of changes."""
        self._backends = backends
        self._first_frame = first_frame
        self._memory = Memory(desk, sessions)
        self._drafts = DraftKeeping(self, desk, drafts)
        self._first_start = first_start
        self._desk_log = log
        self._connection = BackendConnection(
            desk,
            self.open_screens,
            self._memory,
            self._drafts,
            later=self.set_timer,
            opened=self._opened,
            fault=self._failed,
        )
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self._theme_in((desk.saved_rows.page or desk).session)

    def get_driver_class(self) -> type[Driver]:
        """Our own way of reading and writing, where there is a terminal of the usual kind."""
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver":
            return usual
        from cartui.terminal.driver import desk_driver

        return desk_driver(whole_frames=self.desk.display.whole_frames, mouse=self.desk.display.mouse)

    def _build_driver(
        self, headless: bool, inline: bool, mouse: bool, size: tuple[int, int] | None
    ) -> Driver:
        """The driver, with what it finds on the terminal."""
        driver = super()._build_driver(headless, inline, mouse, size)
        if self._first_frame is not None and self._first_frame.is_up:
            from cartui.terminal.driver import DeskDriver

            if isinstance(driver, DeskDriver):
                driver.first_frame = self._first_frame
                self.call_later(driver.take_over)
        return driver

    # --- life ------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """The frame is there: open the client behind it, once it is clear which shop it is."""
        leave_on_signals(self._leave)
        if self.desk.display.idle_lock is not None:
            from cartui.screens.running.idle_lock import IdleLock

            IdleLock(self, self.desk.display.idle_lock, take_down=self._take_down).start()
        self._show_title()
        self.watch(self, "theme", self._theme_chosen, init=False)
        for mistake in self.desk.own_views.left_out:
            self.notify(f"A view of yours is left out: {mistake}", severity="warning", timeout=20)
        if self._first_start is None:
            self._connection.open()
        else:
            from cartui.screens.start.first_start import FirstStart

            self.push_screen(FirstStart(self._first_start), self._begin)

    def _begin(self, beginning: "Beginning | None") -> None:
        """It was chosen how to begin. What is elsewhere is opened by whoever started this desk."""
        from cartui.screens.start.first_start import Beginning

        if beginning is Beginning.SHOP:
            self.run_worker(self._remember_shop(), group="writes")
            self._connection.open()
        else:
            self.beginning = beginning
            self.exit()

    async def _remember_shop(self) -> None:
        """Write down where the shop is. Without that it is found as well, as long as it stays there."""
        assert self._first_start is not None  # noqa: S101 - only a first start makes a shop
        try:
            await asyncio.to_thread(self._first_start.remember_shop)
        except NotWritten as error:
            self.notify(f"The shop is there, but not named in your settings: {error}", severity="warning")

    async def on_unmount(self) -> None:
        """Let the client close in good order."""
        forget_signals()
        await self._connection.close()
        await self.desk.saved_rows.write()
        await self._memory.end()
        await self._drafts.end()

    def _take_down(self) -> None:
        """Note the carts in sight and what stands in forms, for the next start."""
        self._drafts.gather(self.screen_stack)
        for screen in self.open_screens:
            if isinstance(screen, CartList):
                screen.rows_before_open.take_down()

    def _leave(self, signal_number: int) -> None:
        """A signal came: end as if asked to, with the status that shells expect."""
        self._take_down()
        self.exit(return_code=128 + signal_number)

    def _opened(self) -> None:
        """The client is open: its name is known now, and what no start needs can be loaded."""
        self._show_title()
        self.theme = self._theme_in(self.desk.session)
        self.set_timer(REST_LATER, self._load_the_rest)
        self.set_timer(REST_LATER, self.look_for_jobs)
        self.run_worker(self._drafts.forget_what_is_gone(), group="drafts")

    def _failed(self, error: BaseException) -> None:
        """A task of the desk ended with a fault: that is brought to where the app handles errors."""
        self.call_later(_raise, error)

    def _load_the_rest(self) -> None:
        """Load the screens that nobody has gone to yet, beside what the desk is doing."""
        self.run_worker(_load_and_keep, group="loading", thread=True)

    def _show_title(self) -> None:
        """Name the backend in the title of the terminal, too."""
        parts = ("cartui", backend_name(self.desk).text.strip(), agent_of(self.desk))
        if self._driver is not None:
            self._driver.write(title_sequence(" · ".join(part for part in parts if part)))

    # --- whether the backend answers ---------------------------------------------------------------

    def doubt(self, error: ClientError, *, is_read: bool) -> None:
        """A call ended in this error: see whether the backend is away."""
        self._connection.doubt(error, is_read=is_read)

    def show_reach(self) -> None:
        """Show in every first line whether the backend answers, and what is not saved."""
        self.open_screens.show_reach()

    def count_waiting(self) -> None:
        """Count what waits, for the first line."""
        self.open_screens.count_waiting()

    def remember(self, **changes: object) -> None:
        """Let the next start in this shop go on with this."""
        super().remember(**changes)
        self._memory.soon()

    # --- what is half typed ------------------------------------------------------------------------

    def typed(self) -> None:
        """Something was typed into a form: it is written down in a moment."""
        self._drafts.soon()

    # --- commands ----------------------------------------------------------------------------------

    def action_show_palette(self) -> None:
        """Find a command of the screen in front."""
        self.push_screen(CommandPalette(providers=[ScreenCommands], placeholder="Find a command"))

    def action_change_theme(self) -> None:
        """Choose how the desk looks."""
        self.push_screen(CommandPalette(providers=[ThemeProvider], placeholder="Find a theme"))

    def action_show_help(self) -> None:
        """Show the keys of the screen in front."""
        screen = self.screen
        if isinstance(screen, DeskScreen):
            from cartui.screens.dialogs.help import Help

            self.push_screen(Help(screen.offers, screen.keymap, screen.why_never))

    def _theme_chosen(self) -> None:
        """Another theme is shown: let the next start in this shop have it, if it was chosen."""
        if self.theme != self._theme_in(self.desk.session):
            self.remember(theme=self.theme, theme_said=self.desk.display.theme)

    def _theme_in(self, session: Session) -> str:
        """The theme that is chosen there, or said by the settings, or needed by the terminal."""
        wanted = session.theme_over(self.desk.display.theme) or usual_theme(os.environ)
        return wanted if wanted in self.available_themes else THEMES[0].name

    async def action_quit_home(self) -> None:
        """Leave from a list."""
        await self.action_quit()

    def action_recent_carts(self) -> None:
        """Show the carts that were opened last."""
        screen = self.screen
        if isinstance(screen, DeskScreen) and self.desk.is_open:
            from cartui.screens.one_cart.dialogs.recent_carts import go_to_recent

            screen.flow(partial(go_to_recent, screen))

    def action_switch_profile(self) -> None:
        """Go to another backend."""
        if self._backends is None:
            self.notify("This desk was started for one shop only.", severity="warning")
        else:
            from cartui.screens.start.profile_choice import ProfileChoice

            self.push_screen(ProfileChoice(self._backends), self._go_to)

    def _go_to(self, profile: str | None) -> None:
        """Leave for another backend, whose desk is one of its own: nothing of this one can be seen there."""
        if profile is not None:
            leaving = leave(self, partial(self._end, profile), for_another=True)
            self.run_worker(leaving, group="quit", exclusive=True)

    async def action_quit(self) -> None:
        """Leave, after what is being saved is saved; what would be lost is asked about first."""
        self.run_worker(leave(self, partial(self._end, None)), group="quit", exclusive=True)

    def action_suspend_desk(self) -> None:
        """Give the terminal to the shell for a while."""
        self.run_worker(suspend(self, self._driver), group="suspending", exclusive=True)

    def _end(self, profile: str | None) -> None:
        """End, to go on elsewhere or not at all; the next start begins with what is in sight now."""
        self._take_down()
        self.goes_to = profile
        self.exit()

    # --- the terminal ------------------------------------------------------------------------------

    def copy_to_clipboard(self, text: str) -> None:
        """Copy to the clipboard of the agent's terminal, also through tmux and screen."""
        self._clipboard = text
        if self._driver is not None:
            self._driver.write(copy_sequence(text, os.environ))

    def _handle_exception(self, error: Exception) -> None:
        """Stop at a fault. What is missed while the desk takes all its screens away is none."""
        if not (self._exit and isinstance(error, (NoMatches, UnknownModeError))):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Say that the desk had to stop. Textual would print a traceback with the values of variables."""
        if self._exit_renderables:
            return  # what goes wrong because of the first fault tells nobody more
        error: BaseException = self._exception or RuntimeError()
        if isinstance(error, WorkerFailed):
            error = error.error  # which says where
        if self._desk_log is not None:
            self._desk_log.fault("desk stopped", error)
        text = crash_message(error, None if self._desk_log is None else self._desk_log.path)
        self._exit_renderables.append(Segments([Segment(text), Segment.line()]))
        self._close_messages_no_wait()


def _load_and_keep() -> None:
    """Load every screen and make ready what they use; all that is there by then stays with the desk."""
    load_every_screen()
    make_all_checks()
    keep_what_is_there()


def _raise(error: BaseException) -> None:
    """Bring an error to where the app handles errors."""
    raise error


def desk_keymap(given: Mapping[str, str]) -> Keymap:
    """Understand the keymap of the settings, for every screen there is; raises ``KeymapError``."""
    return read_keymap(given, offers=every_offer())


@dataclass(frozen=True, slots=True)
class Ending:
    """How a desk ended, and whether to go on at another one."""

    status: int
    """The exit status of the process, where nothing goes on."""
    beginning: "Beginning | None" = None
    """What was chosen at the first start, where another desk begins with it."""
    goes_to: str | None = None
    """The profile to go on with; empty: the backend that was there first."""


def run_desk(
    desk: Desk,
    *,
    log: Log | None = None,
    first_start: "FirstTime | None" = None,
    backends: "Backends | None" = None,
    sessions: Sessions | None = None,
    drafts: DraftFiles | None = None,
    first_frame: FirstFrame | None = None,
    tell: Callable[[str], None] = lambda _trouble: None,
) -> Ending:
    """Show the desk until it is left; ``tell`` gets trouble that was not solved."""
    app = CartuiApp(
        desk,
        log=log,
        first_start=first_start,
        backends=backends,
        sessions=sessions,
        drafts=drafts,
        first_frame=first_frame,
    )
    app.run(mouse=desk.display.mouse != "off")
    if desk.trouble and app.goes_to is None:
        tell(desk.trouble)
    return Ending(app.return_code or 0, app.beginning, app.goes_to)
