"""How bulk changes and their reports look. After a change that is meant: run this with --snapshot-update."""

import pytest
from textual.pilot import Pilot

from cartui.app import CartuiApp
from cartui.screens.desk.desk import Desk, Display
from tests.desk.bulk_jobs import a_shop
from tests.desk.fake_client import NOW
from tests.desk.sitting import Sitting
from tests.waiting import until


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
@pytest.mark.parametrize(
    "keys",
    [("j",), ("j", "enter"), ("j", "enter", "4", "x"), ("c",)],
    ids=["list", "report", "exporting the refused", "stopping one"],
)
def test_the_picture_is_the_one_that_was_agreed_on(
    snap_compare: object, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    assert callable(snap_compare)
    display, backend = Display(theme="cartui-dark", timezone="UTC"), a_shop()
    app = CartuiApp(Desk(backend.client, display, now=lambda: NOW))

    async def look(pilot: Pilot[None]) -> None:
        desk = Sitting(app, pilot, backend)
        await desk.settle()
        await desk.press("g", "B")
        await until(lambda: app.desk.job is not None, pause=pilot.pause)  # what was left behind is said
        await desk.press(*keys)

    assert snap_compare(app, run_before=look, terminal_size=size)
