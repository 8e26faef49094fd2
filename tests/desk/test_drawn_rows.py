"""Rows of now in the frame of the last time: what is drawn without Textual is what the desk draws."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyte
import pytest

from cartui.app import CartuiApp
from cartui.client.protocol import Unavailable
from cartui.model.cart_summary import CartSummary
from cartui.screens.cart_list import rows_before_open
from cartui.screens.cart_list.drawn_rows import LINES, DrawnRows, Sheet, draw_rows, read_sheet
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.desk.rows_of_now import RowsOfNow
from cartui.screens.desk.saved_rows import SavedRows
from cartui.settings.last_page import LastPageFile
from cartui.terminal import first_frame
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.sitting import Sitting
from tests.desk.test_saved_rows import SlowToOpen

SHOWN = Display(theme="cartui-dark", timezone="UTC")


@pytest.fixture(autouse=True)
def with_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys wait for however long a busy machine takes."""
    monkeypatch.setattr(rows_before_open, "PATIENCE", 30.0)


def carts(*first: CartSummary) -> list[CartSummary]:
    """The carts of the last time, with these at the beginning by now."""
    rest = (a_summary(n) for n in range(1, 121))
    return [*first, *(cart for cart in rest if cart.id not in {each.id for each in first})]


async def kept(file: Path, size: tuple[int, int], *keys: str, restricted: bool = False) -> dict[str, Any]:
    """What a desk leaves behind, on a database in a file."""
    rows = SavedRows(LastPageFile(file), None, database="shop.sqlite3")
    backend = FakeClient(carts())
    app = CartuiApp(Desk(backend.client, SHOWN, saved_rows=rows, restricted=restricted))
    async with app.run_test(size=size, notifications=True) as pilot:
        desk = Sitting(app, pilot, backend)
        await desk.settle()
        await desk.press(*keys)
        await desk.until(desk.carts.rows_before_open.take_down)
        await rows.write()
    content = LastPageFile(file).read()
    assert content is not None
    return content


async def live(found: Sequence[CartSummary], size: tuple[int, int], *keys: str) -> list[str]:
    """What a desk shows of these carts."""
    backend = FakeClient(list(found))
    app = CartuiApp(Desk(backend.client, SHOWN))
    async with app.run_test(size=size, notifications=True) as pilot:
        desk = Sitting(app, pilot, backend)
        await desk.settle()
        await desk.press(*keys)
        return desk.lines


def sheet_of(content: dict[str, Any]) -> Sheet:
    """The sheet that was kept."""
    sheet = read_sheet(content["sheet"])
    assert sheet is not None
    return sheet


def drawn_on(content: dict[str, Any], drawn: DrawnRows) -> list[str]:
    """The frame of the last time with these rows in it, as a terminal shows it."""
    size = (content["frame"]["columns"], content["frame"]["lines"])
    screen = pyte.Screen(*size)
    for piece in (*content["frame"]["pieces"], *drawn.pieces):
        written = first_frame._piece(piece, size)
        assert written, piece
        pyte.Stream(screen).feed(written)
    return ["".join(line[x].data for x in range(size[0])) for line in screen.buffer.values()]


def plain(lines: Sequence[str]) -> list[str]:
    """The lines without blanks, which stand for the second half of a wide letter in one of both."""
    return ["".join(line.split()) for line in lines]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
async def test_the_rows_stand_as_the_desk_itself_would_show_them(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    content = await kept(tmp_path / "page.json", size)
    now = carts(
        a_summary(500, customer="Somebody New", total=9_999_999),
        a_summary(40, version=2, state="locked", customer="佐藤 健一", currency="JPY"),
        a_summary(501, customer="", market="GB", currency="GBP"),
        a_summary(502, damaged=True),
    )
    drawn = draw_rows(sheet_of(content), now[:50], datetime.now(UTC))
    assert drawn is not None
    assert drawn.cursor == "cart-500"
    shown, wanted = plain(drawn_on(content, drawn)), plain(await live(now, size))
    sheet = sheet_of(content)
    rows = slice(sheet.y, sheet.y + min(sheet.height, 30))
    left = size[0] if size[0] < 100 else sheet.x + sheet.width  # beside it the preview is to come
    for line, is_shown, is_wanted in zip(range(size[1])[rows], shown[rows], wanted[rows], strict=True):
        number = is_wanted.partition("C-")[2][:6]
        assert number in is_shown, line
        if left == size[0]:
            assert is_shown == is_wanted
    assert "LOCKED" in "".join(shown[rows])


async def test_a_name_whose_width_terminals_dispute_has_a_place_of_its_own(tmp_path: Path) -> None:
    content = await kept(tmp_path / "page.json", (80, 24))
    drawn = draw_rows(sheet_of(content), carts(a_summary(500, customer="অমিতাভ")), datetime.now(UTC))
    assert drawn is not None
    x, erased, _, text = next(piece for piece in drawn.pieces if "অমিতাভ" in str(piece))[1:]
    assert (x, text) == (14, "অমিতাভ")
    assert erased


async def test_the_cursor_stays_at_the_cart_where_it_was_left(tmp_path: Path) -> None:
    content = await kept(tmp_path / "page.json", (80, 24), "j", "j")
    now = carts(a_summary(500))
    drawn = draw_rows(sheet_of(content), now, datetime.now(UTC))
    assert drawn is not None
    assert drawn.cursor == "cart-3"
    (line,) = [line for line in drawn_on(content, drawn) if "▌" in line]
    assert "C-000003" in line


async def test_nothing_is_drawn_where_that_cart_is_not_in_sight_any_more(tmp_path: Path) -> None:
    content = await kept(tmp_path / "page.json", (80, 24), "j", "j")
    others = carts(*(a_summary(n) for n in range(500, 530)))
    assert draw_rows(sheet_of(content), others, datetime.now(UTC)) is None
    assert draw_rows(sheet_of(content), [a_summary(1)], datetime.now(UTC)) is None


async def test_rows_that_have_gone_leave_none_of_themselves(tmp_path: Path) -> None:
    content = await kept(tmp_path / "page.json", (80, 24))
    drawn = draw_rows(sheet_of(content), [a_summary(7)], datetime.now(UTC))
    assert drawn is not None
    shown = "\n".join(drawn_on(content, drawn))
    assert shown.count("C-0") == 1


async def test_what_is_counted_is_not_said_of_other_rows(tmp_path: Path) -> None:
    content = await kept(tmp_path / "page.json", (200, 50))
    assert "120 match" in "".join(piece[4] for piece in content["frame"]["pieces"])
    drawn = draw_rows(sheet_of(content), carts(), datetime.now(UTC))
    assert drawn is not None
    shown = drawn_on(content, drawn)
    assert "match" not in shown[1]
    assert [line for line in shown if " All " in line]
    assert not [line for line in shown if " All" in line and "120" in line]


@pytest.mark.parametrize("is_same", [True, False])
async def test_a_preview_stays_for_the_same_state_of_the_same_cart_alone(
    tmp_path: Path, is_same: bool
) -> None:
    content = await kept(tmp_path / "page.json", (200, 50))
    sheet = sheet_of(content)
    assert sheet.preview == ("cart-1", 1)
    top = replace(a_summary(1), version=1 if is_same else 2)
    drawn = draw_rows(sheet, carts(top), datetime.now(UTC))
    assert drawn is not None
    beside = [line[sheet.x + sheet.width :] for line in drawn_on(content, drawn)]
    assert ("C-000001" in "".join(beside)) == is_same
    assert ("SHIRT" in "".join(beside) or "Cotton Shirt" in "".join(beside)) == is_same


@pytest.mark.parametrize("keys", [("/", "m", "u", "g", "enter"), ("2",), ("/",), ("space",)], ids=" ".join)
async def test_no_sheet_is_left_by_another_list_or_where_keys_go_elsewhere(
    tmp_path: Path, keys: tuple[str, ...]
) -> None:
    assert "sheet" not in await kept(tmp_path / "page.json", (80, 24), *keys)


async def test_who_is_let_in_anew_each_time_leaves_none(tmp_path: Path) -> None:
    assert "sheet" not in await kept(tmp_path / "page.json", (80, 24), restricted=True)


def a_sheet(**changes: object) -> dict[str, Any]:
    """A sheet as it is kept."""
    usual: dict[str, Any] = {
        "y": 4,
        "x": 1,
        "width": 78,
        "height": 18,
        "columns": [],
        "locale": "en",
        "zone": "UTC",
        "cursor": "",
        "colours": dict.fromkeys(LINES, "1"),
        "counted": [],
        "preview": None,
        "no_preview": [],
    }
    return usual | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"y": -1},
        {"height": 10**9},
        {"width": "wide"},
        {"columns": None},
        {"columns": [7]},
        {"columns": ["number:5:6"]},
        {"columns": ["secret"]},
        {"locale": 7},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"colours": {}},
        {"colours": "1"},
        {"counted": "all"},
        {"preview": ["a"]},
        {"further": 1},
    ],
    ids=str,
)
def test_a_sheet_that_others_wrote_draws_nothing(changes: dict[str, object]) -> None:
    sheet = read_sheet(a_sheet(**changes))
    now = datetime.now(UTC)
    columns = {"columns": ["created"]} if "zone" in changes else {}
    if sheet is not None and columns:
        sheet = read_sheet(a_sheet(**(changes | columns)))
    assert sheet is None or draw_rows(sheet, [a_summary(1)], now) is None


@pytest.mark.parametrize("content", [None, [], "sheet", 7])
def test_what_is_no_sheet_is_none(content: object) -> None:
    assert read_sheet(content) is None


# --- the desk that goes on with them -----------------------------------------------------------------


def of_now(found: Sequence[CartSummary], cursor: str = "cart-500") -> RowsOfNow:
    """Rows as a start has read them."""
    return RowsOfNow(tuple(found[:50]), cursor, datetime.now(UTC) - timedelta(seconds=1))


async def test_the_desk_goes_on_with_the_rows_that_are_in_sight_and_calls_them_by_no_age(
    tmp_path: Path,
) -> None:
    content = await kept(tmp_path / "page.json", (80, 24))
    now = carts(a_summary(500, customer="Somebody New"))
    backend = SlowToOpen(now)
    app = CartuiApp(Desk(backend.client, SHOWN, saved_rows=SavedRows(None, content, of_now=of_now(now))))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        desk = Sitting(app, pilot, backend)
        await desk.until(lambda: "C-000001" in desk.text)
        assert "Somebody New" in desk.text
        assert "from memory" not in desk.text
        assert desk.carts.table.current_key == "cart-500"
        pressing = [pilot.press("j", "enter")]
        backend.let.set()
        await pressing.pop()
        await desk.settle()
        assert "C-000001" in desk.lines[0]  # the second of the rows that were seen


async def test_keys_mean_the_rows_in_sight_though_others_changed_them_since(tmp_path: Path) -> None:
    content = await kept(tmp_path / "page.json", (80, 24))
    seen = carts(a_summary(500))
    backend = SlowToOpen(carts(a_summary(501), a_summary(500)))
    app = CartuiApp(Desk(backend.client, SHOWN, saved_rows=SavedRows(None, content, of_now=of_now(seen))))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        desk = Sitting(app, pilot, backend)
        await desk.until(lambda: "C-000500" in desk.text)
        await pilot.press("u")
        backend.let.set()
        await desk.until(lambda: bool([call for call in backend.asked if call.startswith("undo")]))
        assert [call[:16] for call in backend.asked if call.startswith("undo")] == ["undo cart-500 v1"]


async def test_rows_of_a_shop_that_cannot_be_opened_are_called_by_their_age(tmp_path: Path) -> None:
    content = await kept(tmp_path / "page.json", (80, 24))
    now = carts(a_summary(500))
    backend = FakeClient(now, refuses_to_open=[Unavailable("The disk is gone.")] * 9)
    app = CartuiApp(Desk(backend.client, SHOWN, saved_rows=SavedRows(None, content, of_now=of_now(now))))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        desk = Sitting(app, pilot, backend)
        await desk.until(lambda: "from memory" in desk.lines[0])
        assert "C-000500" in desk.text
