"""One change of many carts: it is settled which are meant, shown, done batch by batch, and told of."""

import asyncio
from typing import Final

import pytest

from cartui.client.protocol import Client, Forbidden, Invalid, NotFound, Refused
from cartui.model.actions import Action, AddLine, Assign, SetNote, SetPriceLevel, SetTags
from cartui.model.agent import Role
from cartui.model.bulk import (
    BulkAction,
    BulkTarget,
    ChangeTags,
    DeleteCarts,
    ItemState,
    JobState,
    RestoreCarts,
    SetCustomerLevel,
)
from cartui.model.cart import Cart, CartState, NewCart
from cartui.model.changes import BULK, HISTORY
from cartui.model.customer import Customer
from cartui.model.history import EntryKind, HistoryEntry
from cartui.model.query import CartQuery, Term
from cartui.store.database import Database
from cartui.store.tables import METADATA
from tests.contract.conftest import Clock, OpenAs
from tests.contract.jobs import (
    all_items,
    carts_with_mugs,
    done,
    many_carts,
    over,
    these,
    whole_dry_run,
    whole_preview,
)
from tests.waiting import PATIENCE

VIP: Final = SetPriceLevel(level="vip")

IN_BANGLADESH: Final = CartQuery(terms=(Term(key="market", values=("BD",)),))

MANY: Final = 600
"""Carts that are more than one batch, and more than one part of a preview."""


def told_changes(entry: HistoryEntry, cart: Cart) -> list[tuple[str, object, object]]:
    """What an entry says of a cart of one line, whatever the line is called."""
    return [(each.field.replace(cart.lines[0].id, "line"), each.before, each.after) for each in entry.changes]


# --- what becomes of the carts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "edit"),
    [
        (VIP, VIP),
        (Assign(agent="bob"), Assign(agent="bob")),
        (ChangeTags(add=("spring", "vip")), SetTags(tags=("spring", "vip"))),
    ],
    ids=["level", "agent", "tags"],
)
async def test_a_cart_is_changed_as_a_single_edit_would_change_it(
    client: Client, rahim: Customer, action: BulkAction, edit: Action
) -> None:
    [one], [other] = await carts_with_mugs(client, 1), await carts_with_mugs(client, 1)
    job = await done(client, these(one), action)
    assert (job.state, job.tally.changed) == (JobState.DONE, 1)
    single = await client.carts.edit(other.id, other.version, [edit])
    changed = await client.carts.get(one.id)
    assert changed.version == one.version + 1
    same = ("totals", "price_level", "price_level_override", "assigned_to", "tags")
    assert [getattr(changed, name) for name in same] == [getattr(single, name) for name in same]
    entry = (await client.history.of_cart(changed.id))[0]
    likewise = (await client.history.of_cart(single.id))[0]
    assert (entry.kind, entry.agent, entry.version) == (EntryKind.EDITED, "alice", changed.version)
    assert entry.summary == likewise.summary
    assert told_changes(entry, one) == told_changes(likewise, other)


async def test_several_edits_are_one_change_of_each_cart(client: Client, rahim: Customer) -> None:
    carts = await carts_with_mugs(client, 3)
    await done(client, these(*carts), VIP, Assign(agent="bob"), ChangeTags(add=("spring",)))
    for before in carts:
        cart = await client.carts.get(before.id)
        assert (cart.version, cart.assigned_to, cart.tags) == (before.version + 1, "bob", ("spring",))


async def test_tags_are_put_on_and_taken_off_and_the_others_stay(client: Client, cart: Cart) -> None:
    tagged = await client.carts.edit(cart.id, cart.version, [SetTags(tags=("gift", "winter"))])
    await done(client, these(tagged), ChangeTags(add=("spring",), remove=("winter",)))
    assert (await client.carts.get(cart.id)).tags == ("gift", "spring")
    job = await done(client, these(tagged), ChangeTags(add=("gift",), remove=("winter",)))
    assert (job.tally.changed, job.tally.unchanged) == (0, 1)


async def test_what_is_as_it_should_be_keeps_its_version(client: Client, rahim: Customer) -> None:
    carts = await carts_with_mugs(client, 2)
    await done(client, these(carts[0]), VIP)
    as_it_is = await client.carts.get(carts[0].id)
    job = await done(client, these(*carts), VIP)
    assert (job.tally.matched, job.tally.changed, job.tally.unchanged) == (2, 1, 1)
    assert await client.carts.get(as_it_is.id) == as_it_is
    assert [item.state for item in await all_items(client, job.id)] == [
        ItemState.UNCHANGED,
        ItemState.CHANGED,
    ]


async def test_carts_go_to_the_trash_and_come_back(client: Client, rahim: Customer) -> None:
    carts = await carts_with_mugs(client, 3)
    deleted = await done(client, these(*carts), DeleteCarts())
    assert deleted.tally.changed == 3
    assert {(await client.carts.get(cart.id)).state for cart in carts} == {CartState.DELETED}
    restored = await done(client, these(*carts), RestoreCarts())
    assert restored.tally.changed == 3
    for cart in carts:
        assert (await client.carts.get(cart.id)).state is CartState.OPEN
        kinds = [entry.kind for entry in await client.history.of_cart(cart.id, limit=2)]
        assert kinds == [EntryKind.RESTORED, EntryKind.DELETED]


async def test_each_that_is_refused_says_why_and_the_others_are_done(
    client: Client, cart: Cart, rahim: Customer
) -> None:
    fine, locked, deleted = await carts_with_mugs(client, 3)
    await client.locks.lock(locked.id, "the bank rang")
    await client.carts.delete(deleted.id)
    order = await client.carts.place(cart.id, phone=rahim.phone)
    job = await done(client, these(fine, locked, deleted, cart), VIP)
    assert (job.tally.changed, job.tally.refused) == (1, 3)
    page = await client.bulk.items(job.id, state=ItemState.REFUSED)
    reasons = {item.number: item.reason for item in page}
    assert "the bank rang" in reasons[locked.number]
    assert "in the trash" in reasons[deleted.number]
    assert order.number in reasons[cart.number]
    assert (await client.carts.get(locked.id)).version == locked.version + 1, "only the lock's own"
    again = await done(client, these(fine, locked, deleted), RestoreCarts())
    assert (again.tally.changed, again.tally.refused) == (1, 2)


# --- which are meant ---------------------------------------------------------------------------------


async def test_which_are_meant_is_settled_when_it_is_prepared(client: Client, rahim: Customer) -> None:
    carts = await carts_with_mugs(client, 3)
    meant = BulkTarget(query=IN_BANGLADESH, without=(carts[1].id,))
    job = await client.bulk.prepare(meant, [VIP])
    assert (job.state, job.tally.matched, job.agent) == (JobState.PREPARED, 2, "alice")
    [late] = await carts_with_mugs(client, 1)
    await client.bulk.start(job.id)
    assert (await over(client, job.id)).tally.changed == 2
    for cart in (carts[1], late):
        assert (await client.carts.get(cart.id)).price_level_override is None


async def test_a_cart_is_named_by_id_or_number_and_meant_once(client: Client, rahim: Customer) -> None:
    carts = await carts_with_mugs(client, 3)
    refs = (carts[0].id, carts[0].number, carts[1].number, carts[2].number.removeprefix("C-"))
    job = await client.bulk.prepare(BulkTarget(carts=refs, query=IN_BANGLADESH), [VIP])
    assert job.tally.matched == 3


async def test_what_is_not_there_is_named_and_nothing_is_prepared(client: Client, cart: Cart) -> None:
    meant = BulkTarget(carts=(cart.number, "C-777777", "C-888888"))
    for call in (client.bulk.prepare(meant, [VIP]), client.bulk.dry_run(meant, [VIP])):
        with pytest.raises(NotFound, match=r"C-777777.*C-888888"):
            await call
    assert (await client.bulk.list()).items == ()


async def test_nothing_at_all_is_no_job(client: Client, cart: Cart) -> None:
    nowhere = CartQuery(terms=(Term(key="market", values=("EU",)),))
    with pytest.raises(Refused):
        await client.bulk.prepare(BulkTarget(query=nowhere), [VIP])
    with pytest.raises(Refused):
        await client.bulk.prepare(BulkTarget(), [VIP])


@pytest.mark.parametrize(
    ("actions", "said"),
    [
        ((), "action"),
        ((SetPriceLevel(level="gone"),), "gone"),
        ((DeleteCarts(), VIP), "alone"),
        ((DeleteCarts(), RestoreCarts()), "alone"),
        ((VIP, SetPriceLevel(level="trade")), "twice"),
        ((SetCustomerLevel(level="vip"),), "customer"),
    ],
    ids=["none", "no such level", "deleted and edited", "deleted and restored", "two levels", "customers"],
)
async def test_actions_that_make_no_sense_are_refused_before_anything_is_kept(
    client: Client, cart: Cart, actions: tuple[BulkAction, ...], said: str
) -> None:
    for call in (client.bulk.prepare(these(cart), actions), client.bulk.dry_run(these(cart), actions)):
        with pytest.raises(Invalid, match=said):
            await call


# --- looking first -----------------------------------------------------------------------------------


async def test_a_preview_says_what_the_job_then_does(client: Client, rahim: Customer) -> None:
    carts = await carts_with_mugs(client, 4)
    await client.locks.lock(carts[1].id, "the bank rang")
    await done(client, these(carts[0]), VIP)
    job = await client.bulk.prepare(these(*carts), [VIP])
    seen = await whole_preview(client, job.id)
    assert (seen.tally.changed, seen.tally.unchanged, seen.tally.refused) == (2, 1, 1)
    assert [item.number for item in seen.largest] == [carts[3].number, carts[2].number]
    assert [(item.number, "the bank rang" in item.reason) for item in seen.refused] == [
        (carts[1].number, True)
    ]
    assert (await client.bulk.get(job.id)).state is JobState.PREPARED
    assert (await client.carts.get(carts[3].id)) == carts[3], "looking changes nothing"
    await client.bulk.start(job.id)
    told = await over(client, job.id)
    assert told.tally == seen.tally
    after = [await client.carts.get(cart.id) for cart in carts[2:]]
    assert told.tally.before == {"BDT": sum(cart.totals.total for cart in carts[2:])}
    assert told.tally.after == {"BDT": sum(cart.totals.total for cart in after)}


async def test_a_dry_run_says_the_same_and_stores_nothing(client: Client, rahim: Customer) -> None:
    carts = await carts_with_mugs(client, 3)
    await client.locks.lock(carts[1].id, "the bank rang")
    feed = await client.history.recent(limit=1)
    tried = await whole_dry_run(client, BulkTarget(query=IN_BANGLADESH), [VIP])
    assert (tried.tally.matched, tried.tally.changed, tried.tally.refused) == (3, 2, 1)
    assert await client.history.recent(limit=1) == feed
    job = await client.bulk.prepare(BulkTarget(query=IN_BANGLADESH), [VIP])
    assert job.id == 1, "a dry run took no number"
    assert await whole_preview(client, job.id) == tried


async def test_totals_are_kept_apart_by_currency(client: Client, cart: Cart) -> None:
    european = await client.carts.create(NewCart(market="EU"))
    european = await client.carts.edit(european.id, european.version, [AddLine(sku="MUG-01", quantity=2)])
    job = await done(client, these(cart, european), VIP)
    assert dict(job.tally.before) == {"BDT": cart.totals.total, "EUR": european.totals.total}
    for one in (cart, european):
        assert job.tally.after[one.currency] == (await client.carts.get(one.id)).totals.total


async def test_what_was_changed_since_the_preview_is_done_as_it_is_then(client: Client, cart: Cart) -> None:
    job = await client.bulk.prepare(these(cart), [VIP])
    await whole_preview(client, job.id)
    more = await client.carts.edit(cart.id, cart.version, [AddLine(sku="MUG-01", quantity=3)])
    await client.bulk.start(job.id)
    told = await over(client, job.id)
    assert told.tally.before == {"BDT": more.totals.total}
    assert (await client.carts.get(cart.id)).version == more.version + 1


# --- many of them ------------------------------------------------------------------------------------


async def test_many_are_looked_at_and_done_in_parts_that_add_up(client: Client, rahim: Customer) -> None:
    await many_carts(client, MANY)
    job = await client.bulk.prepare(BulkTarget(query=IN_BANGLADESH), [VIP])
    first = await client.bulk.preview(job.id)
    assert first.next is not None
    assert first.tally.done < MANY
    seen = await whole_preview(client, job.id)
    with pytest.raises(Invalid):
        await client.bulk.preview(job.id, after="nonsense")
    await client.bulk.start(job.id)
    told = await over(client, job.id)
    assert (told.state, told.tally.changed) == (JobState.DONE, MANY)
    assert told.tally == seen.tally
    items = await all_items(client, job.id, limit=250)
    assert len({item.id for item in items}) == MANY
    assert [item.number for item in items] == [item.number for item in await all_items(client, job.id)]
    again = await whole_dry_run(client, BulkTarget(query=IN_BANGLADESH), [VIP])
    assert again.tally.unchanged == MANY


async def test_a_cancelled_job_has_done_whole_batches_and_says_which(client: Client, rahim: Customer) -> None:
    await many_carts(client, MANY)
    job = await client.bulk.prepare(BulkTarget(query=IN_BANGLADESH), [VIP])
    await client.bulk.start(job.id)
    await client.bulk.cancel(job.id)
    told = await over(client, job.id)
    changed = CartQuery(terms=(Term(key="level", values=("vip",)),))
    assert (await client.carts.count(changed)).value == told.tally.changed
    assert (told.state is JobState.DONE) == (told.tally.changed == MANY)
    states = [item.state for item in await all_items(client, job.id)]
    assert states.count(ItemState.CHANGED) == told.tally.changed
    assert states.count(ItemState.WAITING) == MANY - told.tally.changed
    assert await client.bulk.start(job.id) == told, "what is over stays over"
    assert await client.bulk.cancel(job.id) == told


async def test_one_that_was_never_started_is_cancelled_and_changes_nothing(
    client: Client, cart: Cart
) -> None:
    job = await client.bulk.prepare(these(cart), [VIP])
    cancelled = await client.bulk.cancel(job.id)
    assert (cancelled.state, cancelled.tally.done) == (JobState.CANCELLED, 0)
    assert (await client.bulk.start(job.id)).state is JobState.CANCELLED
    assert await client.carts.get(cart.id) == cart
    assert not cancelled.can_be_undone


async def test_others_change_carts_while_it_works_and_nothing_is_lost(
    client: Client, open_as: OpenAs, rahim: Customer
) -> None:
    await many_carts(client, MANY)
    bob = await open_as("bob", role=Role.AGENT)
    job = await client.bulk.prepare(BulkTarget(query=IN_BANGLADESH), [VIP])
    await client.bulk.start(job.id)
    numbers = [f"C-{number:06}" for number in range(1, MANY, MANY // 10)]
    for number in numbers:
        now = await bob.carts.get(number)
        await bob.carts.edit(number, now.version, [SetNote(note="bob was here")], rebase=True)
    told = await over(client, job.id)
    assert (told.state, told.tally.changed, told.tally.refused) == (JobState.DONE, MANY, 0)
    for number in numbers:
        cart = await client.carts.get(number)
        assert (cart.note, cart.price_level_override) == ("bob was here", "vip")


# --- who works on it ---------------------------------------------------------------------------------


def left_behind(location: str, job: int, clock: Clock) -> None:
    """Let a process have begun with that job, and not be heard of any more."""
    table = METADATA.tables["bulk_job"]
    begun = {
        "state": JobState.RUNNING.value,
        "runner": "a process that dies now",
        "started_at": clock(),
        "seen_at": clock(),
    }
    with Database(location) as database, database.write() as conn:
        conn.execute(table.update().where(table.c.id == job).values(**begun))


async def test_a_job_whose_worker_is_gone_is_resumed_by_anybody(
    client: Client, open_as: OpenAs, cart: Cart, clock: Clock, location: str
) -> None:
    job = await client.bulk.prepare(these(cart), [VIP])
    left_behind(location, job.id, clock)
    worked_on = await client.bulk.start(job.id)
    assert (worked_on.state, worked_on.at_work, worked_on.tally.done) == (JobState.RUNNING, True, 0)
    clock.advance(minutes=1)
    left = await client.bulk.get(job.id)
    assert (left.state, left.at_work) == (JobState.RUNNING, False)
    bob = await open_as("bob", role=Role.AGENT)
    await bob.bulk.start(job.id)
    told = await over(client, job.id)
    assert (told.agent, told.tally.changed) == ("alice", 1)


async def test_of_many_who_start_it_at_once_one_does(
    client: Client, open_as: OpenAs, rahim: Customer
) -> None:
    carts = await carts_with_mugs(client, 3)
    others = [await open_as(f"agent {number}") for number in range(2)]
    job = await client.bulk.prepare(these(*carts), [VIP])
    await asyncio.gather(*(each.bulk.start(job.id) for each in (client, *others)))
    assert (await over(client, job.id)).tally.changed == 3
    for cart in carts:
        assert (await client.carts.get(cart.id)).version == cart.version + 1


# --- asking again, and asking about it ---------------------------------------------------------------


async def test_a_repeat_with_the_same_key_prepares_nothing_more(client: Client, cart: Cart) -> None:
    job = await client.bulk.prepare(these(cart), [VIP], key="k")
    assert (await client.bulk.prepare(these(cart), [VIP], key="k")).id == job.id
    with pytest.raises(Invalid, match="key"):
        await client.bulk.prepare(these(cart), [Assign(agent="bob")], key="k")
    assert (await client.bulk.prepare(these(cart), [VIP])).id != job.id


async def test_jobs_are_listed_the_latest_first_without_those_never_begun(
    client: Client, cart: Cart, clock: Clock
) -> None:
    ids = []
    for level in ("vip", "retail", "vip"):
        clock.advance(minutes=1)
        ids.append((await done(client, these(cart), SetPriceLevel(level=level))).id)
    await client.bulk.prepare(these(cart), [VIP])
    first = await client.bulk.list(limit=2)
    rest = await client.bulk.list(limit=2, after=first.next)
    assert [job.id for job in (*first, *rest)] == ids[::-1]
    assert rest.next is None
    assert first.items[0].actions == (VIP,)
    with pytest.raises(Invalid):
        await client.bulk.list(after="nonsense")
    with pytest.raises(Invalid):
        await client.bulk.items(ids[0], after=first.next)


async def test_a_job_that_there_is_not_is_not_found(client: Client) -> None:
    bulk = client.bulk
    for call in (bulk.get, bulk.preview, bulk.start, bulk.cancel, bulk.items):
        with pytest.raises(NotFound, match="77"):
            await call(77)


async def test_the_feed_tells_of_a_batch_as_one_change(client: Client, rahim: Customer) -> None:
    carts = await carts_with_mugs(client, 5)
    job = await done(client, these(*carts), VIP)
    note = await client.history.comment(carts[0].id, "that was all")
    told = []
    async with asyncio.timeout(PATIENCE):
        async for change in client.changes(0):
            told.append((change.kind, change.id, change.agent))
            if change.kind == HISTORY:
                break
    assert note.comment
    assert {each for each in told if each[0] == BULK} == {(BULK, str(job.id), "alice")}
    assert len([each for each in told if each[0] == "cart"]) == 2 * len(carts), "each was made, and filled"


# --- who may -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "action",
    [VIP, ChangeTags(add=("x",)), DeleteCarts(), RestoreCarts()],
    ids=["level", "tags", "delete", "restore"],
)
async def test_who_may_not_do_it_to_one_cart_may_not_to_many(
    client: Client, open_as: OpenAs, cart: Cart, action: BulkAction
) -> None:
    viewer, agent = await open_as("vera", role=Role.VIEWER), await open_as("bob", role=Role.AGENT)
    job = await agent.bulk.prepare(these(cart), [action])
    with pytest.raises(Forbidden, match="viewer may not"):
        await viewer.bulk.prepare(these(cart), [action])
    for call in (viewer.bulk.start, viewer.bulk.cancel):
        with pytest.raises(Forbidden, match="viewer may not"):
            await call(job.id)
    assert (await client.carts.get(cart.id)) == cart


async def test_whoever_may_look_sees_what_it_would_do_and_what_became_of_it(
    client: Client, open_as: OpenAs, cart: Cart
) -> None:
    viewer = await open_as("vera", role=Role.VIEWER)
    assert (await viewer.bulk.dry_run(these(cart), [VIP])).tally.changed == 1
    prepared = await client.bulk.prepare(these(cart), [VIP])
    assert (await viewer.bulk.preview(prepared.id)).tally.changed == 1
    await client.bulk.start(prepared.id)
    told = await over(viewer, prepared.id)
    assert (await viewer.bulk.list()).items == (told,)
    [item] = await viewer.bulk.items(prepared.id)
    assert (item.number, item.state, item.currency) == (cart.number, ItemState.CHANGED, "BDT")
    assert (item.before, item.after) == (told.tally.before["BDT"], told.tally.after["BDT"])
