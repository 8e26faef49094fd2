"""Picking one of a few things: by letters, and in a window that does not show all of them."""

from cartui.model.query import SortKey
from cartui.widgets.choices import Choices
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.sitting import sitting


async def test_a_letter_goes_to_the_next_entry_that_begins_so() -> None:
    async with sitting(FakeClient([a_summary(1)]), (80, 24)) as desk:
        for letters, key in (
            ("m", SortKey.MARKET),
            ("c", SortKey.CREATED),
            ("cc", SortKey.CUSTOMER),
            ("jC", SortKey.CUSTOMER),
            ("x", SortKey.UPDATED),
        ):
            await desk.press("s", "home", *letters, "enter")
            assert desk.carts.sort.key is key, letters


async def test_a_list_that_goes_on_out_of_sight_says_by_how_much() -> None:
    async with sitting(FakeClient([a_summary(1)]), (80, 24)) as desk:
        await desk.press("s")
        assert "more" not in desk.lines[-4]
        assert "Origin" in desk.text
        await desk.pilot.resize_terminal(80, 14)
        await desk.settle()
        hidden = len(SortKey) - desk.app.screen.query_one(Choices).size.height
        assert f"↓ {hidden} more" in desk.text
        await desk.press("end")
        assert f"↑ {hidden} more" in desk.text
        assert "↓" not in desk.text
