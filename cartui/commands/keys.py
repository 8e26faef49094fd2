"""Keys as people write them and as they read them."""

from typing import Final

_SHOWN: Final = {
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "escape": "esc",
    "delete": "del",
    "question_mark": "?",
    "slash": "/",
    "space": "space",
}


def is_chord(key: str) -> bool:
    """Whether these are two keys, one after the other (``g o``)."""
    return " " in key


def show_key(key: str) -> str:
    """A key as it is printed on the keyboard: ``pagedown`` is ``PgDn``, ``shift+up`` is ``shift+↑``."""
    if is_chord(key):
        return " ".join(show_key(part) for part in key.split())
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    return "+".join([*modifiers, _SHOWN.get(name, name)])
