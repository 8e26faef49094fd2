"""Short reads are done on the event loop; one that is not is given up there, and nobody waits for it."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from cartui.client.local.backend import LocalDatabase
from cartui.client.local.short_reads import HELD_UP, MOST_LEFT, SECONDS, Kind, ShortReads
from cartui.model.errors import NotFound, Unavailable
from cartui.store.carts.records import insert_cart
from cartui.store.database import Database
from cartui.store.kept_connection import OF_SYSTEM, GivenUp, KeptConnection, Stopwatch, TimeLimit
from cartui.store.raw_statements import run
from tests.contract.shop import NOW
from tests.store.records import cart

T = TypeVar("T")

PATIENCE = 30

ENDLESS = 1_000_000_000.0

LONG = (
    "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 200000) "
    "SELECT count(*) FROM numbers"
)
"""What takes SQLite some millions of instructions."""


def long_count(conn: Connection) -> int:
    """Count in SQL."""
    return int(run(conn, LONG, ())[0][0])


def carts_in(conn: Connection) -> int:
    """How many carts there are."""
    return int(run(conn, "SELECT count(*) FROM cart", ())[0][0])


def write_cart(database: Database, number: int) -> None:
    """Commit one more."""
    with database.write() as conn:
        insert_cart(conn, cart(number))


class Looks:
    """A clock by which a second goes by between two looks at it."""

    def __init__(self) -> None:
        self.seconds = count()

    @property
    def stopwatch(self) -> Stopwatch:
        return Stopwatch(clock=self.look, processor=self.look, waits=lambda: 0)

    def look(self) -> float:
        return float(next(self.seconds))


def stopped() -> Stopwatch:
    """Time that does not go by: whatever is read is short."""
    return Stopwatch(clock=float, processor=float, waits=lambda: 0)


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    """One with a cart."""
    with Database(path) as opened:
        write_cart(opened, 1)
        yield opened


@pytest.fixture
def kept(database: Database) -> Iterator[KeptConnection]:
    """A connection to it."""
    connection = KeptConnection(database)
    connection.open()
    yield connection
    connection.close()


def at_once(kept: KeptConnection, work: Callable[[Connection], T], *, looks: float) -> T:
    """Read, with so many looks at the clock."""
    return kept.at_once(work, TimeLimit(Looks().stopwatch, processor=looks, seconds=looks))


def test_only_who_reads_again_and_again_or_writes_keeps_much_of_a_large_file_in_memory(
    database: Database, kept: KeptConnection
) -> None:
    def kilobytes(connection: Connection) -> int:
        return -int(connection.exec_driver_sql("PRAGMA cache_size").scalar_one())

    with database.read() as first, database.read() as second:
        at_length = [kilobytes(first), kilobytes(second)]
    with database.write() as writing:
        assert kilobytes(writing) == kept.at_once(kilobytes, TimeLimit(stopped(), processor=1, seconds=1))
        assert max(at_length) <= kilobytes(writing) / 4


def test_sqlite_is_stopped_when_the_time_is_over(kept: KeptConnection) -> None:
    with pytest.raises(GivenUp):
        at_once(kept, long_count, looks=50)
    assert at_once(kept, long_count, looks=ENDLESS) == 200_000
    assert at_once(kept, carts_in, looks=50) == 1
    assert kept.connections == 1


def test_it_is_not_stopped_because_another_program_had_the_processor(kept: KeptConnection) -> None:
    busy = Stopwatch(clock=Looks().look, processor=float, waits=lambda: 0)
    assert kept.at_once(long_count, TimeLimit(busy, processor=10, seconds=50)) == 200_000


def test_it_is_stopped_when_it_waits_for_a_disk_or_a_thread(kept: KeptConnection) -> None:
    waiting = Stopwatch(clock=Looks().look, processor=float, waits=count().__next__)
    assert kept.at_once(long_count, TimeLimit(waiting, processor=10, seconds=ENDLESS)) == 200_000
    with pytest.raises(GivenUp):
        kept.at_once(long_count, TimeLimit(waiting, processor=10, seconds=50))


def test_the_system_tells_that_a_thread_waited() -> None:
    before = OF_SYSTEM.waits()
    threading.Event().wait(0.001)
    assert OF_SYSTEM.waits() > before


def test_an_answer_that_hides_that_it_was_stopped_is_none(kept: KeptConnection) -> None:
    def hide(conn: Connection) -> str:
        with suppress(sqlite3.OperationalError):
            long_count(conn)
        return "nothing found"

    with pytest.raises(GivenUp):
        at_once(kept, hide, looks=50)


def test_what_is_read_at_once_is_one_snapshot(database: Database, kept: KeptConnection) -> None:
    def twice(conn: Connection) -> tuple[int, int]:
        before = carts_in(conn)
        write_cart(database, 2)
        return before, carts_in(conn)

    assert at_once(kept, twice, looks=ENDLESS) == (1, 1)
    assert at_once(kept, carts_in, looks=ENDLESS) == 2


def test_whoever_is_at_the_connection_is_not_waited_for(kept: KeptConnection) -> None:
    with kept.snapshot() as conn:
        assert carts_in(conn) == 1
        with pytest.raises(GivenUp):
            at_once(kept, carts_in, looks=ENDLESS)
    assert at_once(kept, carts_in, looks=ENDLESS) == 1


def test_after_trouble_the_connection_is_another_one(kept: KeptConnection) -> None:
    def trouble(_: Connection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(GivenUp):
        at_once(kept, trouble, looks=ENDLESS)
    assert not kept.is_open
    with pytest.raises(GivenUp):
        at_once(kept, carts_in, looks=ENDLESS)
    kept.open()
    assert at_once(kept, carts_in, looks=ENDLESS) == 1
    assert kept.connections == 2


def test_trouble_in_a_thread_is_explained(kept: KeptConnection) -> None:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    with pytest.raises(Unavailable, match="locked"), kept.snapshot():
        raise error
    with kept.snapshot() as conn:
        assert carts_in(conn) == 1


def test_whoever_may_not_wait_waits_for_no_lock_after_one_who_may(kept: KeptConnection) -> None:
    def patience(conn: Connection) -> int:
        return int(run(conn, "PRAGMA busy_timeout", ())[0][0])

    with kept.snapshot() as conn:
        assert patience(conn) > 0
    with pytest.raises(NotFound), kept.snapshot():
        raise NotFound("there is no cart")
    assert at_once(kept, patience, looks=ENDLESS) == 0


def test_what_is_never_short_is_begun_ever_more_seldom(kept: KeptConnection) -> None:
    reads = ShortReads(kept, Looks().stopwatch)
    kind = reads.kind("slow")
    begun = []
    for at in range(500):
        if not kind.is_short:
            kind.took(SECONDS / 2)
            continue
        begun.append(at)
        with pytest.raises(GivenUp):
            reads.do(kind, long_count)
    assert begun[:5] == [1, 3, 6, 11, 20]
    assert begun[-1] - begun[-2] == MOST_LEFT + 1


def test_what_took_long_in_a_thread_is_not_begun_on_the_loop(kept: KeptConnection) -> None:
    reads = ShortReads(kept, stopped())
    kind = reads.kind("page")
    known = []
    for seconds in (SECONDS * 2, SECONDS / 2, SECONDS * 2):
        kind.took(seconds)
        known.append(reads.kind("page").is_short)
    assert known == [False, True, False]


@pytest.mark.parametrize("clock", ["processor", "clock"])
def test_what_was_held_up_beside_reading_goes_to_a_thread_next(kept: KeptConnection, clock: str) -> None:
    now = 0.0

    def look() -> float:
        return now

    def work(_: Connection) -> str:
        nonlocal now
        now += HELD_UP * 2
        return "done"

    watch = Stopwatch(look, look if clock == "processor" else float, waits=count().__next__)
    kind = Kind(left=0)
    assert ShortReads(kept, watch).do(kind, work) == "done"
    assert kind == Kind(left=1, penalty=2)


@pytest.fixture
async def shared(database: Database) -> AsyncIterator[LocalDatabase]:
    """The database as clients share it; whatever is read of it is short."""
    shared = LocalDatabase(str(database.path), time=stopped())
    await shared.open()
    yield shared
    await shared.close()


def where(_: Connection) -> bool:
    """Whether the loop's own thread reads."""
    return threading.current_thread() is threading.main_thread()


async def known_as_short(shared: LocalDatabase, like: str) -> None:
    """Have that kind read until it is read on the loop."""
    while not await shared.read(where, like):
        pass


async def test_what_was_short_in_a_thread_is_read_on_the_loop(shared: LocalDatabase) -> None:
    assert [await shared.read(where) for _ in range(3)] == [False] * 3
    assert [await shared.read(where, "a") for _ in range(3)] == [False, False, True]
    assert [await shared.read(where, "b") for _ in range(3)] == [False, True, True]
    assert not await shared.read(where)


async def test_a_command_that_reads_once_opens_one_connection(shared: LocalDatabase) -> None:
    await shared.read(where, "a")
    assert not kept_by(shared).is_open


async def test_who_has_an_answer_is_not_told_that_no_other_connection_could_be_opened(
    shared: LocalDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise Unavailable("too many open files")

    monkeypatch.setattr(kept_by(shared), "open", refuse)
    assert [await shared.read(where, "a") for _ in range(3)] == [False] * 3


async def test_a_long_read_is_done_in_a_thread_while_the_loop_goes_on(
    shared: LocalDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known_as_short(shared, "count")
    looks = Looks()
    monkeypatch.setattr(shared._short, "_time", looks.stopwatch)
    monkeypatch.setattr("cartui.client.local.short_reads.SECONDS", 20.0)
    monkeypatch.setattr("cartui.client.local.short_reads.HELD_UP", 20.0)
    begun: list[bool] = []
    loop, in_a_thread, gone_on = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def work(conn: Connection) -> int:
        begun.append(where(conn))
        if not begun[-1]:
            loop.call_soon_threadsafe(in_a_thread.set)
            assert gone_on.wait(PATIENCE)
        return long_count(conn)

    reading = asyncio.ensure_future(shared.read(work, "count"))
    await asyncio.wait_for(in_a_thread.wait(), PATIENCE)
    assert not reading.done()
    gone_on.set()
    assert await reading == 200_000
    assert begun == [True, False]
    assert next(looks.seconds) < 100


def kept_by(shared: LocalDatabase) -> KeptConnection:
    """The connection by which is read on the loop."""
    kept = shared._kept
    assert kept is not None
    return kept


async def test_whoever_reads_on_and_on_lets_others_in_between(shared: LocalDatabase) -> None:
    await known_as_short(shared, "page")
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(tick())
    assert all([await shared.read(where, "page") for _ in range(50)])
    ticking.cancel()
    assert ticks >= 50


@pytest.mark.parametrize("writes", [False, True], ids=["reading", "writing"])
async def test_nothing_is_read_on_the_loop_while_a_thread_is_at_work(
    shared: LocalDatabase, *, writes: bool
) -> None:
    await known_as_short(shared, "page")
    begun, end = threading.Event(), threading.Event()

    def work() -> bool:
        begun.set()
        return end.wait(PATIENCE)

    working = asyncio.ensure_future(shared.in_thread(work, writes=writes))
    await asyncio.to_thread(begun.wait, PATIENCE)
    assert not await shared.read(where, "page")
    end.set()
    assert await working
    assert await shared.read(where, "page")


async def test_an_answer_of_work_is_told_without_trying_again(shared: LocalDatabase) -> None:
    await known_as_short(shared, "cart")
    asked = 0

    def missing(_: Connection) -> None:
        nonlocal asked
        asked += 1
        raise NotFound("there is no cart")

    with pytest.raises(NotFound):
        await shared.read(missing, "cart")
    assert asked == 1


async def test_what_goes_wrong_on_the_loop_is_told_by_a_thread(shared: LocalDatabase) -> None:
    await known_as_short(shared, "cart")

    def broken(_: Connection) -> None:
        error = sqlite3.OperationalError("database disk image is malformed")
        error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
        raise error

    with pytest.raises(Unavailable, match="damaged"):
        await shared.read(broken, "cart")
    await known_as_short(shared, "cart")


async def test_a_glance_has_the_same_mark_on_the_loop_and_in_a_thread(
    shared: LocalDatabase, database: Database
) -> None:
    marks = {(await shared.glance(["nobody's"], NOW)).mark for _ in range(5)}
    assert len(marks) == 1
    write_cart(database, 2)
    assert (await shared.glance(["nobody's"], NOW)).mark not in marks


async def test_what_is_read_while_the_database_is_closed_is_told_so(shared: LocalDatabase) -> None:
    await known_as_short(shared, "page")
    reads = [asyncio.ensure_future(shared.read(where, "page")) for _ in range(5)]
    await asyncio.sleep(0)
    await shared.close()
    assert await asyncio.gather(*reads) == [True] * 5
    with pytest.raises(Unavailable, match="not open"):
        await shared.read(where, "page")
