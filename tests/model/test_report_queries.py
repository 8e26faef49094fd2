"""What a report may be asked."""

from datetime import date

import pytest
from pydantic import ValidationError

from cartui.model.reports import ReportQuery


@pytest.mark.parametrize("text", ["0", "20261121", "2026-11-21T00:00:00", "2026-W47-6", "2.2e-308", ""])
def test_what_is_no_day_in_full_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="2026-11-21"):
        ReportQuery.model_validate({"until": text})


def test_a_day_is_read_and_time_runs_forward() -> None:
    asked = ReportQuery.model_validate({"since": "2026-11-21"})
    assert asked.since == date(2026, 11, 21)
    with pytest.raises(ValidationError, match="until is before since"):
        ReportQuery(since=date(2026, 11, 21), until=date(2026, 11, 20))
