"""The strings of `quality.md` that must crash nothing, be parsed by nothing and reach no terminal raw."""

from collections.abc import Iterator, Sequence
from typing import Final

from tests.scale import is_full

HOSTILE: Final[tuple[str, ...]] = (
    "\x1b[31mred",
    "\x1b]0;title\x07",
    "\x1b]52;c;aGk=\x1b\\",
    "\x1b[2J",
    "\x1bc",
    "\x9b31m",
    "nul\x00nul",
    "bell\x07",
    "del\x7fdel",
    "one\rtwo",
    "one\ntwo",
    "one\r\ntwo",
    "one\ttwo",
    "right\u202eleft",
    "isolate\u2066d",
    "zero\u200bwidth",
    "line\u2028separator",
    "paragraph\u2029separator",
    "\ufeffmark",
    "tag\U000e0041",
    "lone\ud800surrogate",
    "[bold]x[/]",
    "[/nope]",
    "Smith [/]",
    "[@click=app.quit]x[/]",
    "[VIP]",
    "[$5]",
    "{{7*7}}",
    "{0.__class__}",
    "=1+1",
    "@SUM(A1)",
    "-2+3",
    "'; DROP TABLE carts;--",
    '"quoted" and \\',
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%s%n",
    "x" * 10_000,
    "a" + "\u0301" * 200,
    "⚠️",
    "👨‍👩‍👧",
    "বাংলা ক্ষ্\u200cষ",
    "العربية",
    "日本語",
)
"""Each is a name somebody could have; an empty one is :data:`EMPTY`, since most fields refuse it."""

EMPTY: Final = ""

CONTROLS: Final = frozenset(
    [
        *map(chr, range(0x20)),
        *map(chr, range(0x7F, 0xA0)),
        *map(chr, range(0xD800, 0xE000)),
        *"\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff",
        *map(chr, range(0xE0000, 0xE0080)),
    ]
)
"""What may stand in no line that is shown: controls, surrogates, direction marks, separators and tags."""


def shared_out(texts: Sequence[str], fields: int) -> Iterator[tuple[str, ...]]:
    """Texts for so many fields at a time: each text comes to one of them, on a full run to every one."""
    for shift in range(fields if is_full() else 1):
        for start in range(0, len(texts), fields):
            dealt = [texts[(start + place) % len(texts)] for place in range(fields)]
            yield (*dealt[shift:], *dealt[:shift])
