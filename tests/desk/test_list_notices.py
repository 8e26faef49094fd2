"""Notices over a list: where they stand, and how they read."""

from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.sitting import sitting


async def test_a_notice_leaves_the_query_and_its_count_in_sight_and_reads_in_sentences() -> None:
    async with sitting(FakeClient([a_summary(n) for n in range(1, 50)]), (80, 24)) as desk:
        await desk.press("space", "j", "u")
        assert desk.notices == [
            "C-000003: undone: change 1. Only this cart is meant: the selected ones stay as they are."
        ]
        assert desk.lines[1].rstrip().endswith("49 match")
        assert "Only this cart" in "".join(desk.lines[-4:-1])
        assert "1 of 49 selected" in desk.lines[-1]


async def test_what_comes_to_be_saved_while_a_list_is_taken_away_stops_nothing() -> None:
    async with sitting(FakeClient([a_summary(1)])) as desk:
        desk.carts.signs._unsaved = frozenset({"cart-1"})  # as while the backend was away
        await desk.carts.table.remove()
        desk.carts.refresh_header()
        assert not desk.carts.signs.is_unsaved(a_summary(1))
