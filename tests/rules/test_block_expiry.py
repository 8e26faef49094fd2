"""When an entry of the blocklist ends is typed as a length or a day; nothing typed is no end."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartui.rules.block_expiry import LONGEST, read_expiry

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DHAKA = ZoneInfo("Asia/Dhaka")


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        ("", None),
        ("  ", None),
        ("30d", NOW + timedelta(days=30)),
        ("2W", NOW + timedelta(weeks=2)),
        ("2026-12-31", datetime(2026, 12, 31, 23, 59, tzinfo=DHAKA)),
        ("2026-12-31 08:00", datetime(2026, 12, 31, 8, 0, tzinfo=DHAKA)),
    ],
)
def test_a_length_a_day_or_nothing(typed: str, ends: datetime | None) -> None:
    assert read_expiry(typed, NOW, DHAKA) == ends


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("soon", "no time at which it ends"),
        ("0d", "over already"),
        ("2026-11-20", "over already"),
        ("2026-02-30", "no time at which it ends"),
        ("4000d", "leave it empty"),
        ("999999w", "leave it empty"),
    ],
)
def test_what_is_no_end_is_refused_in_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_expiry(typed, NOW, DHAKA)


@given(st.text(max_size=20))
def test_whatever_is_typed_gives_no_end_but_one_to_come(typed: str) -> None:
    with suppress(ValueError):
        ends = read_expiry(typed, NOW, DHAKA)
        assert ends is None or NOW < ends <= NOW + LONGEST
