"""Views of the list: the built-in ones with their counts, and the agent's own, kept from the desk."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cartui.app import CartuiApp
from cartui.model.changes import Change
from cartui.model.query import CartSort, SortKey
from cartui.screens.cart_list import list_views
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.cart_list.view_form import ViewForm
from cartui.screens.desk.desk import Desk, Display
from cartui.screens.desk.own_views import OwnViews
from cartui.screens.dialogs.confirm import Confirm
from cartui.settings.errors import NotWritten
from cartui.settings.model import OwnView, View
from cartui.widgets.views_column import ViewsColumn
from tests.desk.fake_client import NOW, FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting


@dataclass
class Kept:
    """What was written into the settings."""

    written: list[tuple[OwnView, str]] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    fails: bool = False

    def write(self, own: OwnView, instead_of: str) -> None:
        if self.fails:
            raise NotWritten(Path("config.toml"), "it is read-only")
        self.written.append((own, instead_of))

    def views(self, **views: View) -> OwnViews:
        return OwnViews(views, keep=self.write, remove=self.erased.append)


def some_carts(count: int = 60) -> FakeClient:
    """A backend with that many carts, every tenth of them locked."""
    return FakeClient([a_summary(n, state="locked" if n % 10 == 0 else "open") for n in range(1, count + 1)])


@asynccontextmanager
async def with_views(
    views: OwnViews, size: tuple[int, int] = (120, 40), backend: FakeClient | None = None
) -> AsyncIterator[Sitting]:
    """A desk at which an agent has views of their own."""
    backend = backend or some_carts()
    display = Display(theme="cartui-dark", timezone="UTC")
    app = CartuiApp(Desk(backend.client, display, now=lambda: NOW, own_views=views))
    async with app.run_test(size=size, notifications=True) as pilot:
        desk = Sitting(app, pilot, backend)
        await desk.settle()
        yield desk


def listed(desk: Sitting) -> dict[str, str]:
    """The views beside the list with their counts."""
    return {line.name: line.count for line in desk.carts.query_one(ViewsColumn).lines}


async def someone_changes(desk: Sitting, seq: int) -> None:
    """Let somebody else change a cart, and the list be read again."""
    reads = desk.backend.asked.count("list")
    desk.backend.feed.put_nowait(Change(seq, "cart", "cart-1", 1, "bob"))
    await desk.until(lambda: desk.backend.asked.count("list") > reads)


async def test_each_view_has_a_key_and_a_count() -> None:
    async with with_views(Kept().views(Kuwait=View(query="market:KW", key="f6"))) as desk:
        counts = listed(desk)
        assert list(counts)[:3] == ["All", "Locked", "Mine"]
        assert (counts["All"], counts["Locked"], counts["Kuwait"]) == ("60", "6", "0")
        assert "f6 Kuwait" in desk.text


async def test_each_view_is_listed_by_the_key_that_stands_beside_it() -> None:
    queries = {
        "1": "",
        "2": "state:locked",
        "3": "assigned:me",
        "4": "is:high-value updated:yesterday",
        "5": "touched:>1d",
        "6": "updated:>30d",
        "7": "is:empty",
        "8": "is:guest",
        "9": "state:deleted",
        "f6": "market:KW",
    }
    async with with_views(Kept().views(Kuwait=View(query="market:KW", key="f6"))) as desk:
        shown = desk.carts.query_one(ViewsColumn).lines
        assert [line.key for line in shown] == list(queries)
        for line in reversed(shown):
            await desk.press(line.key)
            assert desk.carts.line.text == queries[line.key]
            assert [each.name for each in desk.carts.query_one(ViewsColumn).lines if each.chosen] == [
                line.name
            ]


async def test_a_large_table_is_counted_only_so_far() -> None:
    async with with_views(Kept().views(), backend=some_carts(1_500)) as desk:
        assert listed(desk)["All"] == "1,000+"


async def test_views_are_counted_where_they_are_seen_and_not_at_every_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(list_views, "PAUSE", 30.0)
    async with with_views(Kept().views(), (80, 24)) as desk:
        before = desk.backend.asked.count("count")
        assert set(listed(desk).values()) == {""}, "there is no room for them"
    async with with_views(Kept().views()) as desk:
        first = desk.backend.asked.count("count")
        assert first > before
        for seq in range(1, 4):
            await someone_changes(desk, seq)
        rounds = desk.backend.asked.count("count") - first
        assert rounds < 3 * len(listed(desk)), "only what matches, and the first line"


async def test_what_is_listed_is_kept_as_a_view_with_a_name_and_a_key() -> None:
    kept = Kept()
    async with with_views(kept.views()) as desk:
        await desk.press("/")
        await desk.type("state:locked customer")
        await desk.press("enter", "s", "down", "enter", "w")
        assert isinstance(desk.app.screen, ViewForm)
        await desk.press(*"My locked", "ctrl+s")
        view = View(query="state:locked customer", sort="-created", key="f2")
        assert kept.written == [(OwnView("My locked", view), "")]
        assert "carts · My locked" in desk.text
        await desk.press("1")
        assert desk.carts.sort == CartSort(key=SortKey.CREATED), "that was sorted by hand"
        await desk.press("f2")
        assert desk.carts.line.text == "state:locked customer"


async def test_a_view_sorts_its_list_and_leaves_the_others_as_they_were() -> None:
    async with with_views(Kept().views(Large=View(query="is:guest", key="f6", sort="-total"))) as desk:
        await desk.press("f6")
        assert str(desk.carts.sort) == "-total"
        await desk.press("1")
        assert str(desk.carts.sort) == "-updated"


async def test_a_view_brings_its_columns() -> None:
    view = View(query="market:BD", key="f6", columns=("number", "total"))
    async with with_views(Kept().views(Slim=view), (80, 24)) as desk:
        await desk.press("f6")
        assert "Customer" not in desk.lines[3]
        await desk.press("1")
        assert "Customer" in desk.lines[3]


async def test_another_name_renames_a_view_that_is_as_it_was() -> None:
    kept = Kept()
    async with with_views(kept.views(Old=View(query="market:KW", key="f6"))) as desk:
        await desk.press("f6", "w")
        assert "Another name renames it." in desk.text
        await desk.press("home", "delete", "delete", "delete", *"New", "ctrl+s")
        assert kept.written == [(OwnView("New", View(query="market:KW", key="f6")), "Old")]
        assert "Old" not in listed(desk)


async def test_a_view_whose_list_was_changed_is_kept_anew_or_beside() -> None:
    kept = Kept()
    async with with_views(kept.views(Old=View(query="market:KW", key="f6"))) as desk:
        await desk.press("f6", "/")
        await desk.type(" x")
        await desk.press("enter", "w")
        assert "another name makes another view" in " ".join(desk.text.replace("│", "").split())
        await desk.press("ctrl+s")
        assert kept.written == [(OwnView("Old", View(query="market:KW x", key="f6")), "Old")]
        await desk.press("/")
        await desk.type("y")
        await desk.press("enter", "w", "end", "2", "enter", "end", "backspace", "7", "enter")
        assert kept.written[1] == (
            OwnView("Old2", View(query="market:KW x y", sort="-updated", key="f7")),
            "",
        )
        assert list(listed(desk))[9:] == ["Old", "Old2"]


async def test_a_view_is_removed_after_asking() -> None:
    kept = Kept()
    async with with_views(kept.views(Old=View(query="market:KW", key="f6"))) as desk:
        await desk.press("f6", "w", "ctrl+r")
        assert isinstance(desk.app.screen, Confirm)
        assert "No cart is changed" in desk.text
        await desk.press("right", "enter")
        assert kept.erased == ["Old"]
        assert "Old" not in listed(desk)
        await desk.press("f6")
        assert desk.carts.line.text == "market:KW", "the list stays, the key is free"


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [
        ("locked", "f2", "Locked is a built-in view."),
        ("old", "f2", "There is a view Old already"),
        ("New", "8", "It cannot be '8', which does 'view-guests'"),
        ("New", "f6", "It cannot be 'f6', which shows the view 'Old'"),
        ("New", "shift+n", "It cannot be 'shift+n'"),
        ("x" * 41, "f2", "40 letters are enough."),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field(name: str, key: str, said: str) -> None:
    kept = Kept()
    async with with_views(kept.views(Old=View(query="market:KW", key="f6"))) as desk:
        await desk.press("/", *"market:BD", "enter", "w", "ctrl+u", *name, "enter", "ctrl+u", *key, "ctrl+s")
        assert said in " ".join(desk.text.replace("│", "").split())
        assert kept.written == []


async def test_a_view_that_cannot_be_written_lasts_until_the_end() -> None:
    kept = Kept(fails=True)
    async with with_views(kept.views()) as desk:
        await desk.press("w", *"Mine too", "ctrl+s")
        assert "Mine too" in listed(desk)
        assert "until you quit, but not kept" in desk.notices[-1]
        assert "read-only" in desk.notices[-1]


async def test_the_palette_has_the_views_and_their_names_are_data() -> None:
    async with with_views(Kept().views(**{"[red]Loud[/nope]": View(query="market:KW")})) as desk:
        await desk.press("ctrl+p")
        await desk.press(*"loud")
        await desk.until(lambda: "View: [red]Loud[/nope]" in desk.text)
        await desk.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, CartList))
        assert desk.carts.line.text == "market:KW"


async def test_a_query_that_makes_no_sense_is_not_kept() -> None:
    async with sitting(some_carts()) as desk:
        await desk.press("/")
        await desk.type("stat:open")
        await desk.press("enter", "escape", "w")
        assert desk.notices[-1] == "Put the query right first"
