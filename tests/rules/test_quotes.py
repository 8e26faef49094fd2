"""Until when prices are held, as somebody types it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.rules.pricing.quotes import LONGEST, are_held, read_until

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
DHAKA = ZoneInfo("Asia/Dhaka")  # where it is the 22nd, 02:00


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("3d", datetime(2026, 11, 24, 20, 0, tzinfo=UTC)),
        (" 2 W ", datetime(2026, 12, 5, 20, 0, tzinfo=UTC)),
        ("12h", datetime(2026, 11, 22, 8, 0, tzinfo=UTC)),
        ("30m", datetime(2026, 11, 21, 20, 30, tzinfo=UTC)),
        ("today", datetime(2026, 11, 22, 17, 59, tzinfo=UTC)),
        ("Tomorrow", datetime(2026, 11, 23, 17, 59, tzinfo=UTC)),
        ("2026-12-01", datetime(2026, 12, 1, 17, 59, tzinfo=UTC)),
        ("2026-12-1 14:00", datetime(2026, 12, 1, 8, 0, tzinfo=UTC)),
    ],
)
def test_a_length_counts_from_now_and_a_day_lasts_to_its_end_in_the_agents_zone(
    typed: str, meant: datetime
) -> None:
    assert read_until(typed, NOW, DHAKA) == meant


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("soon", "Expected: 3d"),
        ("", "Expected: 3d"),
        ("2026-02-30", "Expected: 3d"),
        ("2026-12-01 25:00", "Expected: 3d"),
        ("0d", "over already"),
        ("2026-11-21", "over already"),
        ("999999w", "more than 3,660 days"),
        ("9999-12-31", "more than 3,660 days"),
    ],
)
def test_what_is_no_time_to_come_is_refused_with_the_reason(typed: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_until(typed, NOW, DHAKA)


@given(st.text(max_size=20) | st.from_regex(r"[0-9]{1,6} ?[mhdw]|[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True))
def test_whatever_is_typed_is_a_moment_to_come_or_refused(typed: str) -> None:
    try:
        until = read_until(typed, NOW, DHAKA)
    except ValueError as error:
        assert str(error).endswith(".")  # noqa: PT017 - either is right
    else:
        assert NOW < until <= NOW + LONGEST


def test_prices_are_held_until_the_moment_and_not_at_it() -> None:
    assert are_held(NOW + timedelta(minutes=1), NOW)
    assert not are_held(NOW, NOW)
    assert not are_held(None, NOW)
