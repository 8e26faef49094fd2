"""Half-typed forms outlive the desk, however it ends (decision 26)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cartui.app import CartuiApp
from cartui.model.changes import HISTORY, PRESENCE, Change
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.dialogs.confirm import Confirm
from cartui.screens.running import draft_keeping
from cartui.settings.backends import Backend
from cartui.settings.drafts import About, DraftFiles, DraftKey
from tests.desk.fake_client import NOW, FakeClient, a_cart, a_summary, an_order
from tests.desk.sitting import Sitting
from tests.waiting import until

SHOP = Backend(database="/srv/shop.sqlite3", profile="shop")

NOTE = DraftKey(About.CART, "cart-1", "note")


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is typed is written down at once, for these tests."""
    monkeypatch.setattr(draft_keeping, "MOMENT", 0.0)


@asynccontextmanager
async def a_start(folder: Path, backend: FakeClient | None = None) -> AsyncIterator[Sitting]:
    """The desk from a start to its end, with what is kept in that folder."""
    backend = backend or FakeClient([a_summary(1), a_summary(2)])
    desk = Desk(backend.client, Display(theme="cartui-dark", timezone="UTC"), now=lambda: NOW)
    app = CartuiApp(desk, drafts=DraftFiles(folder, SHOP))
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        sitting = Sitting(app, pilot, backend)
        await sitting.until(lambda: desk.is_open)
        yield sitting


def kept(folder: Path) -> dict[DraftKey, object]:
    """What is on the disk."""
    return {place: draft.typed for place, draft in DraftFiles(folder, SHOP).load("alice", NOW).items()}


async def written_down(folder: Path, place: DraftKey, typed: object) -> None:
    """Wait until that is on the disk."""
    await until(
        lambda: kept(folder).get(place) == typed,
        lambda: f"{place} is {kept(folder).get(place)!r}, not {typed!r}",
    )


async def test_what_stands_in_an_open_form_is_written_down_while_one_types(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "o", *"ring twice".replace(" ", "_"))
        await written_down(tmp_path, NOTE, "ring_twice")
        await desk.press("escape")


async def test_the_next_start_shows_the_draft_and_goes_on_with_it(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "o", *"ring", "escape")
    async with a_start(tmp_path) as desk:
        await desk.press("enter")
        assert "note: draft" in desk.text
        await desk.press("o", *"ing")
        assert "ringing" in desk.text
        await desk.press("ctrl+s")
        assert "note: draft" not in desk.text
        assert desk.backend.notes == {"cart-1": "ringing"}
        await until(lambda: not kept(tmp_path), lambda: str(kept(tmp_path)))


async def test_a_form_that_is_open_when_the_line_drops_is_kept(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "o", "r")
        await written_down(tmp_path, NOTE, "r")
        await desk.pilot.press("i")
        desk.app._leave(1)
    assert kept(tmp_path) == {NOTE: "ri"}


async def test_a_form_of_fields_is_kept_by_field(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "t", *"gift", "escape")
        await written_down(tmp_path, DraftKey(About.CART, "cart-1", "tags"), {"text": "gift"})


async def test_what_was_typed_and_taken_out_again_is_no_draft(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "t", "x")
        await written_down(tmp_path, DraftKey(About.CART, "cart-1", "tags"), {"text": "x"})
        await desk.press("backspace", "escape")
    assert kept(tmp_path) == {}


async def test_card_numbers_are_masked_before_they_are_written_down(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "o", *"4242424242424242", "escape")
        assert desk.app.desk.half_typed.of_cart("cart-1", "C-000001") == {"note": "4242424242424242"}
    assert kept(tmp_path) == {NOTE: "•••• 4242"}


async def test_leaving_does_not_ask_for_what_the_next_start_has(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "o", "r", "escape", "ctrl+q")
        assert not isinstance(desk.app.screen, Confirm)
    assert kept(tmp_path) == {NOTE: "r"}


async def test_a_reason_about_an_order_is_kept_too(tmp_path: Path) -> None:
    order = an_order(1, a_cart(a_summary(1)))
    async with a_start(tmp_path, FakeClient([a_summary(1)], placed=[order])) as desk:
        await desk.press("g", "o", "enter", "H", *"wait", "escape")
    [(place, reason)] = kept(tmp_path).items()
    assert (place.about, place.ref, reason) == (About.ORDER, order.number, "wait")
    async with a_start(tmp_path, FakeClient([a_summary(1)], placed=[order])) as desk:
        await desk.press("g", "o", "enter", "H")
        assert "wait" in desk.text


async def test_what_was_typed_about_a_purged_cart_is_thrown_away(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "o", "r", "escape")
    async with a_start(tmp_path, FakeClient([a_summary(2)])) as desk:
        await desk.settle()
    assert kept(tmp_path) == {}


async def test_a_purge_meanwhile_takes_what_was_typed_with_it(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "o", "r", "escape", "escape")
        desk.backend.summaries.pop(0)
        desk.backend.feed.put_nowait(Change(1, "cart", "cart-1", 9, "bob"))
        await desk.until(lambda: not desk.app.desk.half_typed.carts)
    assert kept(tmp_path) == {}


async def test_a_half_typed_customer_is_kept_too(tmp_path: Path) -> None:
    nadia = {"name": "Nadia", "phone": ""}
    place = DraftKey(About.ELSEWHERE, "", "new customer")
    async with a_start(tmp_path) as desk:
        desk.app.desk.half_typed.elsewhere["new customer"] = nadia
        await written_down(tmp_path, place, nadia)
    async with a_start(tmp_path) as desk:
        assert desk.app.desk.half_typed.elsewhere == {"new customer": nadia}
        desk.app.desk.half_typed.elsewhere.pop("new customer")
    assert kept(tmp_path) == {}


async def test_where_nothing_can_be_written_the_desk_goes_on(tmp_path: Path) -> None:
    (tmp_path / "drafts").write_text("in the way")
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "o", "r", "escape")
        assert "note: draft" in desk.text
        await desk.until(lambda: not desk.app.desk.half_typed.is_kept)
        said = [notice.message for notice in desk.app._notifications]
        assert sum("What is half typed is lost when this desk ends" in words for words in said) == 1
        await desk.press("ctrl+q")
        assert isinstance(desk.app.screen, Confirm)
        assert "C-000001: the note is half written and not saved." in desk.text
        await desk.press("escape")
        (tmp_path / "drafts").unlink()
        desk.app.typed()
        await written_down(tmp_path, NOTE, "r")
        assert desk.app.desk.half_typed.is_kept


async def test_who_comes_and_goes_at_a_cart_makes_nobody_read_it(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "o", "r", "escape", "escape")
        desk.backend.summaries.pop(0)
        for kind in (PRESENCE, HISTORY):
            desk.backend.feed.put_nowait(Change(1, kind, "cart-1", 0, "bob"))
        await desk.settle()
        assert desk.app.desk.half_typed.carts == ("cart-1",)


async def test_what_another_desk_typed_since_is_left_to_it(tmp_path: Path) -> None:
    async with a_start(tmp_path) as desk:
        await desk.press("enter", "o", "r", "escape")
        await written_down(tmp_path, NOTE, "r")
        files = DraftFiles(tmp_path, SHOP)
        [draft] = files.load("alice", NOW).values()
        files.change("alice", {NOTE: draft.model_copy(update={"typed": "longer"})}, NOW, wrote={})
        await desk.press("o", "backspace", "escape")
    assert kept(tmp_path) == {NOTE: "longer"}
