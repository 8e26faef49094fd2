"""Times are in UTC, and those that somebody gives can be shown on every clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from cartui.model.frozen import EARLIEST, LATEST, GivenMoment, Moment

ANY: TypeAdapter[datetime] = TypeAdapter(Moment)
GIVEN: TypeAdapter[datetime] = TypeAdapter(GivenMoment)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_time_that_utc_does_not_have_is_no_time(text: str) -> None:
    for times in (ANY, GIVEN):
        with pytest.raises(ValidationError, match="too far away"):
            times.validate_python(text)


@pytest.mark.parametrize(
    "text",
    ["0001-01-01T00:00:00Z", "1899-12-31T23:59:59Z", "9000-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"],
)
def test_a_time_out_of_reach_is_not_taken_but_one_that_is_kept_is_read(text: str) -> None:
    assert ANY.validate_python(text).tzinfo is UTC
    with pytest.raises(ValidationError, match="from 1900 to 8999"):
        GIVEN.validate_python(text)


@pytest.mark.parametrize("moment", [EARLIEST, LATEST.replace(year=8999)])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue", "America/New_York"])
def test_every_clock_shows_a_time_that_is_taken(moment: datetime, zone: str) -> None:
    assert GIVEN.validate_python(moment.isoformat()).astimezone(ZoneInfo(zone)) == moment
