"""Keys as people write them in a keymap, and which of them no terminal sends, or the desk never gets."""

import string
import unicodedata
from difflib import get_close_matches
from typing import Final

_FUNCTION_KEYS: Final = frozenset(f"f{number}" for number in range(1, 25))

_MOVING: Final = frozenset(
    {"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert", "delete"}
)
"""Keys that terminals send with ctrl and shift too."""

_NAMED: Final = _FUNCTION_KEYS | _MOVING | {"enter", "tab", "escape", "backspace", "space"}

_ALSO: Final = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "page_up": "pageup",
    "page_down": "pagedown",
    "control": "ctrl",
    "strg": "ctrl",
    "↑": "up",
    "↓": "down",
    "←": "left",
    "→": "right",
}
"""Other words for them: what the footer shows, and what stands on keyboards."""

_SIGN_NAMES: Final = {
    "slash": "/",
    "backslash": "\\",
    "at": "@",
    "minus": "-",
    "plus": "+",
    "underscore": "_",
} | {unicodedata.name(sign).lower().replace(" ", "_").replace("-", "_"): sign for sign in string.punctuation}
"""Signs by their names."""

_SAME_BYTE: Final = {"h": "backspace", "i": "tab", "j": "enter", "m": "enter", "[": "escape"}
"""What a terminal sends for ctrl and that key is what it sends for the other one."""

_CONTROL_SIGNS: Final = {
    "\\": "backslash",
    "]": "right_square_bracket",
    "^": "circumflex_accent",
    "_": "underscore",
}
"""The signs that terminals send with ctrl, by Textual's names."""

_NOT_SENT: Final = {
    "alt": "the desk takes alt for esc and the key after it",
    "meta": "the desk takes alt for esc and the key after it",
    "option": "the desk takes alt for esc and the key after it",
}
"""Why a modifier cannot be used; the others are kept by the system or the terminal."""


class KeyNameError(ValueError):
    """That is no key the desk could get; the message is a sentence without its subject."""


def read_keys(text: str) -> tuple[str, ...]:
    """The keys of one entry of a keymap (``n, ctrl+n``), as the commands write theirs.

    Two keys with a blank between them are pressed one after the other. Raises ``KeyNameError``.
    """
    parts = text.split(",") if text.strip() != "," else [","]
    keys = tuple(_read_presses(part) for part in parts)
    for key in keys:
        if keys.count(key) > 1:
            raise KeyNameError(
                f"names {key!r} twice: the comma is between two ways to do it. "
                f'One key after the other is written with a blank, "{key} {key}"'
            )
    return keys


def _read_presses(text: str) -> str:
    """One key, or two to be pressed one after the other."""
    presses = text.split() or (["space"] if text else [""])
    if presses == [""] or (presses == ["space"] and not text.strip() and len(text) > 1):
        raise KeyNameError("has nothing before or after a comma: write a key there")
    if len(presses) > 2:
        raise KeyNameError(f"cannot be {' '.join(presses)!r}: two keys after each other are the most")
    return " ".join(map(read_key, presses))


def read_key(text: str) -> str:
    """One key as the commands write it: the character itself, or Textual's name. Raises ``KeyNameError``."""
    *modifiers, name = _split(text)
    known = _known(name)
    if known is None:
        near = get_close_matches(name.lower(), [*_NAMED, *_SIGN_NAMES], n=1)
        raise KeyNameError(
            f"cannot be {text!r}: {name!r} is no key" + (f"; did you mean {near[0]!r}?" if near else "")
        )
    held = {_ALSO.get(modifier.lower(), modifier.lower()) for modifier in modifiers}
    for modifier in held - {"ctrl", "shift"}:
        reason = _NOT_SENT.get(modifier, f"terminals do not send {modifier!r}")
        raise KeyNameError(f"cannot be {text!r}: {reason}")
    if not held:
        return known
    return _with_ctrl(text, known, held) if "ctrl" in held else _with_shift(text, known)


def is_typed(key: str) -> bool:
    """Whether a field takes this key as text."""
    return len(key) == 1 or key == "space"


def _split(text: str) -> list[str]:
    """Modifiers and the key itself, which may be the plus sign."""
    if len(text) > 1 and text.endswith("+"):
        return [*text[:-1].removesuffix("+").split("+"), "+"]
    return text.split("+") if len(text) > 1 else [text]


def _known(name: str) -> str | None:
    """The key of that name, written in any way; ``None``: there is none."""
    if len(name) == 1 and name not in _ALSO:
        return "space" if name == " " else name if name.isprintable() else None
    plain = _ALSO.get(name.lower(), name.lower())
    return plain if plain in _NAMED else _SIGN_NAMES.get(plain)


def _with_shift(text: str, key: str) -> str:
    """Shift and a key: for characters it is another character."""
    if len(key) == 1:
        instead = repr(key.upper()) if key.upper() != key else "the sign that it gives, such as '?'"
        raise KeyNameError(f"cannot be {text!r}, which no terminal sends: write {instead}")
    if key not in _MOVING and key != "tab":
        raise KeyNameError(f"cannot be {text!r}: terminals do not send shift with it")
    return f"shift+{key}"


def _with_ctrl(text: str, key: str, held: set[str]) -> str:
    """Ctrl and a key, perhaps with shift."""
    plain = key.lower()
    if plain in _SAME_BYTE:
        raise KeyNameError(f"cannot be {text!r}: for a terminal that is the same as {_SAME_BYTE[plain]!r}")
    if "shift" in held:
        if key in _MOVING:
            return f"ctrl+shift+{key}"
        raise KeyNameError(f"cannot be {text!r}: terminals do not send ctrl and shift together with it")
    if key in _MOVING or key in _FUNCTION_KEYS or (len(plain) == 1 and plain in string.ascii_lowercase):
        return f"ctrl+{plain}"
    if key in _CONTROL_SIGNS:
        return f"ctrl+{_CONTROL_SIGNS[key]}"
    raise KeyNameError(f"cannot be {text!r}: terminals do not send ctrl with it")
