"""The pen of a terminal: its colours and attributes, and the shortest SGR sequence from one to another."""

from functools import lru_cache
from typing import Final, NamedTuple

_OFF: Final = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "21": "24",
    "5": "25",
    "6": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    "51": "54",
    "52": "54",
    "53": "55",
}
"""The parameter that takes an attribute away; some share one, so that the other has to be put back."""

_SEEN_ON_BLANKS: Final = frozenset({"4", "7", "9", "21", "51", "52", "53"})
"""Attributes that show on a cell without a character: lines, and colours the other way round."""

_COLOUR_PARAMETERS: Final = {"5": 3, "2": 5}
"""The number of parameters of a colour: of 256, or of all."""


class Pen(NamedTuple):
    """The look of the next character. Colours and attributes are parameters of SGR."""

    foreground: str = ""
    """Empty: the terminal's own."""
    background: str = ""
    attributes: frozenset[str] = frozenset()
    link: str = ""
    """The sequence that began a link (OSC 8); empty: none."""

    @property
    def shows_on_blanks(self) -> bool:
        """Whether a blank written with it is more than its background."""
        return not self.attributes.isdisjoint(_SEEN_ON_BLANKS)


NORMAL: Final = Pen()

_LINK_END: Final = "\x1b]8;;\x1b\\"


@lru_cache(maxsize=4096)
def with_sgr(pen: Pen, parameters: str) -> Pen:
    """The pen after ``CSI parameters m``; raises ``ValueError`` for parameters that it does not know."""
    foreground, background, attributes = pen.foreground, pen.background, pen.attributes
    rest = parameters.split(";")
    while rest:
        first = rest[0] or "0"
        taken = _COLOUR_PARAMETERS[rest[1]] if first in {"38", "48"} and len(rest) > 1 else 1
        colour, rest = ";".join(rest[:taken]), rest[taken:]
        number = int(first)
        if number == 0:
            foreground, background, attributes = "", "", frozenset()
        elif number == 38 or 30 <= number <= 37 or 90 <= number <= 97:
            foreground = colour
        elif number == 48 or 40 <= number <= 47 or 100 <= number <= 107:
            background = colour
        elif number == 39:
            foreground = ""
        elif number == 49:
            background = ""
        elif first in _OFF:
            attributes |= {first}
        elif first in _OFF.values():
            attributes = frozenset(each for each in attributes if _OFF[each] != first)
        else:
            raise ValueError(f"SGR {first}")
    return Pen(foreground, background, attributes, pen.link)


@lru_cache(maxsize=4096)
def for_blanks(pen: Pen) -> Pen:
    """The pen without what cannot be seen of it on a blank."""
    return pen if pen.shows_on_blanks else Pen("", pen.background, frozenset(), pen.link)


@lru_cache(maxsize=4096)
def blank_from(pen: Pen, blank: Pen) -> Pen:
    """The pen nearest to this one with which a blank looks as with that one (see ``for_blanks``)."""
    if blank.shows_on_blanks:
        return blank
    return Pen(pen.foreground, blank.background, pen.attributes - _SEEN_ON_BLANKS, blank.link)


@lru_cache(maxsize=4096)
def change(pen: Pen, other: Pen) -> str:
    """The shortest sequence after which the terminal writes with the other pen."""
    link = "" if pen.link == other.link else (other.link or _LINK_END)
    if pen[:3] == other[:3]:
        return link
    afresh = ";".join(("", *_set(other))) if other[:3] != NORMAL[:3] else ""
    return link + f"\x1b[{min(_difference(pen, other), afresh, key=len)}m"


def _set(pen: Pen) -> list[str]:
    """All parameters of a pen."""
    return [*sorted(pen.attributes, key=int), *(each for each in (pen.foreground, pen.background) if each)]


def _difference(pen: Pen, other: Pen) -> str:
    """The parameters that make one out of the other."""
    off = {_OFF[each] for each in pen.attributes - other.attributes}
    on = {each for each in other.attributes if each not in pen.attributes or _OFF[each] in off}
    found = sorted(off, key=int) + sorted(on, key=int)
    if pen.foreground != other.foreground:
        found.append(other.foreground or "39")
    if pen.background != other.background:
        found.append(other.background or "49")
    return ";".join(found)
