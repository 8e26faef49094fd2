"""While a bulk change is at work: nobody's edit is lost, nothing is half done, and nothing is done twice."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Final

import pytest
from sqlalchemy import Connection, func, select, text

from cartui.client.local import LocalClient
from cartui.client.local.backend import LocalBackend, LocalDatabase
from cartui.client.local.bulk import jobs, kinds, running
from cartui.client.local.bulk.plans import Plan, Planner
from cartui.client.protocol import NotFound
from cartui.model.actions import AddLine, SetNote, SetPriceLevel
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.bulk import BulkAction, BulkItem, BulkJob, BulkTarget, ItemKind, ItemState, JobState
from cartui.model.cart import Cart, NewCart
from cartui.store import bulk_jobs
from cartui.store.bulk_jobs import PlacedItem, forget_unstarted, has_unstarted, take_job
from cartui.store.database import Database
from cartui.store.tables import METADATA
from tests.contract.shop import NOW, SHOP
from tests.furnished import FurnishedFile
from tests.waiting import PATIENCE

ALICE: Final = Actor(name="alice", role=Role.ADMIN, origin=ActorOrigin.DESK)
VIP: Final = SetPriceLevel(level="vip")


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        """Start at the shop's moment."""
        self.now = NOW

    def __call__(self) -> datetime:
        """The time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The time of the client under test."""
    return Clock()


@pytest.fixture
def path(furnished_file: FurnishedFile, tmp_path: Path) -> Path:
    """The furnished shop's file."""
    path = tmp_path / "shop.sqlite3"
    furnished_file.lay(path)
    return path


@pytest.fixture
async def client(path: Path, clock: Clock, faults: list[str]) -> AsyncIterator[LocalClient]:
    """A client that works on jobs two carts at a time."""

    def tell(event: str, error: BaseException) -> None:
        faults.append(f"{event}: {type(error).__name__}")

    async with LocalClient(str(path), ALICE, clock=clock, faults=tell) as client:
        yield client


@pytest.fixture
def faults() -> list[str]:
    """What broke, as the log is told of it."""
    return []


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a batch be two carts, and a transaction of preparing three."""
    monkeypatch.setattr(running, "BATCH", 2)
    monkeypatch.setattr(running, "PLANNED_AT_ONCE", 1)
    monkeypatch.setattr(jobs, "AT_ONCE", 3)


async def carts(client: LocalClient, count: int) -> list[Cart]:
    """So many carts with a shirt."""
    made = []
    for _ in range(count):
        cart = await client.carts.create(NewCart(market="BD"))
        made.append(await client.carts.edit(cart.id, cart.version, [AddLine(sku="SHIRT-LB")]))
    return made


def these(made: Sequence[Cart]) -> BulkTarget:
    """These carts."""
    return BulkTarget(carts=tuple(cart.id for cart in made))


async def seen(client: LocalClient, job: int, is_so: Callable[[BulkJob], object]) -> BulkJob:
    """The job once it is so."""
    async with asyncio.timeout(PATIENCE):
        while not is_so(now := await client.bulk.get(job)):  # noqa: ASYNC110 (what another task writes)
            await asyncio.sleep(0.01)
    return now


class Hooked:
    """Plans as usual, with something of the test's before each plan is written."""

    def __init__(self, planner: Planner, before_write: Callable[[Connection, int], object]) -> None:
        """``before_write`` is told which plan it is, counted from 1."""
        self._planner = planner
        self._before_write = before_write
        self._count = 0

    def plan(self, connection: Connection, items: Sequence[PlacedItem]) -> Plan:
        """Plan as usual."""
        self._count += 1
        return _HookedPlan(self._planner.plan(connection, items), self._before_write, self._count)


class _HookedPlan:
    """A plan that lets the test go first."""

    def __init__(self, plan: Plan, before_write: Callable[[Connection, int], object], number: int) -> None:
        """It is the plan of that number."""
        self._plan = plan
        self._before_write = before_write
        self._number = number

    @property
    def outcomes(self) -> Sequence[PlacedItem]:
        """Of the plan."""
        return self._plan.outcomes

    def write(self, connection: Connection) -> Sequence[PlacedItem]:
        """Let the test go first."""
        self._before_write(connection, self._number)
        return self._plan.write(connection)


def hook(monkeypatch: pytest.MonkeyPatch, before_write: Callable[[Connection, int], object]) -> None:
    """Let every job that is begun from now on call that before it writes a plan."""

    def planner_of(backend: LocalBackend, actions: Sequence[BulkAction], job: int | None) -> Planner:
        return Hooked(kinds.planner_of(backend, actions, job), before_write)

    monkeypatch.setattr(running, "planner_of", planner_of)


async def versions(client: LocalClient, made: Sequence[Cart]) -> list[int]:
    """By how many versions each cart is ahead of what it was."""
    return [(await client.carts.get(cart.id)).version - cart.version for cart in made]


# --- between plan and write --------------------------------------------------------------------------


async def planned_before(
    path: Path, client: LocalClient, made: Sequence[Cart]
) -> Callable[[], Sequence[PlacedItem]]:
    """Plan a level for these carts; gives what writes that, which others can forestall."""
    backend = LocalBackend(LocalDatabase(str(path)), ALICE, lambda: NOW)
    planner = kinds.planner_of(backend, [VIP], 1)
    items = [
        PlacedItem(at, BulkItem(kind=ItemKind.CART, id=cart.id, number=cart.number, state=ItemState.WAITING))
        for at, cart in enumerate(made)
    ]
    with Database(path) as database, database.read() as connection:
        plan = planner.plan(connection, items)

    def write() -> Sequence[PlacedItem]:
        with Database(path) as database, database.write() as connection:
            return plan.write(connection)

    return write


async def test_a_cart_that_was_edited_after_it_was_planned_keeps_that_edit(
    path: Path, client: LocalClient
) -> None:
    made = await carts(client, 3)
    write = await planned_before(path, client, made)
    more = await client.carts.edit(made[1].id, made[1].version, [AddLine(sku="MUG-01", quantity=2)])
    outcomes = write()
    assert [placed.item.state for placed in outcomes] == [ItemState.CHANGED] * 3
    cart = await client.carts.get(made[1].id)
    assert (len(cart.lines), cart.price_level, cart.version) == (2, "vip", more.version + 1)
    assert outcomes[1].item.before == more.totals.total
    assert outcomes[1].item.after == cart.totals.total


async def test_a_cart_that_was_locked_after_it_was_planned_is_refused(
    path: Path, client: LocalClient
) -> None:
    made = await carts(client, 2)
    write = await planned_before(path, client, made)
    await client.locks.lock(made[0].id, "the bank rang")
    refused, changed = write()
    assert (refused.item.state, changed.item.state) == (ItemState.REFUSED, ItemState.CHANGED)
    assert "the bank rang" in refused.item.reason
    assert (await client.carts.get(made[0].id)).price_level == "retail"


async def test_prices_that_were_changed_after_the_plan_are_those_that_are_written(
    path: Path, client: LocalClient
) -> None:
    made = await carts(client, 2)
    write = await planned_before(path, client, made)
    dearer = SHOP.price_levels[1].model_copy(update={"percent_off": "50"})
    levels = tuple(dearer if level.code == "vip" else level for level in SHOP.price_levels)
    await client.shop.apply(SHOP.model_copy(update={"price_levels": levels}))
    write()
    for cart in made:
        assert (await client.carts.get(cart.id)).lines[0].unit_price == 60_000


async def test_a_damaged_cart_keeps_no_other_back(path: Path, client: LocalClient) -> None:
    made = await carts(client, 3)
    with Database(path) as database, database.write() as connection:
        connection.execute(text("UPDATE cart SET total = 'x' WHERE id = :id"), {"id": made[1].id})
        connection.execute(text("UPDATE cart SET currency = 'x' WHERE id = :id"), {"id": made[1].id})
    outcomes = (await planned_before(path, client, made))()
    assert [placed.item.state for placed in outcomes] == [
        ItemState.CHANGED,
        ItemState.REFUSED,
        ItemState.CHANGED,
    ]
    assert "damaged" in outcomes[1].item.reason


# --- from batch to batch -----------------------------------------------------------------------------


async def test_it_stops_between_two_batches_when_it_is_cancelled(
    client: LocalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await carts(client, 6)
    job = await client.bulk.prepare(these(made), [VIP])
    third = Event()
    hook(monkeypatch, lambda _, number: third.wait(PATIENCE) if number == 3 else None)
    await client.bulk.start(job.id)
    await seen(client, job.id, lambda job: job.tally.done == 2)
    cancelling = asyncio.create_task(client.bulk.cancel(job.id))
    await asyncio.sleep(0)
    third.set()
    cancelled = await cancelling
    assert cancelled.state is JobState.CANCELLED
    assert cancelled.tally.changed in (2, 4, 6)
    done = cancelled.tally.changed
    assert await versions(client, made) == [1] * done + [0] * (6 - done)


async def test_whoever_was_taken_over_does_nothing_more(
    path: Path, client: LocalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await carts(client, 6)
    job = await client.bulk.prepare(these(made), [VIP])

    def take_over(connection: Connection, number: int) -> None:
        if number == 2:
            take_job(connection, job.id, "another process", NOW)

    hook(monkeypatch, take_over)
    await client.bulk.start(job.id)
    await seen(client, job.id, lambda job: job.tally.done == 2)
    await client.upkeep.run()  # behind anything else that would be written
    left = await client.bulk.get(job.id)
    assert (left.state, left.tally.done, left.at_work) == (JobState.RUNNING, 2, True)
    assert await versions(client, made) == [1, 1, 0, 0, 0, 0]


async def test_what_breaks_in_a_batch_leaves_nothing_half_done_and_it_can_go_on(
    client: LocalClient, monkeypatch: pytest.MonkeyPatch, faults: list[str]
) -> None:
    made = await carts(client, 5)
    job = await client.bulk.prepare(these(made), [VIP])

    def break_down(_: Connection, number: int) -> None:
        if number == 4:
            raise RuntimeError("the first cart of this batch is written by now")

    with monkeypatch.context() as only_now:
        hook(only_now, break_down)
        await client.bulk.start(job.id)
        broken = await seen(client, job.id, lambda job: job.trouble)
    assert (broken.state, broken.at_work, broken.tally.done) == (JobState.RUNNING, False, 2)
    assert "fault in cartui" in broken.trouble
    assert "by now" not in broken.trouble, "an error's own words are for nobody"
    assert faults == ["bulk change failed: RuntimeError"]
    assert await versions(client, made) == [1, 1, 0, 0, 0]
    await client.bulk.start(job.id)
    done = await seen(client, job.id, lambda job: job.state is JobState.DONE)
    assert (done.tally.changed, done.trouble) == (5, "")
    assert await versions(client, made) == [1] * 5


async def test_why_one_stopped_is_said_no_more_once_another_goes_on(
    path: Path, client: LocalClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await carts(client, 6)
    job = await client.bulk.prepare(these(made), [VIP])
    go_on = Event()

    def break_down(_: Connection, number: int) -> None:
        raise RuntimeError(f"plan {number}")

    def wait(_: Connection, number: int) -> None:
        if number == 3:
            go_on.wait(PATIENCE)

    with monkeypatch.context() as only_now:
        hook(only_now, break_down)
        await client.bulk.start(job.id)
        await seen(client, job.id, lambda job: job.trouble)
    async with LocalClient(str(path), ALICE, clock=clock) as another:
        with monkeypatch.context() as only_now:
            hook(only_now, wait)
            await another.bulk.start(job.id)
            now = await seen(client, job.id, lambda job: job.tally.done == 2)
            go_on.set()
        assert (now.at_work, now.trouble) == (True, "")
        await seen(client, job.id, lambda job: job.state is JobState.DONE)
    assert await versions(client, made) == [1] * 6


async def test_a_client_that_closes_ends_after_its_batch_and_another_goes_on(
    path: Path, client: LocalClient, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await carts(client, 6)
    job = await client.bulk.prepare(these(made), [VIP])
    at_it, go_on = Event(), Event()

    def wait(_: Connection, number: int) -> None:
        if number == 3:
            at_it.set()
            go_on.wait(PATIENCE)

    async with LocalClient(str(path), ALICE, clock=clock) as closing:
        with monkeypatch.context() as only_now:
            hook(only_now, wait)
            await closing.bulk.start(job.id)
            await asyncio.to_thread(at_it.wait, PATIENCE)
        asyncio.get_running_loop().call_later(0, go_on.set)
    left = await client.bulk.get(job.id)
    assert (left.state, left.at_work) == (JobState.RUNNING, False)
    assert left.tally.done < 6
    assert await versions(client, made) == [1] * left.tally.done + [0] * (6 - left.tally.done)
    await client.bulk.start(job.id)
    await seen(client, job.id, lambda job: job.state is JobState.DONE)
    assert await versions(client, made) == [1] * 6


async def test_edits_between_batches_are_kept(client: LocalClient) -> None:
    made = await carts(client, 6)
    job = await client.bulk.prepare(these(made), [VIP])
    await client.bulk.start(job.id)
    for cart in made:
        now = await client.carts.get(cart.id)
        await client.carts.edit(cart.id, now.version, [SetNote(note="called back")], rebase=True)
    await seen(client, job.id, lambda job: job.state is JobState.DONE)
    for cart in made:
        after = await client.carts.get(cart.id)
        assert (after.note, after.price_level, after.version) == ("called back", "vip", cart.version + 2)


# --- preparing and forgetting ------------------------------------------------------------------------


async def test_a_job_is_nobodys_before_all_that_it_means_is_kept(
    path: Path, client: LocalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await carts(client, 7)

    def break_down(*_: object) -> None:
        raise RuntimeError("before the last items were kept")

    with monkeypatch.context() as only_now:
        only_now.setattr(jobs, "settle_job", break_down)
        with pytest.raises(RuntimeError):
            await client.bulk.prepare(these(made), [VIP])
    with pytest.raises(NotFound):
        await client.bulk.get(1)
    job = await client.bulk.prepare(these(made), [VIP], key="once")
    assert (job.id, job.tally.matched) == (2, 7)
    assert [item.number for item in await client.bulk.items(job.id)] == [cart.number for cart in made]


async def test_nobody_starts_what_is_forgotten_in_part(
    path: Path, client: LocalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await carts(client, 5)
    job = await client.bulk.prepare(these(made), [VIP])
    monkeypatch.setattr(bulk_jobs, "AT_ONCE", 3)
    with Database(path) as database, database.write() as connection:
        assert forget_unstarted(connection, NOW + timedelta(hours=1)) == 3
    with pytest.raises(NotFound):
        await client.bulk.start(job.id)
    assert await versions(client, made) == [0] * 5
    with Database(path) as database, database.write() as connection:
        assert forget_unstarted(connection, NOW + timedelta(hours=1)) == 2
        assert not has_unstarted(connection, NOW + timedelta(hours=1))


async def test_what_nobody_started_is_forgotten_after_a_day_and_the_rest_after_a_year(
    path: Path, client: LocalClient, clock: Clock
) -> None:
    made = await carts(client, 4)
    begun = await client.bulk.prepare(these(made), [VIP])
    await client.bulk.start(begun.id)
    over = await seen(client, begun.id, lambda job: job.state is JobState.DONE)
    unstarted = await client.bulk.prepare(these(made), [VIP])
    given_up = await client.bulk.prepare(these(made[:1]), [VIP])
    await client.bulk.cancel(given_up.id)
    clock.now += timedelta(hours=23)
    assert (await client.upkeep.run()).bulk_items_forgotten == 0
    clock.now += timedelta(hours=2)
    assert (await client.upkeep.run()).bulk_items_forgotten == 5
    for job in (unstarted, given_up):
        with pytest.raises(NotFound):
            await client.bulk.get(job.id)
    clock.now += timedelta(days=364)
    assert (await client.upkeep.run()).bulk_items_forgotten == 4
    assert await client.bulk.get(over.id) == over
    assert (await client.bulk.items(over.id)).items == ()
    with Database(path) as database, database.read() as connection:
        items = METADATA.tables["bulk_item"]
        assert connection.execute(select(func.count()).select_from(items)).scalar_one() == 0
