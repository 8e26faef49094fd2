"""What everybody did lately: by agent and kind, following what happens, with the carts one key away."""

from cartui.model.actions import Assign
from cartui.model.bulk import BulkJob, BulkTarget
from cartui.model.changes import EXPORT, HISTORY, Change
from cartui.model.exported import ExportKind, NewExport
from cartui.model.history import EntryKind
from cartui.screens.bulk.report import JobReport
from cartui.screens.history.activity import ActivityList
from cartui.screens.history.cart_history import CartHistory
from cartui.screens.one_cart.one_cart import OneCart
from tests.desk.fake_bulk import FakeBulk
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting
from tests.hostile import HOSTILE


def a_shop() -> FakeClient:
    """A shop in which three people did something."""
    backend = FakeClient([a_summary(number) for number in range(1, 4)])
    backend.remember("cart-1", 2, "alice", "Mug: quantity 2")
    backend.remember("cart-2", 2, "bob", "priced again")
    backend.remember("cart-3", 1, "carol", "commented", EntryKind.COMMENTED)
    backend.entries[0] = backend.entries[0].model_copy(update={"comment": "rang him\nnobody there"})
    return backend


def at(desk: Sitting) -> str:
    """The line that the cursor stands on."""
    return next(line for line in desk.lines if "▌" in line)


def in_front(desk: Sitting) -> tuple[type[object], bool]:
    """What is in front, and whether its first lines name the second cart."""
    return type(desk.app.screen), "C-000002" in "".join(desk.lines[:2])


async def test_it_lists_what_everybody_did_and_shows_the_latest_in_full() -> None:
    async with sitting(a_shop(), size=(80, 24)) as desk:
        await desk.press("g", "h")
        assert isinstance(desk.app.screen, ActivityList)
        assert [name for name in ("carol", "bob", "alice") if name in desk.text] == ["carol", "bob", "alice"]
        assert "nobody there" in desk.text
        await desk.press("down")
        assert "bob at the desk" in desk.text


async def test_it_is_narrowed_to_oneself_to_an_agent_and_to_a_kind() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "h", "m")
        assert "Mug: quantity 2" in at(desk)
        assert "priced again" not in desk.text
        await desk.press("m")
        assert "priced again" in desk.text
        await desk.press("/")
        await desk.type("bob")
        await desk.press("enter")
        assert "activity of bob" in desk.text
        assert "Mug" not in desk.text
        await desk.press("escape", "3")
        assert "activity · comments" in desk.text
        assert "rang him" in at(desk)
        assert "priced again" not in desk.text


async def test_what_happens_meanwhile_comes_without_moving_the_cursor() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "h", "down")
        desk.backend.remember("cart-1", 3, "bob", "assigned to bob")
        desk.backend.feed.put_nowait(Change(9, "cart", "cart-1", 3, "bob"))
        await desk.until(lambda: "assigned to bob" in desk.text)
        assert "priced again" in at(desk)
        desk.backend.remember("cart-1", 3, "bob", "commented", EntryKind.COMMENTED)
        desk.backend.feed.put_nowait(Change(10, HISTORY, "cart-1", 0, "bob"))
        await desk.until(lambda: "commented" in desk.text)
        assert "priced again" in at(desk)


async def test_the_cart_and_its_history_are_one_key_away() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "h", "down", "enter")
        assert in_front(desk) == (OneCart, True)
        await desk.press("escape", "H")
        assert in_front(desk) == (CartHistory, True)
        await desk.press("escape")
        assert in_front(desk)[0] is ActivityList


async def test_what_anybody_wrote_is_text_and_nothing_else() -> None:
    backend = a_shop()
    entry = backend.entries[0]
    backend.entries[:0] = [
        entry.model_validate({**entry.model_dump(), "id": 100 + at, "agent": text, "comment": text})
        for at, text in enumerate(HOSTILE)
        if text
    ]
    async with sitting(backend, size=(80, 24)) as desk:
        await desk.press("g", "h")
        for _ in HOSTILE:
            await desk.press("down")
        assert isinstance(desk.app.screen, ActivityList)


async def some_assigned(backend: FakeClient) -> BulkJob:
    """A bulk change of two of the carts, done."""
    bulk, target = FakeBulk(backend), BulkTarget(carts=("cart-1", "cart-2"))
    job = await bulk.prepare(target, [Assign(agent="dora")])
    await bulk.start(job.id)
    return bulk.work()


async def test_a_bulk_change_is_one_row_that_says_what_became_of_its_carts() -> None:
    backend = a_shop()
    await some_assigned(backend)
    async with sitting(backend, size=(80, 24)) as desk:
        await desk.press("g", "h")
        assert "bulk 1" in at(desk)
        assert "assigned to dora · 2 carts" in at(desk)
        assert "2 changed." in desk.text
        await desk.press("H")
        assert "enter shows what became of each" in desk.text
        await desk.press("f")
        assert "bulk 1" in at(desk)
        await desk.press("3")
        assert "bulk 1" not in desk.text


async def test_enter_on_a_bulk_change_opens_its_report() -> None:
    backend = a_shop()
    await some_assigned(backend)
    async with sitting(backend) as desk:
        await desk.press("g", "h", "enter")
        assert "Bulk change 1 · assigned to dora" in desk.text
        assert type(desk.app.screen).__name__ == JobReport.__name__
        await desk.press("escape")
        assert isinstance(desk.app.screen, ActivityList)
        assert "bulk 1" in at(desk)


async def test_undo_of_bulk_changes_is_offered_where_one_is_at_the_cursor() -> None:
    backend = a_shop()
    await some_assigned(backend)
    async with sitting(backend, size=(80, 24)) as desk:
        await desk.press("g", "h")
        assert "u undo" in desk.lines[-1]
        await desk.press("down")
        assert "u undo" not in desk.lines[-1]
        await desk.press("u")
        assert "its own history undoes" in desk.text


async def test_an_export_is_a_row_that_says_what_left_and_leads_to_no_cart() -> None:
    backend = a_shop()
    begun = NewExport(kind=ExportKind.CARTS, selection="market:BD", written_as="csv")
    noted = await backend.history.begin_export(begun)
    async with sitting(backend, size=(120, 40)) as desk:
        await desk.press("g", "h")
        assert "exported carts as csv (no end known)" in at(desk)
        await backend.history.end_export(noted.id, 412)
        backend.feed.put_nowait(Change(9, EXPORT, str(noted.id), 0, "alice"))
        await desk.until(lambda: "412 rows of carts as csv" in at(desk))
        assert "Which: market:BD" in desk.text
        for key in ("enter", "H", ";"):
            await desk.press(key)
            assert isinstance(desk.app.screen, ActivityList)
            assert "about no one cart" in desk.text


async def test_what_an_export_says_of_itself_is_never_markup() -> None:
    backend = a_shop()
    for text in HOSTILE:
        await backend.history.begin_export(
            NewExport(kind=ExportKind.REPORT, selection=text, written_as="csv")
        )
    async with sitting(backend) as desk:
        await desk.press("g", "h")
        await desk.press(*["down"] * len(HOSTILE))
        assert "rang him" in at(desk)
        await desk.press("up")
        assert "Export 1:" in desk.text
