"""How far a change of many carts is, how fast it goes, and what came of it."""

from datetime import UTC, datetime

import pytest

from cartui.formatting.bulk_progress import (
    Pace,
    ended_signs,
    left_behind_signs,
    length_words,
    pace_words,
    running_signs,
)
from cartui.model.bulk import BulkJob, BulkTally, DeleteCarts, JobState

SO_FAR = BulkTally(matched=10_000, changed=4_000, unchanged=188, refused=12)


def a_job(state: JobState, tally: BulkTally = SO_FAR) -> BulkJob:
    """A job of bob's."""
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return BulkJob(id=1, state=state, actions=(DeleteCarts(),), agent="bob", created_at=now, tally=tally)


def test_a_pace_is_known_after_a_moment_and_forgets_what_was_slow_before() -> None:
    pace = Pace()
    assert pace.per_second is None
    pace.note(100.0, 0)
    pace.note(100.5, 100)
    assert pace.per_second is None
    for second in range(1, 31):
        pace.note(100.0 + second, second * (10 if second < 15 else 1_000))
    assert pace.per_second == 1_000


def test_what_stands_still_has_no_pace() -> None:
    pace = Pace()
    pace.note(0.0, 500)
    pace.note(5.0, 500)
    assert pace.per_second is None
    assert pace_words(SO_FAR, pace.per_second) == ()


@pytest.mark.parametrize(
    ("per_second", "words"),
    [
        (1_900.0, ("1,900/s", "3 s left")),
        (1.0, ("1/s", "1 h 36 min left")),
        (0.5, ("30/min", "3 h 13 min left")),
        (50.0, ("50/s", "116 s left")),
        (20.0, ("20/s", "4 min left")),
    ],
    ids=["fast", "slow", "slower", "seconds", "minutes"],
)
def test_a_pace_says_how_long_it_takes_still(per_second: float, words: tuple[str, str]) -> None:
    assert pace_words(SO_FAR, per_second) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (119, "119 s"), (120, "2 min"), (3_599, "59 min"), (3_660, "1 h 1 min")],
)
def test_a_length_is_said_as_far_as_it_matters(seconds: int, words: str) -> None:
    assert length_words(seconds) == words


def test_one_that_goes_on_says_the_most_that_there_is_room_for() -> None:
    signs = list(running_signs("price level Gold", SO_FAR, 1_900.0))
    assert signs == [
        "price level Gold: 4,200 of 10,000 · 1,900/s · 3 s left · refused 12",
        "price level Gold: 4,200 of 10,000 · 3 s left · refused 12",
        "price level Gold: 4,200 of 10,000 · refused 12",
        "price level Gold: 4,200 of 10,000",
        "bulk: 4,200 of 10,000",
        "4,200 of 10,000",
    ]


def test_one_that_ended_says_what_came_of_it() -> None:
    done = BulkTally(matched=10_000, changed=9_000, unchanged=990, refused=10)
    assert list(ended_signs("price level Gold", a_job(JobState.DONE, done))) == [
        "✓ price level Gold: 9,000 changed, 990 as they were, 10 refused",
        "✓ 9,000 changed, 990 as they were, 10 refused",
        "✓ 9,000 changed, 10 refused",
    ]
    stopped = next(ended_signs("price level Gold", a_job(JobState.CANCELLED)))
    assert stopped == (
        "■ price level Gold, stopped at 4,200 of 10,000: 4,000 changed, 188 as they were, 12 refused"
    )


def test_one_that_was_left_behind_says_whose_it_is() -> None:
    signs = list(left_behind_signs("delete", a_job(JobState.RUNNING)))
    assert signs[0] == "▲ delete by bob: left behind at 4,200 of 10,000, nobody works on it"
    assert signs[-1] == "▲ left behind at 4,200 of 10,000"


def test_one_that_met_trouble_says_which() -> None:
    job = a_job(JobState.RUNNING).model_copy(update={"trouble": "The disk is full."})
    said = next(left_behind_signs("delete", job))
    assert said == "▲ delete: stopped at 4,200 of 10,000. The disk is full."
