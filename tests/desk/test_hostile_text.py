"""Names and products of `quality.md` in every place of the lists: nothing breaks, nothing is parsed."""

from dataclasses import replace

import pytest
from rich.cells import cell_len

from cartui.client.protocol import Refused
from cartui.model.text import clean_line
from tests.desk.fake_client import SHOP, FakeClient, a_cart, a_summary, an_order
from tests.desk.sitting import sitting
from tests.hostile import CONTROLS, EMPTY, HOSTILE, shared_out

NAMES = [clean_line(text) for text in (*HOSTILE, EMPTY)]


def a_hostile_backend() -> FakeClient:
    """One cart and one order for each name."""
    summaries = [
        a_summary(n, customer=name, products=(name, name), assigned_to=name)
        for n, name in enumerate(NAMES, 1)
    ]
    placed = [
        an_order(n, a_cart(summary, summary.customer, summary.customer))
        for n, summary in enumerate(summaries)
    ]
    return FakeClient(summaries, placed=placed)


@pytest.mark.parametrize("size", [(80, 60), (160, 60)])
async def test_columns_stay_straight_and_no_control_is_drawn(size: tuple[int, int]) -> None:
    async with sitting(a_hostile_backend(), size) as desk:
        rows = [line for line in desk.lines if "BDT 1,250." in line]
        assert len(rows) == len(NAMES)
        assert len({cell_len(line[: line.index("BDT 1,250.")]) for line in rows}) == 1
        assert {cell_len(line) for line in desk.lines} == {size[0]}
        assert not CONTROLS & set(desk.text.replace("\n", ""))


async def test_markup_in_a_name_is_shown_as_it_is() -> None:
    async with sitting(a_hostile_backend(), (160, 60)) as desk:
        for text in ("[bold]x[/]", "[/nope]", "Smith [/]", "[VIP]", "[$5]"):
            assert text in desk.text


@pytest.mark.slow
async def test_a_cart_and_an_order_with_any_of_them_can_be_looked_at() -> None:
    backend = FakeClient([a_summary(1)])
    async with sitting(backend) as desk:
        for name, product, shop in shared_out(NAMES, 3):
            backend.titles = product or "x"
            backend.summaries[0] = a_summary(1, customer=name, products=(product,))
            backend.placed = [an_order(1, a_cart(backend.summaries[0], product or "x", name))]
            desk.app.desk.shop = SHOP.model_copy(
                update={"settings": SHOP.settings.model_copy(update={"name": shop or "x"})}
            )
            desk.carts.refresh_header()
            await desk.press("r", "v", "v", "D")
            assert "C-000001" in desk.text
            assert not CONTROLS & set(desk.text.replace("\n", ""))
            await desk.press("escape", "g", "o", "r", "enter")
            assert "ORD-000000000001" in desk.text
            assert not CONTROLS & set(desk.text.replace("\n", ""))
            await desk.press("escape", "g", "c")
        assert desk.carts.table.current_key == "cart-1"


async def test_an_error_of_the_backend_is_text() -> None:
    async with sitting(a_hostile_backend()) as desk:
        for text in ("[/nope]", "[@click=app.quit]x[/]"):
            desk.backend.refuses = Refused(text)
            await desk.press("u")
            assert text in desk.notices
        desk.backend.refuses = None
        desk.backend.summaries[0] = replace(desk.backend.summaries[0], customer="still here")
        await desk.press("r")
        assert "still here" in desk.text
