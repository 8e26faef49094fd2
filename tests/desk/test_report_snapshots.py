"""How the reports look. After a change that is meant: run this with --snapshot-update."""

from datetime import timedelta

import pytest
from textual.pilot import Pilot

from cartui.app import CartuiApp
from cartui.model.text import clean_line
from cartui.screens.desk.desk import Desk, Display
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.fake_reports import a_product
from tests.desk.sitting import Sitting
from tests.hostile import HOSTILE


def a_shop() -> FakeClient:
    """A shop that sells what is called in every way, and whose figures are not all counted."""
    backend = FakeClient([a_summary(number) for number in range(1, 9)])
    titles = ("Cotton Shirt L/Blue", "日本茶 100 g", "শার্ট", *(clean_line(text) for text in HOSTILE))
    backend.sold = [a_product(number, title) for number, title in enumerate(titles, 1)]
    backend.counted_until = NOW - timedelta(minutes=30)
    return backend


def looks_as_agreed(
    snap_compare: object, keys: tuple[str, ...], size: tuple[int, int], theme: str = "cartui-dark"
) -> bool:
    """Whether the reports look so after these keys."""
    assert callable(snap_compare)
    backend = a_shop()
    app = CartuiApp(Desk(backend.client, Display(theme=theme, timezone="UTC"), now=lambda: NOW))

    async def look(pilot: Pilot[None]) -> None:
        desk = Sitting(app, pilot, backend)
        await desk.settle()
        await desk.press("g", "r", *keys)

    return bool(snap_compare(app, run_before=look, terminal_size=size))


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        pytest.param((80, 24), (), id="statistics-80x24"),
        pytest.param((120, 40), (), id="statistics-120x40"),
        pytest.param((80, 24), ("5", "j", "j"), id="carts by day-80x24"),
        pytest.param((120, 40), ("5", "j", "j"), id="carts by day-120x40"),
        pytest.param((200, 50), ("5", "j", "j"), id="carts by day-200x50"),
        pytest.param((80, 24), ("7",), id="products added-80x24"),
        pytest.param((120, 40), ("7",), id="products added-120x40"),
    ],
)
def test_the_picture_is_the_one_that_was_agreed_on(
    snap_compare: object, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    assert looks_as_agreed(snap_compare, keys, size)


@pytest.mark.parametrize("theme", ["cartui-light", "ansi-dark"])
def test_the_other_themes_show_the_same(snap_compare: object, theme: str) -> None:
    assert looks_as_agreed(snap_compare, ("5", "Y"), (80, 24), theme)
