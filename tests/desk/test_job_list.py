"""`g B` lists bulk changes, latest first; one that was left behind goes on, and one that runs is stopped."""

import pytest

from cartui.model.agent import Actor, ActorOrigin, Role
from cartui.model.bulk import JobState
from cartui.screens.bulk.job_list import JobList
from cartui.screens.bulk.report import JobReport
from cartui.screens.dialogs.confirm import Confirm
from tests.desk.bulk_jobs import a_shop, add_job, usual_items
from tests.desk.fake_client import FakeClient
from tests.desk.sitting import Sitting, sitting

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["narrow", "wide"])


def row(desk: Sitting, number: int) -> str:
    """The line of that bulk change."""
    return next(line for line in desk.lines if line.lstrip("│▌✓ ").startswith(f"{number}  "))


@SIZES
async def test_it_says_what_how_far_how_many_and_who(size: tuple[int, int]) -> None:
    async with sitting(a_shop(), size=size) as desk:
        await desk.press("g", "B")
        assert isinstance(desk.app.screen, JobList)
        for said in ("price level Gold", "LEFT AT 40 %", " 20 ", "alice"):
            assert said in row(desk, 3)
        for said in ("price level Gold", "done", "48", " 6 "):
            assert said in row(desk, 2)
        assert "assigned to carol" in row(desk, 1)
        lines = [line.lstrip("│▌✓ ") for line in desk.lines if line.startswith("│")]
        assert [line[0] for line in lines if "Gold" in line or "carol" in line] == ["3", "2", "1"]


async def test_a_row_of_one_that_runs_counts_up_and_the_cursor_stays() -> None:
    backend = a_shop()
    backend.jobs.put(3, at_work=True)
    async with sitting(backend) as desk:
        await desk.press("g", "B", "down")
        assert "running 40 %" in row(desk, 3)
        backend.bulk.work(12)
        await desk.until(lambda: "running 60 %" in row(desk, 3))
        backend.bulk.work()
        await desk.until(lambda: "done" in row(desk, 3))
        assert "▌" in row(desk, 2)


async def test_one_that_was_left_behind_goes_on_when_that_is_wanted() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "B", "R")
        assert isinstance(desk.app.screen, Confirm)
        assert "36 are left" in desk.text
        await desk.press("enter")  # Cancel has the focus
        assert "bulk start 3" not in desk.backend.asked
        await desk.press("R", "right", "enter")
        assert "bulk start 3" in desk.backend.asked
        await desk.until(lambda: "running 40 %" in row(desk, 3))


async def test_one_that_runs_is_stopped_and_says_how_far_it_came() -> None:
    backend = a_shop()
    backend.jobs.put(3, at_work=True)
    async with sitting(backend) as desk:
        await desk.press("g", "B", "c")
        assert "24 of 60 are done" in desk.text
        await desk.press("right", "enter")
        assert backend.jobs.at(3).state is JobState.CANCELLED
        assert any("Bulk change 3 is stopped: 20 changed" in notice for notice in desk.notices)
        await desk.until(lambda: "stopped" in row(desk, 3))


async def test_what_cannot_be_done_with_one_is_not_offered_and_says_why() -> None:
    backend = a_shop()
    add_job(backend, [])
    async with sitting(backend) as desk:
        await desk.press("g", "B", "u")
        assert any("It changed nothing" in notice for notice in desk.notices)
        assert "undo" not in desk.lines[-1]
        await desk.press("down", "u")
        assert any("stop it first" in notice for notice in desk.notices)
        await desk.press("down", "R", "c")
        assert any("It is over" in notice for notice in desk.notices)
        assert isinstance(desk.app.screen, JobList)


async def test_a_viewer_looks_and_changes_nothing() -> None:
    backend = a_shop()
    backend.actor = Actor(name="vera", role=Role.VIEWER, origin=ActorOrigin.DESK)
    async with sitting(backend) as desk:
        for key in ("g", "B", "c", "R", "down", "u"):
            await desk.press(key)
            assert isinstance(desk.app.screen, JobList) or key == "g"
        assert any("may not change carts" in notice for notice in desk.notices)
        assert not any(
            asked.startswith(("bulk start", "bulk undo", "bulk cancel")) for asked in backend.asked
        )
        await desk.press("enter")
        assert isinstance(desk.app.screen, JobReport)


async def test_a_shop_without_any_says_so() -> None:
    async with sitting(FakeClient()) as desk:
        await desk.press("g", "B")
        assert "No carts were changed in bulk yet" in desk.text
        await desk.press("u")
        assert any("no bulk change at the cursor" in notice for notice in desk.notices)


async def test_while_the_backend_is_away_the_list_stays_in_sight() -> None:
    async with sitting(a_shop()) as desk:
        await desk.press("g", "B")
        desk.backend.goes_away()
        await desk.press("r")
        assert "price level Gold" in row(desk, 2)


async def test_many_are_read_page_by_page() -> None:
    backend = a_shop()
    for _ in range(70):
        add_job(backend, usual_items(2))
    async with sitting(backend) as desk:
        await desk.press("g", "B", *["pagedown"] * 6)
        await desk.until(lambda: any("assigned to carol" in line for line in desk.lines))
