"""Lists whose query line offers what may stand in it: keys, their words, and values that there are."""

import asyncio
from abc import abstractmethod
from collections.abc import Collection
from typing import ClassVar, Final, TypeVar

from textual import on

from cartui.client.protocol import Invalid, NotFound, Unsupported
from cartui.model.text import clean_line
from cartui.rules.query.completion import Completion, complete
from cartui.rules.query.keys import KeySet
from cartui.screens.lists.list_screen import ListScreen
from cartui.widgets.query_line import QueryLine

T = TypeVar("T")

PAUSE: Final = 0.08
"""Seconds without a key before the backend is asked for values."""

MOST: Final = 20
"""Values of a key that are asked for at once."""


class CompletingList(ListScreen[T]):
    """A list that knows what may stand in its query line."""

    KEYS: ClassVar[KeySet]
    """The keys of the line."""

    def __init__(self) -> None:
        """Know nothing that there is yet."""
        super().__init__()
        self._values: dict[str, tuple[str, ...]] = {}

    @abstractmethod
    def known_keys(self) -> Collection[str]:
        """Keys that the backend can filter by; asked only once it is open."""

    def on_mount(self) -> None:
        """From now on the line offers what there is."""
        self.line.completer = self._complete

    def _complete(self, text: str, cursor: int, asked: bool) -> Completion:
        """What may stand at that place, by what is known so far."""
        shop = self.desk.shop
        known = {key: tuple((value, "") for value in values) for key, values in self._values.items()}
        known["market"] = tuple((market.code, market.name) for market in shop.markets)
        known["level"] = tuple((level.code, level.name) for level in shop.price_levels)
        keys = self.known_keys() if self.desk.is_open else None
        return complete(text, cursor, of=self.KEYS, keys=keys, known=known, asked=asked)

    @on(QueryLine.Wanted)
    def values_wanted(self, event: QueryLine.Wanted) -> None:
        """Ask for values, once the typing pauses; a newer question takes the place of this one."""
        event.stop()
        if self.desk.is_open:
            self.read(self._read_values(event.key, event.prefix), group="values", quietly=True)

    async def _read_values(self, key: str, prefix: str) -> None:
        """Offer the values that begin like that. A backend that has none to offer is no trouble.

        They are those of open and locked carts: whoever looks after these looked after the orders, too.
        """
        await asyncio.sleep(PAUSE)
        try:
            values = await self.desk.client.carts.values(key, prefix, limit=MOST)
        except (Invalid, NotFound, Unsupported):
            values = ()
        values = tuple(clean_line(value) for value in values)  # they are what shops have sent
        if values != self._values.get(key):
            self._values[key] = values
            self.line.offer_again()
