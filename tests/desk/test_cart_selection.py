"""Selecting carts: one, a range, all that match, the others; and what becomes of it meanwhile."""

from dataclasses import replace

import pytest

from cartui.model.cart import CartSummary
from cartui.model.changes import Change
from cartui.model.query import CartQuery, Count
from cartui.screens.cart_list import cart_selection, selected_carts
from cartui.screens.cart_list.selection_words import selection_words
from cartui.screens.dialogs.confirm import Confirm
from tests.desk.fake_client import FakeCarts, FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting


def some_carts(count: int = 120) -> FakeClient:
    """A backend with that many carts, every tenth of them locked."""
    return FakeClient([a_summary(n, state="locked" if n % 10 == 0 else "open") for n in range(1, count + 1)])


def marked(desk: Sitting) -> list[str]:
    """The numbers of the rows in sight that have the mark."""
    return [line.partition("✓")[2].split()[0] for line in desk.lines if "✓" in line]


def note(desk: Sitting) -> str:
    """What the footer says at its right end."""
    return desk.lines[-1].rpartition("  ")[2].strip()


async def test_space_selects_and_steps_down_and_takes_back() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("space", "j", "space")
        assert marked(desk) == ["C-000001", "C-000003"]
        assert note(desk) == "2 of 120 selected"
        await desk.press("k", "space")
        assert marked(desk) == ["C-000001"]
        assert desk.carts.table.current_key == "cart-4"


async def test_a_range_goes_from_where_it_began_to_the_cursor_in_either_direction() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("j", "j", "V", "j", "j", "V")
        assert marked(desk) == ["C-000003", "C-000004", "C-000005"]
        await desk.press("k", "k", "k", "V")
        assert marked(desk) == ["C-000002", "C-000003"], "it turns round where it began"


async def test_shift_and_arrows_select_as_the_cursor_goes_and_give_back_what_they_leave() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("shift+down", "shift+down", "shift+down")
        assert marked(desk) == ["C-000001", "C-000002", "C-000003", "C-000004"]
        await desk.press("shift+up")
        assert marked(desk) == ["C-000001", "C-000002", "C-000003"]
        await desk.press("j", "j")
        assert marked(desk) == ["C-000001", "C-000002", "C-000003"], "moving alone selects nothing"


async def test_a_range_reaches_over_rows_that_are_not_held_any_more() -> None:
    async with sitting(some_carts(3_000), (80, 24)) as desk:
        await desk.press("j", "space", "end", "V")
        assert note(desk) == "2,999 of 3,000 selected"
        await desk.press("home")
        assert marked(desk)[0] == "C-000002"


async def test_a_range_that_is_too_long_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cart_selection, "LONGEST_RANGE", 1_000)
    async with sitting(some_carts(3_000), (80, 24)) as desk:
        await desk.press("space", "end", "V")
        assert note(desk) == "1 of 3,000 selected"
        assert "longer than 1,000 carts" in desk.notices[0]


async def test_all_that_match_are_selected_without_reading_them() -> None:
    async with sitting(some_carts(20_000), (80, 24)) as desk:
        await desk.press("*")
        assert note(desk) == "all 20,000 selected"
        assert desk.backend.asked.count("list") < 5
        await desk.press("j", "space")
        assert note(desk) == "19,999 of 20,000 selected"
        assert "C-000002" not in marked(desk)
        assert desk.carts.selection.query == CartQuery(zone="UTC")
        await desk.press("end")
        assert marked(desk)[-1] == "C-020000"


async def test_what_many_were_taken_out_of_is_counted_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selected_carts, "MOST_EXCLUDED", 2)
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("*", "space", "space", "space")
        assert note(desk) == "at least 117 of 120 selected", "they may not match any more"


async def test_the_selection_is_turned_round() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("space", "space", "I")
        assert note(desk) == "118 of 120 selected"
        assert marked(desk)[0] == "C-000003"
        await desk.press("I")
        assert marked(desk) == ["C-000001", "C-000002"]


async def test_it_survives_another_query_and_shows_there_which_carts_are_in_it() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("2", "*", "j", "space", "1")
        assert note(desk) == "11 selected, here or elsewhere"
        assert marked(desk) == ["C-000010"]
        await desk.press("j", "space")
        assert marked(desk) == ["C-000002", "C-000010"]
        assert note(desk) == "12 selected, here or elsewhere"
        await desk.press("I")
        assert "another query" in desk.notices[-1]


async def test_what_another_list_has_does_not_come_back_when_this_one_is_turned_round_twice() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("space", "2", "space", "I")
        assert note(desk) == "11 selected, here or elsewhere"
        await desk.press("I", "1")
        assert marked(desk) == ["C-000010"]


async def test_it_survives_being_sorted_and_read_again_and_what_others_do() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("space", "space")
        backend = desk.backend
        backend.summaries.insert(0, a_summary(200))
        backend.feed.put_nowait(Change(1, "cart", "cart-200", 1, "bob"))
        await desk.until(lambda: "C-000200" in desk.text)
        assert marked(desk) == ["C-000001", "C-000002"]
        await desk.press("r", "s", "down", "enter")
        assert marked(desk) == ["C-000001", "C-000002"]
        assert note(desk) == "2 of 121 selected"


async def test_escape_goes_back_one_level_at_a_time() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("/")
        await desk.type("customer 11")
        await desk.press("enter", "space", "/", "escape")
        assert note(desk) == "1 of 11 selected"
        await desk.press("escape")
        assert (marked(desk), desk.carts.line.text) == ([], "customer 11")
        assert "selected" not in desk.lines[-1]
        await desk.press("escape")
        assert desk.carts.line.text == ""


async def test_the_numbers_of_what_is_selected_are_copied() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("y")
        assert desk.app.clipboard == "C-000001"
        await desk.press("space", "space", "y")
        assert desk.app.clipboard == "C-000001\nC-000002"
        assert desk.notices[-1] == "2 numbers are copied"
        await desk.press("2", "*", "space", "y")
        assert len(desk.app.clipboard.splitlines()) == 11


async def test_numbers_of_carts_that_left_the_list_are_copied_and_what_is_gone_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    usual = FakeCarts._matching

    def as_stores_do(carts: FakeCarts, query: CartQuery) -> list[CartSummary]:
        """Open and locked carts, unless the query names a state."""
        is_named = any(term.key == "state" for term in query.terms)
        return [row for row in usual(carts, query) if is_named or row.state in {"open", "locked"}]

    monkeypatch.setattr(FakeCarts, "_matching", as_stores_do)
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("space", "space", "space")
        desk.carts.selected.forget_numbers()
        summaries = desk.backend.summaries
        summaries[1] = replace(summaries[1], state="deleted")
        del summaries[0]
        await desk.press("y")
        assert desk.app.clipboard == "C-000002\nC-000003"
        assert desk.notices[-1] == "2 numbers are copied; 1 selected cart is gone"


async def test_so_many_numbers_that_a_terminal_would_cut_them_are_not_copied() -> None:
    async with sitting(some_carts(6_000), (80, 24)) as desk:
        await desk.press("*", "y")
        assert "nothing was copied" in desk.notices[-1]
        assert desk.app.clipboard == ""


async def test_what_is_done_with_one_cart_says_that_the_selected_ones_are_not_meant() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("space", "space", "D")
        assert isinstance(desk.app.screen, Confirm)
        assert "C-000003" in desk.text
        assert "Only this cart is meant" in desk.text
        await desk.press("right", "enter")
        assert desk.carts.selection.ids == {"cart-1", "cart-2"}


async def test_a_cart_that_is_deleted_is_selected_no_longer() -> None:
    async with sitting(some_carts(), (80, 24)) as desk:
        await desk.press("space", "k", "D", "right", "enter")
        assert desk.carts.selection.is_empty


@pytest.mark.parametrize(
    ("count", "of", "said"),
    [
        (Count(412), Count(10_233), "412 of 10,233 selected"),
        (Count(412), Count(100_000, exact=False), "412 of at least 100,000 selected"),
        (Count(100_000, exact=False), Count(100_000, exact=False), "at least 100,000 selected"),
        (Count(7), Count(7), "all 7 selected"),
        (Count(1), Count(1), "1 selected"),
        (Count(7), None, "7 selected"),
        (Count(7), Count(0, exact=False), "7 selected"),
        (Count(0, exact=False), None, "none found so far"),
    ],
)
def test_it_is_counted_in_words(count: Count, of: Count | None, said: str) -> None:
    assert selection_words(count, of) == said


@pytest.mark.parametrize(
    ("elsewhere", "said"), [(False, "1 still selected"), (True, "1 still selected, here or elsewhere")]
)
def test_those_that_are_left_of_more_are_counted_as_that(*, elsewhere: bool, said: str) -> None:
    assert selection_words(Count(1), Count(1), elsewhere=elsewhere, fewer=True) == said
