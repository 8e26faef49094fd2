"""Why a statement may not have everything of the time from its first row to its last."""

from collections.abc import Sequence
from typing import Final

from cartui.imports.columns import Columns
from cartui.imports.mapping import FileMapping
from cartui.imports.statements.files import Records, StatementRecord
from cartui.imports.statements.moments import DateText
from cartui.model.imports import Refusal

NAME_IT: Final = "name the zone (--time-zone, or t at the desk)"
"""What helps where a file leaves its time zone open."""


def date_text(columns: Columns, cells: list[str]) -> DateText:
    """The cells that say when a row was."""
    return DateText(*(columns.text(field)(cells) for field in ("date", "time", "time_zone")))


def doubts_of(
    records: Records, whole: Sequence[StatementRecord], columns: Columns, mapping: FileMapping, *, zoned: bool
) -> list[Refusal]:
    """Reasons for which nothing of a file counts as covered, as warnings about it.

    Args:
        records: The file.
        whole: Its rows that are as wide as its header.
        columns: Its columns.
        mapping: How it is understood.
        zoned: Whether somebody said in which zone times are that say none.
    """
    told: list[tuple[str, str]] = []
    if not (zoned or mapping.time_zone or "utc" in columns.name("date").lower()):
        unzoned = next((each for each in whole if not date_text(columns, each.cells).has_zone), None)
        if unzoned is not None:
            said = "times have no zone and are taken for UTC, so nothing counts as covered"
            told.append(("date", f"{said}: {NAME_IT}"))
    payout = columns.text("payout")
    if whole and columns.has("payout") and all(payout(each.cells) for each in whole):
        said = "every row is of a payout, so what is not paid out yet is missing: nothing counts as covered"
        told.append(("payout", said))
    return [
        Refusal(file=records.name, line=1, column=columns.name(field), reason=reason)
        for field, reason in told
    ]
