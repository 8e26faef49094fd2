"""The rows of the last time: shown until the client is open, with their age, and kept for the agent."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import Any, Self

import pytest

from cartui.app import CartuiApp
from cartui.client.protocol import Unauthenticated, Unavailable
from cartui.model.cart_summary import CartSummary
from cartui.model.query import CartQuery, Page
from cartui.screens.cart_list import rows_before_open
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.desk.saved_rows import SavedRows
from cartui.settings.last_page import LastPageFile
from tests.desk.fake_client import FakeCarts, FakeClient, a_summary
from tests.desk.sitting import Sitting
from tests.hostile import HOSTILE


@dataclass
class SlowToOpen(FakeClient):
    """A backend whose client is open only when it is let."""

    let: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        await self.let.wait()
        return await super().__aenter__()


@dataclass
class SlowToRead(FakeClient):
    """A backend that is open at once, but gives rows only when it is let."""

    answers: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def carts(self) -> FakeCarts:
        return SlowCarts(self)


class SlowCarts(FakeCarts):
    """The carts of one."""

    async def list(self, query: CartQuery, **how: Any) -> Page[CartSummary]:
        assert isinstance(self.backend, SlowToRead)
        await self.backend.answers.wait()
        return await super().list(query, **how)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are kept as soon as they are in sight; keys wait for however long a busy machine takes."""
    monkeypatch.setattr(rows_before_open, "FIRST_KEPT", 0.01)
    monkeypatch.setattr(rows_before_open, "PATIENCE", 30.0)


@asynccontextmanager
async def start(backend: FakeClient, file: Path, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Sitting]:
    """Start a desk that keeps its rows in that file; it need not be open yet."""
    kept = LastPageFile(file)
    rows = SavedRows(kept, kept.read())
    shown = Display(theme="cartui-dark", timezone="UTC")
    app = CartuiApp(Desk(backend.client, shown, saved_rows=rows))
    async with app.run_test(size=size, notifications=True) as pilot:
        desk = Sitting(app, pilot, backend)
        for _ in range(5):
            await pilot.pause()
        try:
            yield desk
        finally:
            if isinstance(backend, SlowToOpen):
                backend.let.set()


async def left_behind(file: Path, backend: FakeClient | None = None, *keys: str) -> None:
    """Sit at a desk for a while, so that it leaves its rows in the file."""
    async with start(backend or FakeClient([a_summary(n) for n in range(1, 121)]), file) as desk:
        await desk.settle()
        await desk.press(*keys)
        await desk.pilot.press("q")
    assert LastPageFile(file).read() is not None


async def test_the_first_frame_has_the_rows_of_the_last_time_and_says_how_old_they_are(
    tmp_path: Path,
) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    backend = SlowToOpen([a_summary(n, customer="Somebody New") for n in range(1, 121)])
    async with start(backend, file) as desk:
        assert "C-000001" in desk.text
        assert "Customer 1 " in desk.text
        assert "this is from memory, known" in desk.lines[0]
        backend.let.set()
        await desk.settle()
        assert "Somebody New" in desk.text
        assert "from memory" not in desk.text


async def test_live_rows_come_without_a_jump(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file, None, *["down"] * 7)
    backend = SlowToOpen([a_summary(n) for n in range(1, 121)])
    async with start(backend, file) as desk:
        assert desk.carts.table.current_key == "cart-8"
        line = next(at for at, text in enumerate(desk.lines) if "C-000008" in text)
        backend.let.set()
        await desk.settle()
        assert desk.carts.table.current_key == "cart-8"
        assert "C-000008" in desk.lines[line]


async def test_keys_typed_before_the_shop_is_open_are_meant_for_its_rows(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    backend = SlowToOpen([a_summary(n) for n in range(1, 121)])
    async with start(backend, file) as desk:
        pressing = asyncio.create_task(desk.pilot.press("j", "j", "enter"))
        await desk.pilot.pause(0.05)
        backend.let.set()
        await pressing
        await desk.settle()
        assert "C-000003" in desk.lines[0]


def moved_up(*numbers: int) -> list[CartSummary]:
    """The carts of the last time, of which others have changed some since: these stand on top by now."""
    carts = [a_summary(n) for n in range(1, 121)]
    first = [replace(cart, version=2) for cart in carts if cart.number in {f"C-{n:06}" for n in numbers}]
    return [*first, *(cart for cart in carts if cart.id not in {each.id for each in first})]


@pytest.mark.parametrize(
    ("keys", "seen"), [(["enter"], 1), (["j", "j", "enter"], 3), (["pagedown", "k", "enter"], 37)]
)
async def test_a_key_opens_the_cart_that_was_under_the_cursor_when_it_was_pressed(
    tmp_path: Path, keys: list[str], seen: int
) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    backend = SlowToOpen(moved_up(60, 70, 80))
    async with start(backend, file) as desk:
        if seen > 3:
            await desk.pilot.press(*keys[:-1])
            seen = int((desk.carts.table.current_key or "").removeprefix("cart-"))
            keys = keys[-1:]
        pressing = asyncio.create_task(desk.pilot.press(*keys))
        await desk.pilot.pause(0.05)
        backend.let.set()
        await pressing
        await desk.settle()
        assert f"C-{seen:06}" in desk.lines[0]


async def test_undo_is_done_to_the_cart_that_was_seen(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    backend = SlowToOpen(moved_up(60))
    async with start(backend, file) as desk:
        pressing = asyncio.create_task(desk.pilot.press("u"))
        await desk.pilot.pause(0.05)
        backend.let.set()
        await pressing
        await desk.settle()
        assert desk.carts.table.current_key == "cart-1"
        assert [call[:14] for call in backend.asked if call.startswith("undo")] == ["undo cart-1 v1"]


async def test_a_cart_that_is_not_on_the_first_page_any_more_is_looked_for(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    carts = [a_summary(n) for n in range(1, 121)]
    backend = SlowToOpen([*carts[1:], carts[0]])
    async with start(backend, file) as desk:
        pressing = asyncio.create_task(desk.pilot.press("enter"))
        await desk.pilot.pause(0.05)
        backend.let.set()
        await pressing
        await desk.settle()
        assert "C-000001" in desk.lines[0]


async def test_nothing_is_done_where_the_cart_has_gone(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    backend = SlowToOpen([a_summary(n) for n in range(2, 121)])
    async with start(backend, file) as desk:
        pressing = asyncio.create_task(desk.pilot.press("u"))
        await desk.pilot.pause(0.05)
        backend.let.set()
        await pressing
        await desk.settle()
        assert desk.carts.is_current
        assert not [call for call in backend.asked if call.startswith("undo")]
        assert "C-000001 is not in this list any more: nothing was done." in desk.notices


async def test_one_moves_among_the_rows_that_are_seen(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    backend = SlowToOpen(moved_up(60, 70, 80))
    async with start(backend, file) as desk:
        await desk.pilot.press("j", "j")
        assert desk.carts.table.current_key == "cart-3"
        backend.let.set()
        await desk.settle()
        assert desk.carts.table.current_key == "cart-3"


async def test_keys_between_the_opening_and_its_rows_are_meant_for_what_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    backend = SlowToRead(moved_up(60, 70, 80), answers=asyncio.Event())
    async with start(backend, file) as desk:
        while not desk.carts.table.is_waiting:
            await desk.pilot.pause(0.01)
        await desk.pilot.press("j")
        assert desk.carts.table.current_key == "cart-2"
        pressing = asyncio.create_task(desk.pilot.press("enter"))
        await desk.pilot.pause(0.05)
        backend.answers.set()
        await pressing
        await desk.settle()
        assert "C-000002" in desk.lines[0]


async def test_the_list_of_the_last_time_is_the_one_that_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    carts = [a_summary(n, state="locked" if n == 7 else "open") for n in range(1, 121)]
    await left_behind(file, FakeClient(carts), "2")
    backend = SlowToOpen(carts)
    async with start(backend, file) as desk:
        assert "C-000007" in desk.text
        assert "C-000001" not in desk.text
        assert desk.carts.line.text == "state:locked"
        backend.let.set()
        await desk.settle()
        assert "C-000007" in desk.text
        assert "C-000001" not in desk.text


async def test_nothing_can_be_done_to_rows_that_are_only_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_before_open, "PATIENCE", 0.01)
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    backend = SlowToOpen([a_summary(1)])
    async with start(backend, file) as desk:
        await desk.pilot.pause(0.05)
        await desk.pilot.press("D", "enter")
        await desk.until(lambda: rows_before_open.NOT_OPEN in " ".join(desk.notices))
        assert desk.carts.is_current
        backend.let.set()
        await desk.settle()


async def test_a_query_typed_before_the_shop_is_open_is_not_answered_with_old_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows_before_open, "PATIENCE", 0.01)
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    backend = SlowToOpen([a_summary(1), a_summary(2, customer="Rahim")])
    async with start(backend, file) as desk:
        await desk.pilot.pause(0.05)
        await desk.pilot.press("/", *"rahim")
        await desk.until(lambda: "Below is what was listed before" in desk.text)
        backend.let.set()
        await desk.settle()
        assert desk.carts.line.text == "rahim"
        assert "from memory" not in desk.text


async def test_the_rows_stay_while_the_backend_cannot_be_reached(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    backend = FakeClient([], refuses_to_open=[Unavailable("The server cannot be reached.")] * 9)
    async with start(backend, file) as desk:
        await desk.until(lambda: "cannot be reached" in desk.text)
        assert "C-000001" in desk.text
        assert "from memory" in desk.lines[0]


async def test_who_is_not_known_any_more_sees_no_rows_and_leaves_none(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    backend = FakeClient([], refuses_to_open=[Unauthenticated("This token is not known any more.")] * 9)
    async with start(backend, file) as desk:
        await desk.until(lambda: not file.exists())
        assert "C-000001" not in desk.text


async def test_rows_are_kept_for_their_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    frame = json.loads(file.read_text())["frame"]
    assert [frame["columns"], frame["lines"]] == [120, 40]


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"known_at": 1}', "\x00", "page of another day"])
async def test_a_damaged_file_is_passed_over(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "page.json"
    if damage == "page of another day":
        await left_behind(file)
        content = json.loads(file.read_text())
        damage = json.dumps(content | {"known_at": time.time() - 30 * 24 * 3600})
    file.write_text(damage)
    file.chmod(0o600)
    kept = LastPageFile(file)
    assert SavedRows(kept, kept.read()).page is None


async def test_rows_of_another_shape_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "page.json"
    await left_behind(file)
    content = json.loads(file.read_text())
    assert SavedRows(None, content).page is not None
    for name, wrong in product(
        ("rows", "session", "agent", "known_at"), (None, 7, [1], {"a": 1}, [{"id": 3}])
    ):
        if (name, wrong) != ("known_at", 7):  # seconds since 1970 are a time
            assert SavedRows(None, content | {name: wrong}).page is None, (name, wrong)


async def test_what_others_wrote_into_the_file_is_cleaned(tmp_path: Path) -> None:
    file = tmp_path / "page.json"
    await left_behind(file)
    content = json.loads(file.read_text())
    for row, text in zip(content["rows"], HOSTILE, strict=False):
        row["customer"] = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    page = SavedRows(None, content).page
    assert page is not None
    assert not any("\x1b" in row.customer or "\x00" in row.customer for row in page.rows)


async def test_a_file_that_others_can_read_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "page.json"
    await left_behind(file)
    file.chmod(0o640)
    assert LastPageFile(file).read() is None


async def test_the_first_line_has_the_shop_of_the_last_time_until_it_is_open(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file)
    backend = SlowToOpen([a_summary(1)])
    async with start(backend, file) as desk:
        before = desk.lines[0]
        backend.let.set()
        await desk.settle()
        name = "local · DEMO DATA  "
        assert before.strip().startswith(name)
        assert "Acme" in before
        assert desk.lines[0].strip().startswith(name)


async def test_no_frame_is_kept_with_a_query_that_is_half_typed(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    async with start(FakeClient([a_summary(n) for n in range(1, 21)]), file) as desk:
        await desk.settle()
        assert desk.carts.rows_before_open.take_down()
        await desk.pilot.press("/", *"state:lock")
        assert not desk.carts.rows_before_open.take_down()


async def test_a_list_that_was_empty_says_that_the_shop_is_being_opened(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file, FakeClient([]))
    backend = SlowToOpen([])
    async with start(backend, file) as desk:
        assert "The shop is being opened…" in desk.text
        assert "No open cart" not in desk.text
        backend.let.set()
        await desk.settle()
        assert "No open cart" in desk.text


async def test_the_preview_is_hidden_from_the_first_frame_where_it_was_hidden(tmp_path: Path) -> None:
    file = tmp_path / "last" / "page.json"
    await left_behind(file, None, "v")
    assert json.loads(file.read_text())["session"]["preview"] is False
    backend = SlowToOpen([a_summary(1)])
    async with start(backend, file) as desk:
        assert not desk.carts.pane.display
        backend.let.set()
        await desk.settle()
        assert not desk.carts.pane.display


async def test_the_sign_takes_the_place_of_all_figures_and_leaves_blanks_beside_it(
    tmp_path: Path,
) -> None:
    file = tmp_path / "last" / "page.json"
    async with start(FakeClient([a_summary(n) for n in range(1, 121)]), file, size=(80, 24)) as desk:
        await desk.settle()
        line = desk.lines[0]
        assert desk.carts.rows_before_open.take_down()
        await desk.app.desk.saved_rows.write()
    _, begin, end, _ = json.loads(file.read_text())["frame"]["sign"]
    assert "carts 120" in line[begin:end]
    assert line[:begin].endswith("Acme  ")
    assert line[end:].strip() == "alice · lead"
    assert line[end:].startswith("  alice")
