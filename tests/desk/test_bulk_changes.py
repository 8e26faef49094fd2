"""Changing many carts at once: select, choose, look, begin, go on working, take it back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from cartui import app as desk_app
from cartui.model.actions import SetPriceLevel
from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.bulk import BulkTarget, JobState
from cartui.model.query import CartQuery
from cartui.model.shop import PriceLevel
from cartui.screens.bulk import following
from cartui.screens.bulk.job_list import JobList
from cartui.screens.bulk.look_first import LookFirst
from cartui.screens.bulk.progress import JobProgress
from cartui.screens.cart_list.cart_list import CartList
from cartui.screens.desk.desk import Display
from tests.desk.fake_client import ABLE, SHOP, FakeClient, a_summary
from tests.desk.sitting import Sitting, sitting
from tests.waiting import until

LEVELS = tuple(PriceLevel(code=code, name=code.capitalize()) for code in ("retail", "gold", "trade"))
LEVELLED = SHOP.model_copy(update={"price_levels": LEVELS})


@pytest.fixture(autouse=True)
def asks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody watches these desks: they look at once how far a job is, and for one that was left behind."""
    monkeypatch.setattr(following, "APART", 0.01)
    monkeypatch.setattr(following, "SELDOM", 0.01)
    monkeypatch.setattr(desk_app, "REST_LATER", 0.01)


def a_shop(carts: int = 200, *, locked: int = 3, gold: int = 7) -> FakeClient:
    """A backend with so many carts: the first are locked, the next have the level Gold already."""
    summaries = [
        a_summary(
            number,
            state="locked" if number <= locked else "open",
            price_level="gold" if locked < number <= locked + gold else "retail",
        )
        for number in range(1, carts + 1)
    ]
    return FakeClient(summaries, shop_now=LEVELLED)


@pytest.fixture
async def desk() -> AsyncIterator[Sitting]:
    """Somebody at a desk with 200 carts."""
    async with sitting(a_shop(), size=(110, 30)) as somebody:
        yield somebody


async def look_at_gold(desk: Sitting) -> None:
    """Select all, choose the level Gold, and come to what that would do."""
    await desk.press("*", "p", "g", "o", "enter")
    assert isinstance(desk.app.screen, LookFirst), desk.text


async def begin_gold(desk: Sitting) -> None:
    """Begin with it."""
    await look_at_gold(desk)
    await desk.press(*"200", "enter")
    assert isinstance(desk.app.screen, JobProgress), desk.text


def totals(desk: Sitting) -> list[int]:
    """What the carts come to, in minor units."""
    return [cart.total for cart in desk.backend.summaries]


async def test_a_level_goes_to_all_that_match_and_back_with_eight_control_keys(desk: Sitting) -> None:
    before, control = totals(desk), 0

    async def press(*keys: str) -> None:
        nonlocal control
        control += len(keys)
        await desk.press(*keys)

    await press("*", "p")
    await desk.press("g", "o")
    await press("enter")
    assert "190 would change · 7 would stay as they are · 3 would be refused" in desk.text
    assert "▲ 3 refused: it is locked because an agent locked it (C-000001, C-000002, C-000003)" in desk.text
    await desk.press(*"200")
    await press("enter")
    desk.backend.bulk.work()
    await desk.until(lambda: "100 %  done" in desk.text)
    assert [new for old, new in zip(before, totals(desk), strict=True) if old != new] == [
        total * 9 // 10 for total in before[10:]
    ]
    await press("u")
    assert "undo of price level Gold · 190 carts" in desk.text
    await desk.press(*"190")
    await press("enter")
    desk.backend.bulk.work()
    await desk.until(lambda: "100 %  done" in desk.text)
    assert totals(desk) == before
    assert control <= 8


# --- looking ----------------------------------------------------------------------------------------


async def test_what_it_would_do_fills_up_while_it_is_looked_at(desk: Sitting) -> None:
    desk.backend.jobs.part = 50
    desk.backend.jobs.previews = asyncio.Event()
    await desk.press("*")
    await desk.pilot.press("p", "g", "o", "enter")
    await until(lambda: "looking at 0 of 200" in desk.text)
    desk.backend.jobs.previews.set()
    await until(lambda: "looking at 50 of 200" in desk.text)
    assert "40 would change · 7 would stay as they are · 3 would be refused" in desk.text
    await desk.pilot.press("escape")
    await until(lambda: isinstance(desk.app.screen, CartList))
    assert not any(call.startswith("bulk start") for call in desk.backend.asked)


async def test_another_number_than_theirs_begins_nothing(desk: Sitting) -> None:
    await look_at_gold(desk)
    await desk.press(*"199", "enter")
    assert "✗ That is not 200: nothing was changed." in desk.text
    await desk.press("backspace", "backspace", "backspace", "enter")
    assert "✗ That is not 200: nothing was changed." in desk.text
    assert desk.backend.jobs.jobs[0].state is JobState.PREPARED


async def test_a_few_carts_need_no_number_and_the_question_stands_on_cancel(desk: Sitting) -> None:
    await desk.press(*("down",) * 12, "space", "space", "p", "g", "o", "enter")
    assert "price level Gold · 2 carts" in desk.text
    await desk.press("enter")
    assert isinstance(desk.app.screen, CartList)
    await desk.press("p", "g", "o", "enter", "right", "enter")
    desk.backend.bulk.work()
    await desk.until(lambda: "2 changed" in desk.text)


async def test_without_a_selection_the_cart_at_the_cursor_is_meant_and_named(desk: Sitting) -> None:
    await desk.press(*("down",) * 12, "p", "g", "o")
    assert "price level of C-000013" in desk.text
    await desk.press("enter")
    assert "price level Gold · 1 cart: C-000013" in desk.text
    assert [item.number for item in desk.backend.jobs.items[1]] == ["C-000013"]


async def test_who_wants_to_types_the_number_of_one_cart_too() -> None:
    display = Display(theme="cartui-dark", timezone="UTC", confirm_from=0)
    async with sitting(a_shop(), display=display) as desk:
        await desk.press("end", "p", "g", "o", "enter")
        assert "Type 1 and enter to change them" in desk.text


async def test_where_none_would_change_nothing_is_begun() -> None:
    async with sitting(a_shop(5, locked=5)) as desk:
        await desk.press("*", "p", "g", "o", "enter", "right", "enter")
        assert "✗ None of them would be changed: there is nothing to begin." in desk.text
        assert desk.backend.jobs.jobs[0].state is JobState.PREPARED


async def test_what_is_typed_stays_while_the_backend_is_away_and_begins_once_it_is_back(
    desk: Sitting,
) -> None:
    await look_at_gold(desk)
    await desk.press(*"200")
    desk.backend.goes_away()
    await desk.pilot.press("enter")
    await until(lambda: "Not known yet whether it has begun" in " ".join(desk.text.split()))
    assert "200" in desk.text
    desk.backend.comes_back()
    desk.app.desk.reach.try_now()
    await desk.until(lambda: isinstance(desk.app.screen, JobProgress))
    assert desk.backend.jobs.jobs[0].state is JobState.RUNNING


# --- the menu ---------------------------------------------------------------------------------------


async def test_the_menu_has_all_that_can_be_done_and_begins_with_the_price_level(desk: Sitting) -> None:
    await desk.press("*", "b")
    assert "200 carts" in desk.text
    listed = [
        "Change price level",
        "Assign the selected carts",
        "Tag the selected carts",
        "Delete the selected carts",
        "Restore the selected carts",
        "Clone the selected carts",
        "Notify the customers",
    ]
    places = [desk.text.index(words) for words in listed]
    assert places == sorted(places)
    await desk.press("d", "enter")
    assert "delete · 200 carts" in desk.text


async def test_what_a_viewer_may_not_do_is_listed_with_the_reason() -> None:
    backend = a_shop()
    backend.actor = Actor(name="vera", role=Role.VIEWER, origin=ActorOrigin.DESK)
    async with sitting(backend) as desk:
        await desk.press("b")
        assert "A viewer may not change carts" in desk.text
        await desk.press("enter")
        assert "✗ A viewer may not change carts: that takes the role agent, lead or admin." in desk.text


async def test_carts_are_given_to_whoever_is_typed(desk: Sitting) -> None:
    await desk.press("*", "b", "a", "enter", *"bob", "enter")
    assert "assigned to bob · 200 carts" in desk.text


async def test_customers_are_written_what_is_chosen(desk: Sitting) -> None:
    await desk.press("*", "b", "n", "enter")
    assert "about a cart that was ordered" in desk.text
    assert "digest" not in desk.text
    await desk.press("q", "enter")
    assert isinstance(desk.app.screen, LookFirst)
    assert "message to customers: quote · 200 carts" in desk.text


async def test_tags_are_put_on_and_taken_off_and_what_makes_no_sense_is_said(desk: Sitting) -> None:
    await desk.press("*", "b", "t", "enter", "enter", "enter")
    assert "✗ Name at least one tag." in desk.text
    await desk.press(*"vip,spring", "enter", *"old", "enter")
    assert "tags +vip +spring −old · 200 carts" in desk.text


# --- while it goes on -------------------------------------------------------------------------------


async def test_its_line_stays_on_every_screen_and_the_dialog_comes_back(desk: Sitting) -> None:
    await begin_gold(desk)
    await desk.press("enter")
    desk.backend.bulk.work(120)
    await desk.until(lambda: "price level Gold: 120 of 200" in desk.text)
    assert "refused 3" in desk.text
    await desk.press("g", "o")
    assert "price level Gold: 120 of 200" in desk.text
    await desk.press("g", "j")
    assert isinstance(desk.app.screen, JobProgress)
    assert "110 changed, 7 as they were, 3 refused" in desk.text


async def test_it_is_stopped_between_two_carts_and_says_what_stays_changed(desk: Sitting) -> None:
    await begin_gold(desk)
    desk.backend.bulk.work(120)
    await desk.press("c")
    await desk.until(lambda: "stopped; what was changed stays so" in desk.text)
    await desk.press("escape")
    assert "■ price level Gold, stopped" in desk.text
    assert desk.backend.jobs.jobs[0].state is JobState.CANCELLED


async def test_what_came_of_it_is_said_until_it_was_read_and_the_selection_stays(desk: Sitting) -> None:
    await begin_gold(desk)
    await desk.press("enter")
    desk.backend.bulk.work()
    await desk.until(lambda: "✓ price level Gold: 190 changed, 7 as they were, 3 refused" in desk.text)
    await desk.press("down", "g", "o", "g", "c")
    assert "190 changed, 7 as they were, 3 refused" in desk.text
    await desk.press("escape")
    assert "190 changed" not in desk.text
    assert "all 200 selected" in desk.text
    await desk.press("escape")
    assert "selected" not in desk.lines[-1]


@pytest.mark.parametrize("is_over", [True, False])
async def test_from_how_far_it_is_one_goes_to_all_bulk_changes(desk: Sitting, *, is_over: bool) -> None:
    await begin_gold(desk)
    if is_over:
        desk.backend.bulk.work()
        await desk.until(lambda: "100 %  done" in desk.text)
    await desk.press("g", "B")
    assert isinstance(desk.app.screen, JobList), desk.text
    assert "price level Gold" in desk.text
    await desk.press("g", "c")
    assert desk.carts.is_current


async def test_what_its_query_finds_no_more_is_selected_no_more_and_that_is_said(desk: Sitting) -> None:
    await desk.press("slash", *"level:retail", "enter", "*")
    await desk.until(lambda: "all 193 selected" in desk.text)
    await desk.press("p", "g", "o", "enter", *"193", "enter", "enter")
    desk.backend.bulk.work()
    await desk.until(lambda: "3 still selected" in desk.text)
    assert "all 3" not in desk.text
    await desk.press("escape", "I")
    assert "still" not in desk.text


async def test_undo_in_the_list_means_all_of_it_until_something_else_is_done(desk: Sitting) -> None:
    await begin_gold(desk)
    await desk.press("enter")
    desk.backend.bulk.work()
    await desk.until(lambda: "u undoes it" in desk.text)
    await desk.press("u")
    assert "undo of price level Gold · 190 carts" in desk.text
    await desk.press("escape", "enter", "escape", "u")
    assert isinstance(desk.app.screen, CartList)
    assert "u undoes it" not in desk.text


async def test_what_it_changes_is_no_news_to_who_began_it(desk: Sitting) -> None:
    await begin_gold(desk)
    await desk.press("enter")
    desk.backend.bulk.work()
    await desk.until(lambda: "BDT 1,125.09" in desk.text)
    assert "•" not in desk.text


# --- leaving ----------------------------------------------------------------------------------------


async def test_quitting_asks_while_this_program_works_on_it(desk: Sitting) -> None:
    await begin_gold(desk)
    await desk.press("enter")
    desk.backend.bulk.work(50)
    await desk.until(lambda: "50 of 200" in desk.text)
    await desk.press("q")
    assert "Quit and let it stop?" in desk.text
    assert "price level Gold: 50 of 200 are done." in desk.text
    await desk.press("escape")
    assert desk.app.is_running
    await desk.press("q", "right", "enter")
    assert desk.app._exit


async def test_a_server_goes_on_by_itself_and_quitting_says_so() -> None:
    backend = a_shop()
    backend.capabilities = ABLE.model_copy(update={"backend": "server"})
    async with sitting(backend) as desk:
        await begin_gold(desk)
        await desk.press("enter", "q")
        assert desk.app._exit
        said = "price level Gold: 0 of 200 are done. The server goes on with it by itself."
        assert desk.app.desk.trouble == said


async def a_job_half_done(backend: FakeClient, *, by: str = "alice") -> None:
    """Somebody changed 40 carts of 200, and went away."""
    everything = BulkTarget(query=CartQuery())
    job = await backend.bulk.prepare(everything, [SetPriceLevel(level="gold")])
    await backend.bulk.start(job.id)
    backend.bulk.work(40)
    backend.jobs.put(job.id, at_work=False, agent=by)


async def test_one_that_was_left_behind_is_said_at_the_next_start_and_gone_on_with() -> None:
    backend = a_shop()
    await a_job_half_done(backend, by="bob")
    async with sitting(backend) as desk:
        words = "▲ price level Gold by bob: left behind at 40 of 200, nobody works on it"
        await desk.until(lambda: words in desk.text)
        await desk.press("g", "j", "R")
        assert backend.jobs.jobs[0].at_work
        backend.bulk.work()
        await desk.until(lambda: "100 %  done" in desk.text)


async def test_what_somebody_else_works_on_is_not_said_here() -> None:
    backend = a_shop()
    await a_job_half_done(backend)
    backend.jobs.put(1, at_work=True, agent="bob")
    async with sitting(backend) as desk:
        await desk.until(lambda: desk.backend.jobs.listed > 0)
        assert "price level Gold" not in desk.text


async def test_who_only_looks_is_not_told_what_was_left_behind() -> None:
    backend = a_shop()
    await a_job_half_done(backend)
    backend.actor = Actor(name="vera", role=Role.VIEWER, origin=ActorOrigin.DESK)
    async with sitting(backend) as desk:
        desk.app.look_for_jobs()
        await desk.settle()
        assert not backend.jobs.listed


async def test_a_level_that_is_gone_meanwhile_is_said_and_nothing_is_waited_for() -> None:
    backend = a_shop()
    async with sitting(backend) as desk:
        await desk.press("*", "p", "g", "o")
        backend.shop_now = SHOP
        await desk.press("enter")
        assert "✗ There is no price level gold." in desk.text
        assert "Finding out" not in desk.text
        await desk.press("escape")
        assert isinstance(desk.app.screen, CartList)


async def test_the_answer_is_in_sight_however_much_there_is_to_look_at() -> None:
    async with sitting(a_shop(400, locked=100), size=(80, 24)) as desk:
        for place, cart in enumerate(desk.backend.summaries):
            code = ("BDT", "KWD", "JPY", "USD", "EUR", "GBP", "CAD", "INR")[place % 8]
            desk.backend.summaries[place] = replace(cart, currency=code)
        await look_at_gold(desk)
        assert "Type 400 and enter to change them" in desk.text
        assert "PgDn further lines" in desk.lines[-1]
        assert "C-000400  INR" not in desk.text
        await desk.press("pagedown", "pagedown")
        assert "C-000400  INR" in desk.text


async def test_an_undo_that_is_given_up_can_be_asked_for_again(desk: Sitting) -> None:
    await begin_gold(desk)
    desk.backend.bulk.work()
    await desk.until(lambda: "100 %  done" in desk.text)
    await desk.press("u", "escape", "u")
    assert "undo of price level Gold · 190 carts" in desk.text
