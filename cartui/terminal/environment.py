"""What Textual is told before it is imported, and which colours a terminal has."""

from collections.abc import Mapping, MutableMapping
from typing import Final, Literal

Mouse = Literal["clicks", "motion", "off"]
"""What the mouse is for: presses, drags and the wheel; also each cell that it passes; nothing."""

_TOLD: Final = {
    "TEXTUAL_FPS": "240",  # the pause between frames is most of what a key has to wait
    "TEXTUAL_ANIMATIONS": "none",
    "ESCDELAY": "40",  # milliseconds
}


def prepare_environment(environment: MutableMapping[str, str]) -> None:
    """Tell Textual how the desk wants it, before its import; what the agent has set already stays."""
    for name, value in _TOLD.items():
        environment.setdefault(name, value)


def usual_theme(environment: Mapping[str, str]) -> str:
    """The theme where nobody named one: the terminal's own colours if it has only sixteen."""
    term, colours = environment.get("TERM", ""), environment.get("COLORTERM", "")
    has_many = "256color" in term or colours in {"truecolor", "24bit"}
    return "cartui-dark" if has_many else "ansi-dark"


def erases_in_colour(environment: Mapping[str, str]) -> bool:
    """Whether erasing leaves the colour that is in use; ``screen`` leaves its own background."""
    return "TMUX" in environment or not environment.get("TERM", "").startswith("screen")
