"""What the chart of a report shows, where its rows are days."""

from collections import Counter
from datetime import date

from cartui.rules.periods import Days
from cartui.screens.reports.sheet import Sheet
from cartui.widgets.day_chart import Daily


def daily_of(sheet: Sheet, measure: int, days: Days, *, today: date, locale: str) -> Daily | None:
    """One measure of a sheet by day, over all days that it is of; ``None``: there is nothing to compare."""
    values: Counter[date] = Counter()
    for row in sheet.rows:
        if row.day is not None:
            values[row.day] += row.sizes[measure] or 0
    if not values:
        return None
    first, last = days.since or min(values), days.until or max(values)
    if first == last:
        return None
    shown = sheet.measures[measure]
    return Daily(
        values=values,
        first=first,
        last=last,
        today=today,
        measure=shown.name,
        currency=shown.currency,
        locale=locale,
    )
