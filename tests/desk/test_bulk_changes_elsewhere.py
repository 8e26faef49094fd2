"""What a bulk change did to many carts is seen at every desk, and moves nobody from where they are."""

from dataclasses import replace

from cartui.model.changes import BULK, Change
from cartui.screens.one_cart.one_cart import OneCart
from tests.desk.fake_client import FakeClient, a_summary
from tests.desk.sitting import sitting


def a_batch(backend: FakeClient, seq: int = 1) -> None:
    """Say that a bulk change did some carts."""
    backend.feed.put_nowait(Change(seq, BULK, "7", 0, "bob"))


async def test_the_list_is_read_again_and_cursor_and_selection_stay() -> None:
    backend = FakeClient([a_summary(number) for number in range(1, 121)])
    async with sitting(backend, size=(80, 24)) as desk:
        await desk.press("space", "space", "down")
        table = desk.carts.table
        key, selected = table.current_key, desk.carts.selection
        backend.summaries[:] = [replace(each, customer="Repriced", version=2) for each in backend.summaries]
        a_batch(backend)
        await desk.until(lambda: "Repriced" in desk.text)
        assert table.current_key == key
        assert desk.carts.selection == selected


async def test_an_open_cart_shows_what_the_change_made_of_it() -> None:
    backend = FakeClient([a_summary(1)])
    async with sitting(backend) as desk:
        await desk.press("enter")
        assert isinstance(desk.app.screen, OneCart)
        backend.notes["cart-1"] = "winter is over"
        backend.summaries[0] = replace(backend.summaries[0], version=2)
        a_batch(backend)
        await desk.until(lambda: "winter is over" in desk.text)


async def test_forty_batches_in_a_row_are_read_together() -> None:
    backend = FakeClient([a_summary(number) for number in range(1, 4)])
    async with sitting(backend) as desk:
        before = sum(asked.startswith("list") for asked in backend.asked)
        for seq in range(1, 41):
            a_batch(backend, seq)
        backend.summaries[0] = replace(backend.summaries[0], customer="Repriced", version=2)
        await desk.until(lambda: "Repriced" in desk.text)
        await desk.settle()
        assert sum(asked.startswith("list") for asked in backend.asked) - before < 20
