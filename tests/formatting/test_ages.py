"""Ages take a few characters, and times show as much of their date as is needed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.formatting.ages import show_age, show_time

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "shown"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=60), "1m"),
        (timedelta(minutes=59, seconds=59), "59m"),
        (timedelta(hours=1), "1h"),
        (timedelta(hours=23, minutes=59), "23h"),
        (timedelta(days=1), "1d"),
        (timedelta(days=13, hours=23), "13d"),
        (timedelta(days=14), "2w"),
        (timedelta(days=364), "52w"),
        (timedelta(days=365), "1y"),
        (timedelta(days=3650), "10y"),
        (timedelta(minutes=-5), "now"),
    ],
)
def test_ages_are_said_in_their_largest_unit(age: timedelta, shown: str) -> None:
    assert show_age(NOW - age, NOW) == shown


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_an_age_never_takes_more_than_five_characters(moment: datetime, now: datetime) -> None:
    assert 2 <= len(show_age(moment, now)) <= 5


@pytest.mark.parametrize(
    ("moment", "zone", "shown"),
    [
        (NOW - timedelta(hours=3), "UTC", "09:00"),
        (NOW - timedelta(hours=3), "Asia/Dhaka", "15:00"),
        (NOW - timedelta(days=1), "UTC", "20 Nov 12:00"),
        (NOW - timedelta(days=365), "UTC", "21 Nov 2025 12:00"),
        (datetime(2026, 11, 20, 19, 30, tzinfo=UTC), "Asia/Dhaka", "01:30"),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "Europe/Berlin", "1 Jul 14:00"),
        (datetime(2026, 1, 1, 12, 0, tzinfo=UTC), "Europe/Berlin", "1 Jan 13:00"),
    ],
)
def test_times_are_on_the_clocks_of_the_zone(moment: datetime, zone: str, shown: str) -> None:
    assert show_time(moment, zone, NOW) == shown


def test_without_a_zone_the_systems_clock_counts() -> None:
    local = NOW.astimezone()
    assert show_time(NOW, None, NOW) == f"{local:%H:%M}"


@given(
    st.datetimes(timezones=st.just(UTC)), st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Niue", None])
)
def test_every_moment_can_be_shown(moment: datetime, zone: str | None) -> None:
    assert 5 <= len(show_time(moment, zone, NOW)) <= 17


def test_a_zone_that_is_not_there_is_an_error() -> None:
    with pytest.raises((KeyError, ValueError)):
        show_time(NOW, "Mars/Olympus", NOW)
