"""The changes for everybody who follows them: one process looks once, however many read.

A reader first gets what it missed, from the database, and then what the one follower sees. What waits for a
reader is bounded: one that falls behind is cut off and resumes from its last number.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

from cartui.client.local import LocalClient
from cartui.model.changes import GAP, Change
from cartui.model.errors import ClientError, Unavailable

_END: Final = None
"""What a reader's queue holds when it is over."""


class Reader:
    """Somebody who follows: what waits for them."""

    def __init__(self, backlog: int) -> None:
        """Nothing waits yet."""
        self.waiting: asyncio.Queue[Change | None] = asyncio.Queue(backlog + 1)
        self._over = False

    def tell(self, change: Change) -> None:
        """Put a change behind the others; a reader that is too far behind is cut off instead."""
        if self._over:
            return
        if self.waiting.qsize() >= self.waiting.maxsize - 1:
            self.end()
        else:
            self.waiting.put_nowait(change)

    def end(self) -> None:
        """Tell it that nothing comes after what waits."""
        if not self._over:
            self._over = True
            self.waiting.put_nowait(_END)


class ChangeFeed:
    """Follows the changes while anybody reads them."""

    def __init__(self, host: LocalClient, *, backlog: int, readers: int) -> None:
        """Follow that client's; nothing happens before the first reader."""
        self._host = host
        self._backlog = backlog
        self._most = readers
        self._readers: set[Reader] = set()
        self._follower: asyncio.Task[None] | None = None
        self._closed = False

    def join(self) -> Reader:
        """One more reader. Raises ``Unavailable`` where there are too many, or the server is closing."""
        if self._closed:
            raise Unavailable("The server is closing.")
        if len(self._readers) >= self._most:
            raise Unavailable("Too many follow the changes of this server already.", retry_after=30)
        reader = Reader(self._backlog)
        self._readers.add(reader)
        return reader

    def leave(self, reader: Reader) -> None:
        """That reader is gone; without any, nothing is followed."""
        self._readers.discard(reader)
        if not self._readers and self._follower is not None:
            self._follower.cancel()
            self._follower = None

    async def start(self, reader: Reader, after: int | None) -> tuple[int, AsyncIterator[Change]]:
        """The number that the reading starts from, and every change after it; ``None``: from now on.

        It ends when the server closes, when the reader is too slow, or when the database is out of reach.
        """
        latest = await self._host.latest_change()
        if self._follower is None:
            self._follower = asyncio.create_task(self._follow(latest), name="changes")
        if after is None:
            return latest, self._of(reader, latest, latest)
        return after, self._of(reader, after, latest)

    async def _of(self, reader: Reader, seen: int, latest: int) -> AsyncIterator[Change]:
        """What was missed up to the latest number at the start, and then what waits."""
        if seen > latest:  # the database was put back to an older copy
            seen = latest
            yield Change(seq=latest, kind=GAP, id="", version=0, agent="")
        if seen < latest:
            async for change in self._host.changes(seen):
                seen = change.seq
                yield change
                if seen >= latest or self._closed:
                    break
        while (waiting := await reader.waiting.get()) is not _END:
            if waiting.seq > seen:
                seen = waiting.seq
                yield waiting

    async def _follow(self, after: int) -> None:
        """Tell all readers of every change; where the database is out of reach, they have to come back."""
        try:
            with suppress(ClientError):
                async for change in self._host.changes(after):
                    for reader in self._readers:
                        reader.tell(change)
        finally:
            if asyncio.current_task() is self._follower:
                self._follower = None
                self._end_all()

    def close(self) -> None:
        """End every reading at once: the server is closing."""
        self._closed = True
        if self._follower is not None:
            self._follower.cancel()
        self._end_all()

    def _end_all(self) -> None:
        """Tell every reader that it is over."""
        for reader in self._readers:
            reader.end()
