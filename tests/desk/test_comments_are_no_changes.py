"""Who changed a cart, and what: whoever only said something about it did neither."""

from cartui.model.changes import HISTORY, OUTBOX, Change
from cartui.model.history import EntryKind, FieldChange
from cartui.screens.desk.others_changes import changed_by, done_at, who_changed
from cartui.screens.history.activity import ActivityList
from tests.desk.fake_client import FakeClient, a_cart, a_summary
from tests.desk.sitting import sitting


async def test_a_comment_is_not_taken_for_the_change_that_came_before_it() -> None:
    backend = FakeClient([a_summary(1)])
    backend.remember("cart-1", 2, "bob", "Mug: quantity 2")
    backend.remember("cart-1", 2, "carol", "", EntryKind.COMMENTED)
    backend.remember("cart-1", 2, "dora", "sent: the message to rahim@example.com", EntryKind.MESSAGE)
    cart = a_cart(a_summary(1, version=2))

    assert await done_at(backend.client.history, cart) == "Mug: quantity 2"
    assert await changed_by(backend.client.history, "cart-1", 1) == "bob (Mug: quantity 2)"


async def test_only_who_made_a_field_another_is_named_where_both_versions_are_shown() -> None:
    backend = FakeClient([a_summary(1)])
    backend.remember("cart-1", 2, "bob", "Mug: quantity 2")
    note = FieldChange(field="note", before="", after="x")
    backend.entries[0] = backend.entries[0].model_copy(update={"changes": (note,)})
    backend.remember("cart-1", 3, "carol", "copied to C-000009", EntryKind.CLONED)
    backend.remember("cart-1", 3, "dave", "", EntryKind.COMMENTED)
    assert await who_changed(backend.client.history, "cart-1", 1, "alice") == "bob"


async def test_a_comment_is_read_where_entries_are_listed_and_nowhere_else() -> None:
    backend = FakeClient([a_summary(1)])
    async with sitting(backend) as desk:
        await desk.settle()
        before = list(backend.asked)
        backend.feed.put_nowait(Change(1, HISTORY, "cart-1", 0, "bob"))
        backend.feed.put_nowait(Change(2, OUTBOX, "17", 0, "bob"))
        await desk.pilot.pause(0.4)
        await desk.settle()
        assert backend.asked == before
        await desk.app.push_screen(ActivityList())
        await desk.settle()
        backend.remember("cart-1", 1, "bob", "bob wrote something")
        backend.feed.put_nowait(Change(2, HISTORY, "cart-1", 0, "bob"))
        await desk.until(lambda: any("bob wrote something" in line for line in desk.lines))
