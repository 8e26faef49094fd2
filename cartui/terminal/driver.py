"""How the desk reads the terminal on Linux, macOS and BSD."""

import codecs
import os
import selectors
from typing import Final

from textual import constants
from textual._parser import ParseError
from textual.drivers.linux_driver import LinuxDriver

from cartui.terminal.keys import KeyParser
from cartui.terminal.straight import straighten
from cartui.terminal.title import GIVE_BACK, KEEP

IDLE: Final = 0.1
"""Seconds after which the reading thread looks whether it is to end."""


class DeskDriver(LinuxDriver):
    """Textual's driver; escape is told from a sequence sooner, and a mouse that only moves says nothing."""

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

    def start_application_mode(self) -> None:
        """Take the terminal over; its title is remembered."""
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual has no types for it
        self.write(KEEP)
        self.flush()

    def stop_application_mode(self) -> None:
        """Give the terminal back, with its title."""
        self.write(GIVE_BACK)
        super().stop_application_mode()

    def write(self, data: str) -> None:
        """Write, with columns straight whatever the terminal thinks of the widths."""
        super().write(straighten(data))

    def _enable_mouse_support(self) -> None:
        """Presses, drags and the wheel, without a report for every cell that the mouse passes."""
        if not self._mouse:
            return
        self.write("\x1b[?1000h")  # presses and releases
        self.write("\x1b[?1002h")  # moves while a button is down
        self.write("\x1b[?1006h")  # positions as decimal numbers
        self.flush()

    def _disable_mouse_support(self) -> None:
        """No more reports."""
        if not self._mouse:
            return
        self.write("\x1b[?1006l\x1b[?1002l\x1b[?1000l")
        self.flush()
