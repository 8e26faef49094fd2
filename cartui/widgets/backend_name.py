"""The name of the backend, as the first line of every screen begins with it: nobody edits the wrong shop."""

from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len

from cartui.formatting.cells import fit

READ_ONLY: Final = "READ ONLY"
"""What stands beside the name where nothing can be changed."""

DEMO: Final = "DEMO DATA"
"""The banner of a demo shop (decision 27)."""

MOST_OF_AGENT: Final = 26
"""Cells that an agent's name and role take at most."""

TRUE_COLOURS: Final = {
    "blue": "#ffffff on #0072b2",
    "cyan": "#000000 on #56b4e9",
    "green": "#000000 on #009e73",
    "yellow": "#000000 on #f0e442",
    "orange": "#000000 on #e69f00",
    "red": "#000000 on #d55e00",
    "purple": "#000000 on #cc79a7",
}
"""Okabe and Ito's colours, which people with every kind of colour vision can tell apart."""

ANSI_COLOURS: Final = {
    "blue": "ansi_bright_white on ansi_blue",
    "cyan": "ansi_black on ansi_cyan",
    "green": "ansi_black on ansi_green",
    "yellow": "ansi_black on ansi_bright_yellow",
    "orange": "ansi_black on ansi_yellow",
    "red": "ansi_bright_white on ansi_red",
    "purple": "ansi_bright_white on ansi_magenta",
}
"""The nearest that a terminal with sixteen colours has."""


@dataclass(frozen=True, slots=True)
class BackendName:
    """What the backend is called, and what else has to be seen of it. The colour only helps."""

    name: str = "local"
    """The profile's name, else the server's host, else ``local``."""
    colour: str = ""
    """One of :data:`TRUE_COLOURS`; empty: none."""
    read_only: bool = False
    demo: bool = False

    @property
    def text(self) -> str:
        """The name with what has to be seen beside it."""
        return self._with(DEMO)

    @property
    def short_text(self) -> str:
        """The same where there is little room."""
        return self._with("DEMO")

    def style(self, *, ansi: bool) -> str:
        """How it is drawn; ``ansi`` where the theme has the terminal's own colours only."""
        colours = ANSI_COLOURS if ansi else TRUE_COLOURS
        return f"bold {colours[self.colour]}" if self.colour in colours else "bold"

    def _with(self, demo: str) -> str:
        """The name, and the words beside it."""
        words = (self.name, READ_ONLY if self.read_only else "", demo if self.demo else "")
        text = " · ".join(word for word in words if word)
        return f" {text} " if self.colour else text


def agent_text(name: str, role: str) -> str:
    """Who works, as what: ``alice · lead``; of a long name as much as there is room for."""
    room = MOST_OF_AGENT - cell_len(role) - 3
    shown = name if cell_len(name) <= room else fit(name, room).rstrip()
    return f"{shown} · {role}"
