"""How the lists look. After a change that is meant: pytest tests/desk/test_snapshots.py --snapshot-update."""

import pytest

from cartui.app import CartuiApp
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.desk.own_views import OwnViews
from cartui.settings.model import View
from tests.desk.fake_client import NOW, FakeClient, a_cart, a_summary, an_order

SIZES = [(80, 24), (120, 40)]


def a_desk(theme: str = "cartui-dark") -> CartuiApp:
    """A desk on a small shop, at a moment that never passes."""
    summaries = [
        a_summary(1, customer="Rahim Uddin", assigned_to="alice"),
        a_summary(2, customer="日本語 山田", market="JP", currency="JPY", total=21_532),
        a_summary(3, customer="", items=0, products=(), total=0),
        a_summary(4, customer="خالد الكندري", market="KW", currency="KWD", total=4_950, state="locked"),
        a_summary(5, customer="শর্মিলা রহমান", total=3_400_000),
        *(a_summary(n) for n in range(6, 60)),
    ]
    placed = [an_order(n, a_cart(summary)) for n, summary in enumerate(summaries[:8], 1)]
    client = FakeClient(summaries, placed=placed)
    views = OwnViews({"Kuwait": View(query="market:KW", key="f6", sort="-total")})
    display = Display(theme=theme, timezone="UTC")
    return CartuiApp(Desk(client.client, display, now=lambda: NOW, own_views=views))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "keys",
    [
        ("j",),
        ("2",),
        ("space", "j", "V"),
        ("f6", "w"),
        ("n",),
        ("D",),
        ("g",),
        ("?",),
        ("g", "o"),
        ("g", "o", "enter"),
        ("g", "o", "A"),
        ("g", "o", "D"),
    ],
    ids=lambda keys: "-".join(keys).replace("?", "help"),
)
def test_the_picture_is_the_one_that_was_agreed_on(
    snap_compare: object, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    assert callable(snap_compare)
    assert snap_compare(a_desk(), press=["wait:300", *keys, "wait:400"], terminal_size=size)


@pytest.mark.parametrize("theme", ["cartui-light", "ansi-dark"])
def test_the_other_themes_show_the_same(snap_compare: object, theme: str) -> None:
    assert callable(snap_compare)
    assert snap_compare(a_desk(theme), press=["wait:300", "j", "wait:400"], terminal_size=(80, 24))
