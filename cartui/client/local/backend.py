"""What all resources of the local client share: the database, the actor, the clock and the threads.

Each call is one unit of work, in one read snapshot or one write transaction. It runs in a thread, since a key
press would wait for the disk; a read of a file that is short is begun on the event loop (``short_reads``).
"""

import asyncio
from collections.abc import Callable, Collection, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from cartui.client.clock import utc_now
from cartui.client.local.change_signal import ChangeSignal
from cartui.client.local.reading_threads import THREADS, ReadingThreads, told
from cartui.client.local.short_reads import ShortReads
from cartui.model.agent import Actor
from cartui.model.errors import Forbidden, Unavailable
from cartui.rules.permissions import Operation, ensure_may_do
from cartui.store.database import Database
from cartui.store.kept_connection import OF_SYSTEM, GivenUp, KeptConnection, Stopwatch

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection

    from cartui.client.local.bulk.running import BulkRuns, Faults
    from cartui.client.local.deliveries import Deliveries
    from cartui.client.local.token_check import TokensAndMark
    from cartui.mail.delivery import MailServer
    from cartui.model.paper import Stationery
    from cartui.model.sharing import Links
    from cartui.store.token_glance import Glance

T = TypeVar("T")


class LocalDatabase:
    """A database with the threads that work on it, open or not; any number of actors may share it."""

    def __init__(
        self,
        location: str,
        *,
        readonly: bool = False,
        time: Stopwatch = OF_SYSTEM,
        mail: "Callable[[], MailServer] | None" = None,
        faults: "Faults | None" = None,
        links: "Links | None" = None,
        stationery: "Stationery | None" = None,
    ) -> None:
        """Remember what to open; nothing is touched before :meth:`open`.

        By ``time`` is told which reads are short. Messages go to the server that ``mail`` makes. ``faults``
        is told of what breaks in work that nobody waits for. Customers find a quote where ``links`` says, if
        anywhere. Documents of messages are drawn on ``stationery``, or on plain A4.
        """
        self.location: Final = location
        self.readonly: Final = readonly
        self.mail: Final = mail
        self.links: Final = links
        self.stationery: Final = stationery
        self._deliveries: Deliveries | None = None
        self._bulk_runs: BulkRuns | None = None
        self._faults: Final[Faults] = faults or _nobody_is_told
        self._time: Final = time
        self.change_signal: Final = ChangeSignal(location)
        """Tells when to look for changes."""
        self._database: Database | None = None
        self._kept: KeptConnection | None = None
        """Of a file."""
        self._short: ShortReads | None = None
        self._readers: ReadingThreads | None = None
        self._writer: ThreadPoolExecutor | None = None
        self._is_written: Callable[[], bool] | None = None
        """Whether what was given to the writer last is over; ``None`` before the first."""

    async def open(self) -> None:
        """Open the database, making or upgrading it where that is needed and allowed; or ``Unavailable``."""
        # Writers wait for each other anyway: in a thread of their own, they never keep a reader waiting.
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="cartui-writer")
        self._database = await asyncio.get_running_loop().run_in_executor(self._writer, self._open_database)
        on_file = self._database.path is not None
        self._readers = ReadingThreads(at_once=1 if on_file else THREADS)
        if on_file:
            self._kept = KeptConnection(self._database)
            self._short = ShortReads(self._kept, self._time)

    def _open_database(self) -> Database:
        """Open it in a thread, since an upgrade may take its time."""
        return Database(self.location, readonly=self.readonly)

    @property
    def deliveries(self) -> "Deliveries | None":
        """What is being handed to the mail server; ``None`` where there is none."""
        if self._deliveries is None and self.mail is not None:
            from cartui.client.local.deliveries import Deliveries

            self._deliveries = Deliveries(self, self.mail())
        return self._deliveries

    @property
    def bulk_runs(self) -> "BulkRuns":
        """The bulk changes that this process works on."""
        if self._bulk_runs is None:
            from cartui.client.local.bulk.running import BulkRuns

            self._bulk_runs = BulkRuns(self._faults)
        return self._bulk_runs

    async def close(self) -> None:
        """Close the database after the work under way."""
        if self._bulk_runs is not None:
            await self._bulk_runs.close()
            self._bulk_runs = None
        if self._deliveries is not None:
            await self._deliveries.close()
            self._deliveries = None
        writer, readers, database, kept = self._writer, self._readers, self._database, self._kept
        self._writer = self._readers = self._database = self._kept = self._short = None
        await self.change_signal.close()
        if writer is not None:
            await asyncio.to_thread(writer.shutdown, wait=True)
        if readers is not None:
            await asyncio.to_thread(readers.close)
        if kept is not None:
            await asyncio.to_thread(kept.close)
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

    async def glance(self, token_hashes: Collection[str], now: datetime) -> "TokensAndMark":
        """Look who these tokens belong to and whether anything is another by now. Raises ``Unavailable``."""
        # with the accounts, which only a server needs
        from cartui.client.local.token_check import TokensAndMark
        from cartui.store.token_glance import glance_at_file, glance_at_server

        kept = self._kept
        if kept is None:
            return TokensAndMark(
                *await self.read(partial(glance_at_server, token_hashes=token_hashes, now=now))
            )

        def work(connection: "Connection") -> "Glance":
            return glance_at_file(connection, token_hashes, now, number=kept.connections)

        return TokensAndMark(*await self._read(kept.snapshot, work, "glance"))

    async def read(self, work: "Callable[[Connection], T]", like: Hashable = None) -> T:
        """Run ``work`` in one read snapshot. Raises ``Unavailable``.

        ``like`` is the same for reads that take about as long as each other, where these may be short: then
        it is begun on the loop, and in a thread only where it was given up.
        """
        return await self._read(self.database.read, work, like)

    async def _read(
        self,
        snapshot: "Callable[[], AbstractContextManager[Connection]]",
        work: "Callable[[Connection], T]",
        like: Hashable,
    ) -> T:
        """Run ``work`` on the loop where it is probably short, and else in a thread, in that snapshot."""
        short = self._short
        if short is None or like is None:
            return await self.in_thread(partial(_read_in, snapshot, work))
        kind = short.kind(like)
        if kind.is_short and short.is_ready:
            await asyncio.sleep(0)  # whoever reads page after page lets others in between
            if self._is_at_rest:
                with suppress(GivenUp):
                    return short.do(kind, work)
        measured = partial(short.measured, kind, partial(_read_in, snapshot, work))
        done, seconds = await self.in_thread(measured, quick=kind.is_short)
        kind.took(seconds)
        return done

    @property
    def _is_at_rest(self) -> bool:
        """Whether no thread is at work for long, which takes the interpreter away with every row."""
        is_written = self._is_written is None or self._is_written()
        return is_written and (self._readers is None or not self._readers.at_length)

    async def in_thread(self, work: Callable[[], T], *, writes: bool = False, quick: bool = False) -> T:
        """Run ``work`` in one of the threads, or in the writer's. Raises ``Unavailable`` when not open.

        ``quick``: it is probably over in a moment.
        """
        if self._readers is None or self._writer is None:
            raise Unavailable("this client is not open")
        if not writes:
            return await self._readers.do(work, quick=quick)
        writing = self._writer.submit(told(work))
        self._is_written = writing.done
        return await asyncio.wrap_future(writing)


def nobody_is_let_in(_connection: "Connection") -> None:
    """The check of a client that has not looked for its actor's account yet."""
    raise Unavailable("this client is not open")


def _read_in(
    snapshot: "Callable[[], AbstractContextManager[Connection]]", work: "Callable[[Connection], T]"
) -> T:
    """What ``work`` reads in that snapshot."""
    with snapshot() as connection:
        return work(connection)


def _nobody_is_told(_event: str, _error: BaseException) -> None:
    """What is told of faults where nobody keeps them."""


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
        self.actor = actor
        self.clock: Final = clock
        self.by_token: Final = by_token
        self._token_check = token_check

    async def let_in(self) -> None:
        """Work as what the account of the actor's name is, as long as it is. Raises ``Unauthenticated``."""
        from cartui.client.local.account_check import AccountCheck, as_account

        def look() -> Actor:
            with self.database.read() as connection:
                return as_account(connection, self.actor)

        self.actor = await self.shared.in_thread(look)
        self._token_check = AccountCheck(self.actor)

    @property
    def location(self) -> str:
        """Path or URL of the database."""
        return self.shared.location

    @property
    def database(self) -> Database:
        """The open database. Raises ``Unavailable`` when it is not open."""
        return self.shared.database

    async def read(
        self,
        work: "Callable[[Connection], T]",
        like: Hashable = None,
        *,
        operation: Operation = Operation.READ,
    ) -> T:
        """Run ``work`` in one read snapshot; ``Forbidden`` where the actor may not do ``operation``.

        What ``like`` says stands at ``LocalDatabase.read``.
        """
        ensure_may_do(self.actor.role, operation)
        return await self.shared.read(partial(self._checked, work), like)

    async def read_first(
        self,
        first: "Callable[[sqlite3.Connection], T]",
        work: "Callable[[Connection], T]",
        like: Hashable = None,
    ) -> T:
        """Run ``first`` until somebody here has needed SQLAlchemy, and ``work`` from then on.

        Both give the same; a starting desk has its rows before SQLAlchemy would be loaded.
        """
        ensure_may_do(self.actor.role, Operation.READ)
        if self._token_check is None and self.database.reads_by_driver:
            return await self.shared.in_thread(lambda: self._read_first(first, work))
        return await self.read(work, like)

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
        if not self.database.reads_by_driver:  # any more
            with self.database.read() as connection:
                return self._checked(work, connection)
        with self.database.read_by_driver() as connection:
            return first(connection)

    def _checked(self, work: "Callable[[Connection], T]", connection: "Connection") -> T:
        """One unit of reading."""
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
