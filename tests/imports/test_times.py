"""Times of files are read the same whichever way is the quick one."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from cartui.imports.values import read_moment

FORMATS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%m/%d/%Y %H:%M")
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2011-07-01 08:26", FORMATS[0]),
        ("2011-7-1 8:26", FORMATS[0]),
        ("2011-07-01 08:26:30", FORMATS[1]),
        ("2011-07-01", FORMATS[2]),
        ("12/9/2011 12:50", FORMATS[3]),
    ],
)
def test_a_time_is_what_its_format_says(text: str, form: str) -> None:
    expected = datetime.strptime(text, form).replace(tzinfo=LONDON)
    assert read_moment(text, LONDON, FORMATS) == expected


@pytest.mark.parametrize(
    "text", ["2011-13-01 08:26", "2011-07-01T08:26", "2011-W01-1 08:26", "2011-07-01 08:26+02:00", "20110701"]
)
def test_what_no_format_fits_is_no_time_also_where_iso_8601_has_it(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date of the form"):
        read_moment(text, LONDON, FORMATS)
