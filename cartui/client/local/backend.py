"""What all resources of the local client share: the database, the actor, the clock and the threads.

SQLite is never touched on the event loop: a key press would wait for the disk. Each call runs as one
unit of work in a thread, in one read snapshot or one write transaction.
"""

import asyncio
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from cartui.client.clock import utc_now
from cartui.client.local.change_signal import ChangeSignal
from cartui.client.local.reading_threads import THREADS, ReadingThreads, told
from cartui.model.agent import Actor
from cartui.model.errors import Forbidden, Unavailable
from cartui.rules.permissions import Operation, ensure_may_do
from cartui.store.database import Database

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection

    from cartui.client.local.token_check import TokensAndMark
    from cartui.store.glances import Glances

T = TypeVar("T")


class LocalDatabase:
    """A database with the threads that work on it, open or not; any number of actors may share it."""

    def __init__(self, location: str, *, readonly: bool = False) -> None:
        """Remember what to open; nothing is touched before :meth:`open`."""
        self.location: Final = location
        self.readonly: Final = readonly
        self.change_signal: Final = ChangeSignal(location)
        """Tells when to look for changes."""
        self._database: Database | None = None
        self._glances: Glances | None = None
        self._readers: ReadingThreads | None = None
        self._writer: ThreadPoolExecutor | None = None

    async def open(self) -> None:
        """Open the database, making or upgrading it where that is needed and allowed; or ``Unavailable``."""
        # Writers wait for each other anyway: in a thread of their own, they never keep a reader waiting.
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cartui-writer")
        self._database = await asyncio.get_running_loop().run_in_executor(self._writer, self._open_database)
        self._readers = ReadingThreads(at_once=THREADS if self._database.path is None else 1)

    def _open_database(self) -> Database:
        """Open it in a thread, since an upgrade may take its time."""
        return Database(self.location, readonly=self.readonly)

    async def close(self) -> None:
        """Close the database after the work under way."""
        writer, readers, database, glances = self._writer, self._readers, self._database, self._glances
        self._writer = self._readers = self._database = self._glances = None
        await self.change_signal.close()
        if writer is not None:
            await asyncio.to_thread(writer.shutdown, wait=True)
        if readers is not None:
            await asyncio.to_thread(readers.close)
        if glances is not None:
            glances.close()
        if database is not None:
            await asyncio.to_thread(database.close)

    def rest(self, seconds: float) -> bool:
        """Wait until nothing is being written; ``False`` where that takes longer. Call it on the event loop.

        Whoever waits there begins nothing new meanwhile, so nothing is being written when it returns.
        """
        if self._writer is None:
            return True
        try:
            self._writer.submit(_nothing).result(timeout=seconds)
        except TimeoutError:
            return False
        return True

    @property
    def database(self) -> Database:
        """The open database. Raises ``Unavailable`` when it is not open."""
        if self._database is None:
            raise Unavailable("this client is not open")
        return self._database

    async def glance(self, token_hashes: Collection[str]) -> "TokensAndMark":
        """Look who these tokens belong to and whether anything was written. Raises ``Unavailable``."""
        # with the accounts, which only a server needs
        from cartui.client.local.token_check import TokensAndMark
        from cartui.store.glances import Glances

        if self._glances is None:
            self._glances = Glances(self.database)
        mark, agents = await self.in_thread(partial(self._glances.take, token_hashes))
        return TokensAndMark(mark, agents)

    async def in_thread(self, work: Callable[[], T], *, writes: bool = False) -> T:
        """Run ``work`` in one of the threads, or in the writer's. Raises ``Unavailable`` when not open."""
        if self._readers is None or self._writer is None:
            raise Unavailable("this client is not open")
        if not writes:
            return await self._readers.do(work)
        return await asyncio.get_running_loop().run_in_executor(self._writer, told(work))


def _nothing() -> None:
    """Work that is done as soon as all before it is."""


class LocalBackend:
    """A database, worked on for one actor."""

    def __init__(
        self,
        shared: LocalDatabase,
        actor: Actor,
        clock: Callable[[], datetime] = utc_now,
        *,
        by_token: bool = False,
        token_check: "Callable[[Connection], None] | None" = None,
    ) -> None:
        """Work on that database, which somebody opens and closes.

        ``by_token``: the actor came in by the token of an account, and does not own the database.
        ``token_check`` is asked first in every unit of work whether that still holds, and raises otherwise.
        """
        self.shared: Final = shared
        self.actor: Final = actor
        self.clock: Final = clock
        self.by_token: Final = by_token
        self._token_check: Final = token_check

    @property
    def location(self) -> str:
        """Path or URL of the database."""
        return self.shared.location

    @property
    def database(self) -> Database:
        """The open database. Raises ``Unavailable`` when it is not open."""
        return self.shared.database

    async def read(self, work: "Callable[[Connection], T]") -> T:
        """Run ``work`` in one read snapshot, in a thread."""
        return await self.shared.in_thread(lambda: self._read(work))

    async def read_first(
        self, first: "Callable[[sqlite3.Connection], T]", work: "Callable[[Connection], T]"
    ) -> T:
        """Run ``first`` until somebody here has needed SQLAlchemy, and ``work`` from then on.

        Both give the same; a starting desk has its rows before SQLAlchemy would be loaded.
        """
        return await self.shared.in_thread(lambda: self._read_first(first, work))

    async def write(self, operation: Operation, work: "Callable[[Connection], T]") -> T:
        """Run ``work`` in one write transaction, in a thread; ``Forbidden`` where the actor may not do it.

        Nobody may where the database was opened to be read only: to try again would never help. A write that
        was begun is finished even when nobody waits for it any more.
        """
        ensure_may_do(self.actor.role, operation)
        if self.shared.readonly:
            raise Forbidden(f"This backend is read-only, so nobody may {operation} here. Nothing was saved.")
        return await asyncio.shield(self.shared.in_thread(lambda: self._write(work), writes=True))

    async def truncate_log(self) -> bool:
        """Empty SQLite's log, in a thread; ``False`` where readers are in the way. See ``Database``."""
        return await self.shared.in_thread(self.database.truncate_log)

    def _read_first(self, first: "Callable[[sqlite3.Connection], T]", work: "Callable[[Connection], T]") -> T:
        """One unit of reading, by the driver alone where that is the quicker way."""
        if self._token_check is not None or not self.database.reads_by_driver:
            return self._read(work)
        with self.database.read_by_driver() as connection:
            return first(connection)

    def _read(self, work: "Callable[[Connection], T]") -> T:
        """One unit of reading."""
        with self.database.read() as connection:
            self._check_token(connection)
            return work(connection)

    def _write(self, work: "Callable[[Connection], T]") -> T:
        """One unit of writing: committed as a whole, or not at all."""
        with self.database.write() as connection:
            self._check_token(connection)
            done = work(connection)
        self.shared.change_signal.ring()
        return done

    def _check_token(self, connection: "Connection") -> None:
        """Look whether the actor is still let in. Raises ``Unauthenticated``."""
        if self._token_check is not None:
            self._token_check(connection)
