"""Periods are counted from today, and days are typed as the query line has them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.rules.periods import Days, Period, days_of, read_days, typed_days
from cartui.rules.query.bad_value import BadValue

TODAY = date(2026, 11, 23)
DATES = st.dates(date(1901, 1, 1), date(8998, 12, 31))


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        (Period.TODAY, "2026-11-23", "2026-11-23"),
        (Period.YESTERDAY, "2026-11-22", "2026-11-22"),
        (Period.WEEK, "2026-11-17", "2026-11-23"),
        (Period.THIRTY_DAYS, "2026-10-25", "2026-11-23"),
        (Period.MONTH, "2026-11-01", "2026-11-23"),
        (Period.LAST_MONTH, "2026-10-01", "2026-10-31"),
        (Period.YEAR, "2026-01-01", "2026-11-23"),
    ],
)
def test_a_period_is_the_days_that_people_mean_by_it(period: Period, since: str, until: str) -> None:
    assert days_of(period, TODAY) == (date.fromisoformat(since), date.fromisoformat(until))


def test_all_days_are_open_on_both_sides() -> None:
    assert days_of(Period.ALL, TODAY) == (None, None)


@given(DATES)
def test_last_month_ends_the_day_before_this_month_begins(today: date) -> None:
    last, this = days_of(Period.LAST_MONTH, today), days_of(Period.MONTH, today)
    assert last.since is not None
    assert last.until is not None
    assert this.since == last.until + timedelta(days=1)
    assert last.since.day == this.since.day == 1
    assert last.since.replace(day=1) == last.until.replace(day=1)


@given(DATES, st.sampled_from(Period))
def test_no_period_ends_after_today_or_before_it_begins(today: date, period: Period) -> None:
    since, until = days_of(period, today)
    assert until is None or until <= today
    assert since is None or until is None or since <= until


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("2026-11-05", (date(2026, 11, 5), date(2026, 11, 5))),
        (" 2026-02 ", (date(2026, 2, 1), date(2026, 2, 28))),
        ("2024", (date(2024, 1, 1), date(2024, 12, 31))),
        ("2026-11-01..2026-11-05", (date(2026, 11, 1), date(2026, 11, 5))),
        ("2026-10..yesterday", (date(2026, 10, 1), date(2026, 11, 22))),
        ("2026-11-01..", (date(2026, 11, 1), None)),
        ("..2026-10", (None, date(2026, 10, 31))),
        (">=2026-11-01", (date(2026, 11, 1), None)),
        ("<2026-11-01", (None, date(2026, 10, 31))),
        ("TODAY", (TODAY, TODAY)),
    ],
)
def test_days_are_typed_as_in_a_query(typed: str, days: tuple[date | None, date | None]) -> None:
    assert read_days(typed, TODAY) == days


@pytest.mark.parametrize("typed", ["<2d", "3d", "1w..2w", "30m"])
def test_how_long_ago_something_was_is_no_day(typed: str) -> None:
    with pytest.raises(BadValue, match=r"names no days. Expected: 2026-11-21"):
        read_days(typed, TODAY)


@pytest.mark.parametrize("typed", ["", "..", "soon", "2026-13", "2026-02-30", "2026-11-05..2026-11-01"])
def test_what_is_no_time_at_all_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(BadValue) as refused:
        read_days(typed, TODAY)
    assert refused.value.message.endswith((".", "?"))


@given(DATES, DATES)
def test_any_two_days_are_read_as_they_are_written(one: date, other: date) -> None:
    since, until = sorted((one, other))
    assert read_days(f"{since}..{until}", TODAY) == Days(since, until)


@pytest.mark.parametrize("period", Period)
def test_a_period_can_be_typed_by_its_name(period: Period) -> None:
    assert typed_days(f" {period.upper()} ", TODAY) == days_of(period, TODAY)


def test_what_is_no_name_is_read_as_days() -> None:
    assert typed_days("2026-10", TODAY) == read_days("2026-10", TODAY)
    with pytest.raises(BadValue):
        typed_days("31d", TODAY)


def test_what_is_expected_are_days_and_no_times_ago() -> None:
    with pytest.raises(BadValue) as refused:
        read_days("tomorow", TODAY)
    assert "2026-11-01..2026-11-05" in refused.value.message
    assert "<2d" not in refused.value.message
