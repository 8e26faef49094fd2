"""How the outbox looks. After a change that is meant: run this with --snapshot-update."""

import pytest

from cartui.app import CartuiApp
from cartui.screens.desk.desk import Desk, Display
from tests.desk.fake_client import NOW
from tests.desk.test_outbox_at_the_desk import a_shop


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_the_picture_is_the_one_that_was_agreed_on(snap_compare: object, size: tuple[int, int]) -> None:
    assert callable(snap_compare)
    display = Display(theme="cartui-dark", timezone="UTC")
    desk = CartuiApp(Desk(a_shop().client, display, now=lambda: NOW))
    assert snap_compare(desk, press=["wait:300", "g", "m", "down", "wait:500"], terminal_size=size)
