"""One call of the protocol as a request: where it goes, what it holds, and whether it may be repeated."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar, overload
from urllib.parse import quote

from cartui.model.text import REPLACEMENT, clean_line
from cartui.wire.bodies import LARGEST
from cartui.wire.long_work import LONG
from cartui.wire.paths import VERSION, segment

T = TypeVar("T")

Asked = str | int | None
"""A value in a query; ``None`` is left out."""


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """What is asked, and what is made of the answer."""

    answer: type[T]
    method: str
    path: str
    """With its query, encoded."""
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    writes: bool = False
    repeatable: bool = True
    """Whether the server takes a repeat for the same."""
    keyed: bool = False
    """Whether the caller has a key, by which another try is known as the same."""

    @property
    def is_long_work(self) -> bool:
        """Whether it takes its time at the server."""
        return self.method != "GET" and self.path in LONG

    @property
    def is_kept(self) -> bool:
        """Whether its answer is kept, for a server that is away."""
        return self.method == "GET"


def path_of(*parts: str, of: str | None = None, then: tuple[str, ...] = (), **asked: Asked) -> str:
    """Build an API path: fixed words, the quoted ref ``of``, more words, the query.

    Numbers out of range are clamped. An empty ref is sent as a blank, because without it the path would name
    another resource.
    """
    words = [VERSION, *parts, *([] if of is None else [segment(clean_line(of) or " ")]), *then]
    query = "&".join(f"{name}={_query_value(value)}" for name, value in asked.items() if value is not None)
    return "/".join(words) + (f"?{query}" if query else "")


_SAFE: Final = "-._~:,*@"
"""What may stand in a query as it is, beside letters and digits."""

_HALF: Final = re.compile("[\ud800-\udfff]")


def _query_value(value: str | int) -> str:
    """A value of a query; half a character, which UTF-8 does not have, is U+FFFD."""
    if isinstance(value, int):
        return str(within_bounds(value, least=None))
    return quote(_HALF.sub(REPLACEMENT, value), safe=_SAFE)


@overload
def within_bounds(number: int, *, least: int | None = 0) -> int: ...


@overload
def within_bounds(number: None, *, least: int | None = 0) -> None: ...


@overload
def within_bounds(number: int | None, *, least: int | None = 0) -> int | None: ...


def within_bounds(number: int | None, *, least: int | None = 0) -> int | None:
    """The number that can be sent instead of one that no backend has: it fits nothing either.

    Versions begin at 1, so 0 is none of them; with ``least`` of ``None`` it may be below 0 as well.
    """
    if number is None:
        return None
    return min(max(number, -LARGEST if least is None else least), LARGEST)


def number_name(number: int) -> str:
    """The number of a message or a bulk change as it stands in a path; one out of range is none there."""
    return str(within_bounds(number))
