"""What reads were answered last: asked for anew only where it changed, and shown while the server is away.

What a write gave counts as read: who saved something is not shown what it was before. All is kept in memory
alone and belongs to one client, so to one agent; closing forgets it.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cartui.client.rest.calls import path_of
from cartui.model.cart import Cart
from cartui.model.customer import Customer
from cartui.model.order import Order

Saved = Cart | Order | Customer
"""What a write gives as it is now, and a read by its id."""

_MOST: Final = 256
_MOST_BYTES: Final = 16_000_000
"""Of the answers as they came; as models they take a few times that."""


@dataclass(frozen=True, slots=True)
class Known:
    """One answer."""

    value: object
    as_of: datetime
    """When the server last said so (UTC)."""
    etag: str | None
    size: int
    """Bytes of the answer."""


class LastKnown:
    """The answers that were used last, by what was asked."""

    def __init__(self, *, most: int = _MOST, most_bytes: int = _MOST_BYTES) -> None:
        """Keep that many, and no more than that many bytes."""
        self._most: Final = most
        self._most_bytes: Final = most_bytes
        self._known: OrderedDict[str, Known] = OrderedDict()
        self._bytes = 0

    def get(self, asked: str) -> Known | None:
        """What was answered to that last, or ``None``."""
        known = self._known.get(asked)
        if known is not None:
            self._known.move_to_end(asked)
        return known

    def put(self, asked: str, known: Known) -> None:
        """Keep an answer, and let go of those that were not asked for the longest."""
        self.forget(asked)
        if known.size > self._most_bytes:
            return
        self._known[asked] = known
        self._bytes += known.size
        while len(self._known) > self._most or self._bytes > self._most_bytes:
            self.forget(next(iter(self._known)))

    def put_saved(self, value: object, as_of: datetime, size: int) -> None:
        """Keep what a write gave under its id and all names that it was read by; ``size``: of the answer.

        A repeat may be given what the first try gave: something newer that is known by now stays.
        """
        if not isinstance(value, Saved):
            return
        for asked in (_path_of(value), *self._names_of(value)):
            known = self._known.get(asked)
            if known is None or not isinstance(known.value, Saved) or known.value.version <= value.version:
                self.put(asked, Known(value, as_of, None, size))
        if isinstance(value, Order):
            self.put_saved(value.cart, as_of, size)

    def _names_of(self, value: Saved) -> list[str]:
        """What was asked when it was the answer."""
        return [
            asked
            for asked, known in self._known.items()
            if isinstance(known.value, type(value)) and known.value.id == value.id
        ]

    def forget(self, asked: str) -> None:
        """Keep no answer to that."""
        known = self._known.pop(asked, None)
        if known is not None:
            self._bytes -= known.size

    def clear(self) -> None:
        """Forget everything."""
        self._known.clear()
        self._bytes = 0


def _path_of(value: Saved) -> str:
    """Where it is read by its id."""
    match value:
        case Cart():
            return path_of("carts", of=value.id)
        case Order():
            return path_of("orders", of=value.id)
        case Customer():
            return path_of("customers", of=value.id)
