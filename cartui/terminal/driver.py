"""How the desk reads and writes the terminal on Linux, macOS and BSD."""

import codecs
import os
import selectors
from typing import ClassVar, Final

from textual import constants
from textual._parser import ParseError
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Resize
from textual.message import Message

from cartui.terminal.environment import Mouse, erases_in_colour
from cartui.terminal.first_frame import ENTER_SCREEN, FirstFrame
from cartui.terminal.keys import KeyParser
from cartui.terminal.sequences import only_text
from cartui.terminal.title import GIVE_BACK, KEEP
from cartui.terminal.wide_characters import straighten
from cartui.terminal.writing import Writing

IDLE: Final = 0.1
"""Seconds after which the reading thread looks whether it is to end."""


class DeskDriver(LinuxDriver):
    """Textual's driver; it writes only what the terminal does not show, and knows escape sooner."""

    WHOLE_FRAMES: ClassVar[bool] = False
    """Whether everything that Textual draws is written, as a terminal may need that loses some of it."""
    FOLLOWS_MOUSE: ClassVar[bool] = False
    """Whether each cell that the mouse passes is reported."""

    def __init__(
        self, app: App[None], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        """Know nothing of what the terminal shows."""
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._writing = Writing(erases_in_colour=erases_in_colour(os.environ))
        self._is_there = False
        self._was_there = False
        self.first_frame: FirstFrame | None = None
        """What was drawn already, on the screen that the desk uses."""

    def run_input_thread(self) -> None:
        """Read keys until the desk ends."""
        parser = KeyParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                ready = selector.select(constants.ESCAPE_DELAY if parser.is_waiting else IDLE)
                if ready:
                    data = os.read(self.fileno, 4096)
                    if not data:
                        break  # the terminal is gone; SIGHUP says so too
                    for message in parser.feed(decode(data)):
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
        try:
            for message in parser.feed(""):
                del message
        except (EOFError, ParseError):
            pass

    def process_message(self, message: Message) -> None:
        """Pass a message on; terminals that say themselves that they were resized say it here."""
        if isinstance(message, Resize):
            self._writing.doubt()
        super().process_message(message)

    def start_application_mode(self) -> None:
        """Take the terminal over and remember its title; after a suspension all is shown again.

        What was drawn there before stays until :meth:`take_over`: what a desk draws first is not whole.
        """
        before = None if self.first_frame is None else self.first_frame.hand_over()
        self._is_there = before is not None
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual has no types for it
        self._is_there = False
        self.write(KEEP)
        self._writing.doubt()
        if before is not None:
            self.attrs_before = before
            self._writing.hold()
        elif self._was_there:
            self.show_again()
        self._was_there = True
        self.flush()

    def stop_application_mode(self) -> None:
        """Give the terminal back, with its title and in its own colours."""
        self.write(GIVE_BACK)
        if not self.WHOLE_FRAMES:
            super().write(self._writing.end())
        super().stop_application_mode()

    def write(self, data: str) -> None:
        """Write what changes the picture; columns are straight whatever the terminal thinks of the widths."""
        if self._is_there and data == ENTER_SCREEN:
            return  # once more would empty it
        needed = (
            straighten(only_text(data)) if self.WHOLE_FRAMES else self._writing.needed(data, self._app.size)
        )
        if needed:
            super().write(needed)

    def take_over(self) -> None:
        """Let the desk be seen in place of what was drawn before it; called once the app runs."""
        self._app.screen.refresh()  # what was drawn while it did not is lost
        self._app.screen.call_after_refresh(self._show_frames)

    def _show_frames(self) -> None:
        """Show what the desk has drawn meanwhile."""
        if not self.WHOLE_FRAMES and (held := self._writing.release(self._app.size)):
            super().write(held)
            self.flush()

    def show_again(self) -> None:
        """Write all that is shown once more, whatever the terminal made of it."""
        if self.WHOLE_FRAMES:
            self._app.call_later(self._app.refresh)
        elif again := self._writing.again(self._app.size):
            super().write(again)

    def _get_terminal_size(self) -> tuple[int, int]:
        """The size, for which Textual asks when it has changed: then nobody knows what the terminal shows."""
        self._writing.doubt()
        return super()._get_terminal_size()

    def _enable_mouse_support(self) -> None:
        """Presses, drags and the wheel; a report for every cell that the mouse passes only if wanted."""
        if not self._mouse:
            return
        self.write("\x1b[?1000h")  # presses and releases
        self.write("\x1b[?1003h" if self.FOLLOWS_MOUSE else "\x1b[?1002h")  # moves: all, or with a button
        self.write("\x1b[?1006h")  # positions as decimal numbers
        self.flush()

    def _disable_mouse_support(self) -> None:
        """No more reports."""
        if not self._mouse:
            return
        self.write("\x1b[?1006l\x1b[?1003l\x1b[?1002l\x1b[?1000l")
        self.flush()


def desk_driver(*, whole_frames: bool = False, mouse: Mouse = "clicks") -> type[DeskDriver]:
    """The driver for a terminal as the agent wants it to be used; Textual makes it itself."""

    class ChosenDriver(DeskDriver):
        """The driver with these settings."""

        WHOLE_FRAMES = whole_frames
        FOLLOWS_MOUSE = mouse == "motion"

    return ChosenDriver
