"""`x` writes the selected carts to a file: those that are meant, whole or not at all."""

import asyncio
import csv
import json
from pathlib import Path

import pytest

from cartui.client.protocol import Refused
from cartui.screens.bulk.export import ExportForm
from cartui.screens.cart_list.cart_list import CartList
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.sitting import sitting


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of somebody's own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


def a_shop() -> FakeClient:
    """A shop with some carts."""
    return FakeClient([a_summary(number) for number in range(1, 31)])


def files_in(folder: Path) -> list[Path]:
    """What is there."""
    return list(folder.iterdir())


def numbers_in(file: Path) -> list[str]:
    """The carts of a file."""
    if file.suffix == ".json":
        return [cart["number"] for cart in json.loads(file.read_bytes())]
    with file.open(encoding="utf-8-sig", newline="") as source:
        return [line["number"] for line in csv.DictReader(source)]


async def test_all_that_match_but_those_taken_out_again_are_written(home: Path) -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("*", "space", "down", "space", "x")
        assert isinstance(desk.app.screen, ExportForm)
        await desk.press("enter")
        assert any("28 carts are in " in notice for notice in desk.notices)
    (file,) = files_in(home)
    assert file.name.startswith("carts-20261121-")
    assert sorted(numbers_in(file)) == [f"C-{n:06}" for n in range(1, 31) if n not in {1, 3}]


async def test_without_a_selection_the_cart_at_the_cursor_is_meant_and_json_by_its_name(home: Path) -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("down", "x", "ctrl+u")
        await desk.type("~/one.json")
        await desk.press("enter")
        [noted] = desk.backend.exports
        assert (noted.selection, noted.written_as, noted.rows) == ("1 chosen", "json", 1)
    assert numbers_in(home / "one.json") == ["C-000002"]


async def test_a_row_for_each_line_is_chosen_by_its_first_letter(home: Path) -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("x", "tab", "ctrl+u")
        await desk.type("p")
        await desk.press("enter")
        assert "A row can be for each of the carts or lines." in desk.text
        await desk.press("ctrl+u")
        await desk.type("l")
        await desk.press("enter")
        assert any("1 line is in " in notice for notice in desk.notices)
    (file,) = files_in(home)
    with file.open(encoding="utf-8-sig", newline="") as source:
        assert [row["reference"] for row in csv.DictReader(source)] == ["C-000001"]


async def test_the_cart_that_is_open_is_written_as_well(home: Path) -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("enter", "x", "enter")
    (file,) = files_in(home)
    assert file.name.startswith("C-000001-")


async def test_the_menu_has_it_as_well() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("b")
        assert "Export the selected carts" in desk.text


async def test_what_is_stopped_leaves_no_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    never = asyncio.Event()
    backend = a_shop()
    async with sitting(backend) as desk:
        await desk.press("*", "x")

        async def hangs(*_: object, **__: object) -> None:
            await never.wait()

        monkeypatch.setattr("tests.desk.fake_client.FakeCarts.list", hangs)
        await desk.pilot.press("enter")
        await desk.pilot.pause()
        assert "esc stop" in desk.text
        await desk.press("escape")
        assert "Stopped: nothing was written." in desk.text
        await desk.press("escape")
        assert isinstance(desk.app.screen, CartList)
    assert not files_in(home)


async def test_an_export_that_cannot_be_noted_is_not_written(home: Path) -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("x")
        desk.backend.refuses = Refused("Nobody may export at night.")
        await desk.press("enter")
        assert "Nobody may export at night. Nothing was written." in desk.text
        assert desk.backend.asked[-1] == "begin export of carts"
    assert files_in(home) == []
