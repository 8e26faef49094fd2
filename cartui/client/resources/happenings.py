"""What happened to carts, what was exported, and who has one open.

Part of :mod:`cartui.client.protocol`, where what holds for all calls is said.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

from cartui.model.query import Page

if TYPE_CHECKING:  # what a starting desk does not need yet
    from cartui.model.activity import Activity
    from cartui.model.exported import NewExport, NotedExport
    from cartui.model.history import EntryKind, HistoryEntry
    from cartui.model.presence import OpenElsewhere, Present


class History(Protocol):
    """What happened, by whom."""

    async def of_cart(
        self,
        ref: str,
        *,
        kinds: "Collection[EntryKind]" = (),
        limit: int = 200,
        after: int | None = None,
    ) -> "tuple[HistoryEntry, ...]":
        """The entries of one cart, latest first; of a purged one who did what kind of thing when.

        Only those of ``kinds``, where some are given. ``after`` is the id of an entry: those before it in
        time come, so that the last id of one answer leads to the next. Raises ``NotFound``.
        """
        ...

    async def recent(
        self,
        *,
        kinds: "Collection[EntryKind]" = (),
        agent: str | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> "Page[Activity]":
        """What was done to carts and their orders, over all of them, latest first; purged ones are left out.

        A bulk change is one of them, from when it was begun, in place of what it did to each cart; it is of
        the kind that its entries in the carts' histories are of. An export is one, of the kind ``exported``.
        Only what is of ``kinds``, and what the agent of exactly that name did, where they are given. Raises
        ``Invalid`` for a cursor of another list.
        """
        ...

    async def comment(self, ref: str, text: str, *, key: str | None = None) -> "HistoryEntry":
        """Write a comment on a cart's timeline, whatever state the cart is in; gives its entry.

        The cart, its version and what can be undone stay as they are; the feed of changes tells of it as
        ``history``. Card numbers are masked, blank lines around the text are taken off. Raises ``Invalid``
        for a text of nothing or of more than 10,000 characters, ``NotFound``.
        """
        ...

    async def begin_export(self, export: "NewExport", *, key: str | None = None) -> "NotedExport":
        """Keep for good that the actor begins to write those rows to a file; viewers may.

        Call it before the first row is read: what cannot be noted is not to be exported. The feed of changes
        tells of it as ``export``. Raises ``Invalid``.
        """
        ...

    async def end_export(self, export: int, rows: int, *, key: str | None = None) -> "NotedExport":
        """Keep how many rows an export had; said once more it changes nothing.

        Raises ``NotFound``, ``Forbidden`` for somebody else's, ``Conflict`` where another number is kept
        already, ``Invalid`` for fewer than none.
        """
        ...


class Presence(Protocol):
    """Who has which cart open at the moment.

    It is written in no history and raises no version; the feed of changes tells of it as ``presence``. A
    ``ref`` is a cart's, as for :class:`Carts`; ``desk`` is a name of 1 to 64 characters that a desk makes up
    for itself. Who is there at several desks is given once, and every call gives the one who is there the
    longest first. All raise ``NotFound``; a desk without a name is ``Invalid``.
    """

    async def enter(self, ref: str, *, desk: str) -> "tuple[Present, ...]":
        """Be present at a cart for 45 seconds from now on; gives who is there beside this desk.

        Repeat it every 15 seconds: whoever stops doing so is gone by themselves. The actor is among those who
        are given where they have it open at another desk, too. Viewers may.
        """
        ...

    async def leave(self, ref: str, *, desk: str) -> "tuple[Present, ...]":
        """Be present there at this desk no more; gives who still is. A desk that was not leaves nothing."""
        ...

    async def of(self, ref: str, *, desk: str = "") -> "tuple[Present, ...]":
        """Who has it open beside this desk of the actor's, without being seen. A read never writes."""
        ...

    async def everywhere(self, *, desk: str = "") -> "tuple[OpenElsewhere, ...]":
        """The carts that somebody has open beside this desk of the actor's, each once, for a list's signs.

        However many carts a list shows, it asks this once. They are 500 at most, those first that are said to
        be open for the longest.
        """
        ...
